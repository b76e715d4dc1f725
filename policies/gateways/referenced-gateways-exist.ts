import { fits } from "../engine/glob";
import { definePolicy } from "../engine/policy";
import { texts } from "../engine/settings";
import { gatewaysByName } from "../rules/bound-gateway";
import { isForServiceOfOthers } from "../rules/service-of-others";

export const referencedGatewaysExist = definePolicy({
  name: "referenced-gateways-exist",
  description:
    "Every gateway that a VirtualService names is a Gateway of the stack. Through one that is not there its routes serve nobody.",
  severity: "high",
  codes: ["IST0101", "KIA1102"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0101/",
  remediationSteps:
    'fix the name (without NAMESPACE/ it means the VirtualService\'s own namespace) or add the Gateway; list one outside of the stack in "outsideGateways".',
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {
    outsideGateways: texts(
      [],
      "Gateways that exist without this stack, as NAMESPACE/NAME; * stands for any characters.",
    ),
  },
  subjects: (view) => view.virtualServices,
  check(virtualService, { view, settings, each, report }) {
    if (isForServiceOfOthers(virtualService)) return;
    each(virtualService.gatewayNames(), (name) => {
      if (settings.outsideGateways.some((pattern) => fits(pattern, name))) return;
      if (gatewaysByName(view).find(name).length > 0) return;
      const known = view.gateways.map(({ fullName }) => fullName);
      report(
        `${virtualService.title}: there is no Gateway ${name}${known.length > 0 ? `, only ${known.join(", ")}` : ""}`,
      );
    });
  },
});
