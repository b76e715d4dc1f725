import { definePolicy, findKnown } from "../engine/policy";
import { decimal } from "../engine/settings";
import { type StackView } from "../objects/stack-view";
import { type Route } from "../objects/virtual-service";
import { selects } from "../objects/workload";
import { leastReplicas } from "../rules/replicas";

export const weightedVersionsHaveCapacity = definePolicy({
  name: "weighted-versions-have-capacity",
  description:
    "A version that gets a weight has pods to serve it. Requests to a version without any get a 503, and one with far too few is overrun.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/concepts/traffic-management/#routing-versions",
  remediationSteps: "scale the version's Deployment up before giving it a weight, or give it weight 0.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {
    leastShare: decimal(
      0,
      { from: 0, to: 1 },
      "A version's share of the replicas, divided by its share of the requests, must not be below this. 0 asks for any replica at all.",
    ),
  },
  profileSettings: { strict: { leastShare: 0.25 } },
  subjects: (view) => view.virtualServices,
  check(virtualService, { view, settings, each, report }) {
    each(virtualService.routes(), (route) => {
      const legs = route.legs().flatMap((leg) => legWithWorkloads(leg, route, view));
      const totalReplicas = legs.reduce((sum, { replicas }) => sum + replicas, 0);

      for (const { weight, subset, workloads, replicas } of legs) {
        if (weight === 0 || workloads.length === 0) continue;
        if (replicas === 0) {
          report(
            `${route.title}: ${subset} gets ${weight} % of the requests, but ${workloads.map(({ title }) => title).join(", ")} has 0 replicas`,
          );
        } else if (legs.length > 1 && replicas / totalReplicas < (settings.leastShare * weight) / 100) {
          report(
            `${route.title}: ${subset} gets ${weight} % of the requests with ${replicas} of ${totalReplicas} replicas`,
          );
        }
      }
    });
  },
});

function legWithWorkloads(leg: ReturnType<Route["legs"]>[number], route: Route, view: StackView) {
  const destination = route.destination(leg.at("destination"));
  if (destination?.subset === undefined) return [];
  const { host, subset } = destination;
  const namespace = host.split(".")[1];
  const service = host.split(".")[0];

  const rules = findKnown(view.destinationRules, (rule) => rule.host === host);
  const place = rules.flatMap((rule) => rule.subsets()).find((declared) => declared.at("name").text() === subset);
  const [serviceObject] = findKnown(
    view.services,
    (object) => object.name === service && object.namespace === namespace,
  );
  if (!place || !serviceObject) return [];

  const wanted = { ...serviceObject.spec.at("selector").textMap(), ...place.at("labels").textMap() };
  const workloads = findKnown(
    view.workloads,
    (workload) => workload.namespace === namespace && selects(wanted, workload.podLabels),
  );
  return [
    {
      subset,
      weight: leg.at("weight").number() ?? 100,
      workloads,
      replicas: workloads.reduce((sum, workload) => sum + leastReplicas(workload, view), 0),
    },
  ];
}
