import { definePolicy } from "../engine/policy";
import { sharedHosts } from "../rules/route-fragments";
import { overlapsOf } from "../rules/route-overlaps";

export const gatewayRoutesDoNotOverlap = definePolicy({
  name: "gateway-routes-do-not-overlap",
  description:
    "Of several VirtualServices for one host of a gateway no two have rules that the same requests fit, or a default each. Istio adds their rules up in an order that nobody sets, the older one's first: which of two decides changes when one is made anew.",
  severity: "high",
  codes: ["KIA1106"],
  url: "https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services",
  remediationSteps:
    "put rules whose order matters into one VirtualService, the narrower first, or have one root delegate to the others.",
  // Advice in prod for one release, as every new policy.
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.virtualServices,
  check(rule, { view, each, report }) {
    each(sharedHosts(rule, view), (shared) => {
      for (const { own, other, isCatchAll } of overlapsOf(rule, shared, view)) {
        const both = `${own.title} and ${other.title} are both for ${shared.host} at Gateway ${shared.gateway}`;
        report(
          isCatchAll
            ? `${both} and take what no other rule takes: only one of them ever gets it`
            : `${both}, and some requests fit both: which gets them is not defined`,
        );
      }
    });
  },
});
