import { BOOKINFO_PORT } from "../../mesh/bookinfo";
import { serviceHost } from "../../mesh/traffic/destination-rule";
import { type ForeignService } from "../../mesh/traffic/foreign-service";
import { type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { type StackOutputs } from "../stack/outputs";

/** A plan, and the service in the cluster that it is about. */
export interface PlacedPlan {
  readonly plan: TrafficPlan;
  /** The namespace of the Service, and of its VirtualService and DestinationRule, which have the service's name. */
  readonly namespace: string;
  /** The service's fully qualified name. */
  readonly host: string;
  readonly port: number;
  /** The labels of the pods of each version. */
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the stack says of the service, where others deploy it; absent for Bookinfo's. */
  readonly foreign?: ForeignService;
}

/** All plans of a stack, each with its service. */
export function placedPlans({
  namespace,
  traffic,
  services = {},
}: Pick<StackOutputs, "namespace" | "traffic" | "services">): PlacedPlan[] {
  return traffic.map((plan) => {
    const foreign = Object.hasOwn(services, plan.service) ? services[plan.service] : undefined;
    if (foreign) {
      const { namespace: own, host, port, versions: labels } = foreign;
      return { plan, namespace: own, host, port, labels, foreign };
    }
    if (namespace === undefined) throw new Error(`the stack does not say where ${plan.service} is`);
    return {
      plan,
      namespace,
      host: serviceHost(plan.service, namespace),
      port: BOOKINFO_PORT,
      labels: Object.fromEntries(plan.versions.map((version) => [version, { app: plan.service, version }])),
    };
  });
}
