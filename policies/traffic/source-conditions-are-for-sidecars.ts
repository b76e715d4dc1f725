import { definePolicy } from "../engine/policy";
import { gatewaysNamed } from "../objects/named-gateways";
import { type StackView } from "../objects/stack-view";
import { labelText, selects } from "../objects/workload";
import { type Place } from "../resources/value";
import { gatewayPodsWith } from "../rules/gateway-pods";
import { gatewaysOf } from "../rules/route-clients";

export const sourceConditionsAreForSidecars = definePolicy({
  name: "source-conditions-are-for-sidecars",
  description:
    "A match on sourceLabels or sourceNamespace is in a rule for the mesh. At a gateway the source is the gateway's own pod, whoever calls: such a match never holds there, or always.",
  severity: "medium",
  codes: [],
  url: "https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest",
  remediationSteps:
    "add mesh to the VirtualService's gateways, or match on something that the request brings: a header, the host, the path.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.virtualServices,
  check(rule, { view, each, report }) {
    each(rule.routes(), (route) => {
      each(route.matches().entries(), ([index, match]) => {
        const own = rule.gatewaysIn(match.at("gateways"));
        const gateways = own.length > 0 ? own : gatewaysOf(route, rule, view);
        if (gateways.includes("mesh")) return;
        for (const condition of conditionsOf(match)) {
          if (condition.isNoneOf(sources(gateways, view)))
            report(`${route.title}: match[${index}] is for ${condition.text}, which no request at a gateway has`);
        }
      });
    });
  },
});

interface Condition {
  readonly text: string;
  readonly isNoneOf: (sources: readonly Source[]) => boolean;
}

/** What a gateway's pods have themselves; of the namespace of pods that the stack does not have nothing is known. */
interface Source {
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace?: string;
}

function conditionsOf(match: Place): Condition[] {
  const labels = match.at("sourceLabels").textMap();
  const namespace = match.at("sourceNamespace").text();
  const hasLabels: Condition = {
    text: `sourceLabels ${labelText(labels)}`,
    isNoneOf: (sources) => !sources.some((source) => selects(labels, source.labels)),
  };
  const isIn: Condition = {
    text: `sourceNamespace ${namespace ?? ""}`,
    isNoneOf: (sources) => !sources.some((source) => (source.namespace ?? namespace) === namespace),
  };
  return [...(Object.keys(labels).length > 0 ? [hasLabels] : []), ...(namespace ? [isIn] : [])];
}

/** Of gateways that are elsewhere only the labels are known that their Gateway asks for. */
function sources(names: readonly string[], view: StackView): Source[] {
  const gateways = names.flatMap((name) => gatewaysNamed(view, name));
  return gateways.flatMap((gateway): Source[] => {
    const pods = gatewayPodsWith(view, gateway.selector()).map(({ podLabels, namespace }) => ({
      labels: podLabels,
      namespace,
    }));
    return pods.length > 0 ? pods : [{ labels: gateway.selector() }];
  });
}
