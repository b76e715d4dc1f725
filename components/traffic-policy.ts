import * as pulumi from "@pulumi/pulumi";
import { type ClientTls, destinationRuleSpec, serviceHost } from "../mesh/traffic/destination-rule";
import { type TrafficPlan } from "../mesh/traffic/traffic-plan";
import { virtualServiceSpec } from "../mesh/traffic/virtual-service";
import { DestinationRule, VirtualService } from "./istio/istio-objects";

export interface TrafficPolicyArgs {
  /** Who gets which version. */
  readonly plan: TrafficPlan;
  /** The namespace of the service, where both objects are made. */
  readonly namespace: string;
  /** How sidecars connect to the service. */
  readonly tls: ClientTls;
}

/**
 * Splits a service's traffic over its versions: a DestinationRule (where the versions are) and a VirtualService (who
 * gets which).
 */
export class TrafficPolicy extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:TrafficPolicy";

  constructor(name: string, args: TrafficPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    // No inputs of its own: with the weights among them a weight change would show as two changed resources.
    super(TrafficPolicy.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { plan, namespace, tls } = args;
    const metadata = { name: plan.service, namespace };
    const host = serviceHost(plan.service, namespace);

    const versions = new DestinationRule(
      `${name}-versions`,
      { metadata, spec: destinationRuleSpec(plan, host, tls) },
      own,
    );
    // A route to a version that Envoy does not know yet answers 503: versions first, and on the way out last.
    new VirtualService(
      `${name}-routes`,
      { metadata, spec: virtualServiceSpec(plan, host) },
      { ...own, dependsOn: versions },
    );

    this.registerOutputs();
  }
}
