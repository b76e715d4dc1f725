import { definePolicy } from "../engine/policy";
import { decimal } from "../engine/settings";
import { serviceOf } from "../objects/host";
import { serviceAt } from "../objects/known-hosts";
import { type StackView } from "../objects/stack-view";
import { type Destination, percent } from "../objects/virtual-service";
import { Workload } from "../objects/workload";
import { rulesFor } from "../rules/host-rules";
import { leastReplicas } from "../rules/replicas";
import { podsBehind } from "../rules/service-pods";

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
      const destinations = route.weightedDestinations();
      const backed = destinations.flatMap(({ destination, weight }) => {
        const workloads = workloadsBehind(destination, view);
        const replicas = workloads.reduce((sum, workload) => sum + leastReplicas(workload, view), 0);
        return workloads.length === 0 ? [] : [{ destination, weight, workloads, replicas }];
      });
      const totalReplicas = backed.reduce((sum, { replicas }) => sum + replicas, 0);

      each(backed, (one) => {
        const { destination, workloads, replicas } = one;
        const weight = percent(one, destinations);
        const version = destination.subset ?? destination.host;
        if (weight === 0) return;
        if (replicas === 0) {
          report(
            `${route.title}: ${version} gets ${weight} % of the requests, but ${workloads.map(({ title }) => title).join(", ")} has 0 replicas`,
          );
        } else if (backed.length > 1 && replicas / totalReplicas < (settings.leastShare * weight) / 100) {
          report(
            `${route.title}: ${version} gets ${weight} % of the requests with ${replicas} of ${totalReplicas} replicas`,
          );
        }
      });
    });
  },
});

/** The workloads of the stack that serve a destination, as far as it shows how they are found. */
function workloadsBehind({ host, subset }: Destination, view: StackView): Workload[] {
  const service = host === undefined || !serviceOf(host) ? undefined : serviceAt(view, host);
  if (!service) return [];
  const labels = subset === undefined ? {} : labelsOf(subset, host, view);
  if (labels === undefined) return [];
  return podsBehind(service, view, labels).filter((pods) => pods instanceof Workload);
}

function labelsOf(
  subset: string,
  host: string | undefined,
  view: StackView,
): Readonly<Record<string, string>> | undefined {
  const rules = host === undefined ? [] : rulesFor(view, host);
  const declared = rules.flatMap((rule) => rule.subsets()).find((place) => place.at("name").text() === subset);
  return declared?.at("labels").textMap();
}
