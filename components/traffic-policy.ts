import * as pulumi from "@pulumi/pulumi";
import { clientTlsTowards } from "../mesh/security/client-tls";
import { type SecurityConfig } from "../mesh/security/security";
import { type ClientTls, destinationRuleSpec } from "../mesh/traffic/destination-rule";
import {
  type ForeignService,
  gatewayRouteName,
  type GatewayEntry,
  type Labels,
  OF_OTHERS,
  SERVICE_ANNOTATION,
} from "../mesh/traffic/foreign-service";
import { type TrafficPlan } from "../mesh/traffic/traffic-plan";
import { gatewayRouteSpec, virtualServiceSpec } from "../mesh/traffic/virtual-service";
import { DestinationRule, VirtualService } from "./istio/istio-objects";

export interface TrafficPolicyArgs {
  /** Who gets which version. */
  readonly plan: TrafficPlan;
  /** The namespace of the service, where both objects are made. */
  readonly namespace: string;
  /** The service's full name, which its clients call. */
  readonly host: string;
  /** The labels of each version's pods; where they are not given, `version` has its name. */
  readonly labels?: Readonly<Record<string, Labels>> | undefined;
  /** Where requests from outside reach the service, and the port that they get to; undefined where none do. */
  readonly gateway?: (GatewayEntry & { readonly port: number }) | undefined;
  /** Annotations of the objects. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** How sidecars connect to the service. */
  readonly tls: ClientTls;
}

/**
 * What splits the traffic of a service that the stack does not own, whose sidecars connect to it as to any other host.
 */
export function foreignPolicy(
  { namespace, host, port, versions, gateway }: ForeignService,
  security: SecurityConfig,
): Omit<TrafficPolicyArgs, "plan"> {
  const tls = clientTlsTowards(security, host);
  const annotations = { [SERVICE_ANNOTATION]: OF_OTHERS };
  return { namespace, host, labels: versions, annotations, gateway: gateway && { ...gateway, port }, tls };
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
    const { plan, namespace, host, labels, gateway, annotations, tls } = args;
    const metadata = { name: plan.service, namespace, ...(annotations && { annotations }) };

    const versions = new DestinationRule(
      `${name}-versions`,
      { metadata, spec: destinationRuleSpec(plan, host, tls, labels) },
      own,
    );
    // A route to a version that Envoy does not know yet answers 503: versions first, and on the way out last.
    new VirtualService(
      `${name}-routes`,
      { metadata, spec: virtualServiceSpec(plan, host) },
      { ...own, dependsOn: versions },
    );

    if (gateway) {
      new VirtualService(
        `${name}-gateway-routes`,
        {
          metadata: { ...metadata, name: gatewayRouteName(plan.service) },
          spec: gatewayRouteSpec(plan, host, gateway),
        },
        { ...own, dependsOn: versions },
      );
    }

    this.registerOutputs();
  }
}
