import { fits } from "../engine/glob";
import { definePolicy } from "../engine/policy";
import { texts } from "../engine/settings";
import { labelText, selects } from "../objects/workload";
import { gatewayPodsWith } from "../rules/gateway-pods";
import { isForGatewayOfOthers } from "../rules/service-of-others";

export const gatewaySelectorsMatch = definePolicy({
  name: "gateway-selectors-match",
  description:
    "The selector of every Gateway fits the pods of a gateway that the stack installs. A Gateway that fits none opens no port, and nobody is told.",
  severity: "high",
  codes: ["IST0101", "IST0127", "KIA0302"],
  url: "https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway",
  remediationSteps:
    'make the selector the labels of the gateway\'s pods (the chart gives them app=NAME and istio=NAME without "istio-", or values.labels); list the labels of a gateway outside of the stack in "outsideSelectors", or in platform.gateways of platform-is-known.',
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {
    outsideSelectors: texts(
      [],
      "Selectors of gateways that exist without this stack, as NAME=VALUE, NAME=VALUE; * stands for any characters.",
    ),
  },
  subjects: (view) => view.gateways,
  check(gateway, { view, settings, report }) {
    if (isForGatewayOfOthers(gateway)) return;
    const selector = gateway.selector();
    if (settings.outsideSelectors.some((pattern) => fits(pattern, labelText(selector)))) return;
    if (view.platform.gateways.some(({ labels }) => selects(selector, labels))) return;
    if (gatewayPodsWith(view, selector).length > 0) return;
    const installed = view.releases.filter(({ isGateway }) => isGateway);
    const labels = installed.map((release) => `the pods of ${release.title} have others`);
    report(
      `${gateway.title}: its selector (${labelText(selector)}) fits no gateway's pods; ${labels.join("; ") || "the stack installs no gateway"}`,
    );
  },
});
