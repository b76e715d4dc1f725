import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type HelmValues } from "../../config/config";
import { hostSlug } from "../../mesh/istio/host-name";
import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { type EgressConfig } from "../../mesh/security/egress";
import {
  EGRESS_GATEWAY,
  egressGatewayPorts,
  egressGatewayRule,
  egressRoute,
  gatewayOriginationRule,
  originationRule,
  registryOnly,
  serviceEntry,
} from "../../mesh/security/egress-rules";
import { revisionValues } from "../../mesh/istio/control-plane";
import { mergeValues } from "../../mesh/istio/helm-values";
import { type Chart } from "../istio/istio-charts";
import { DestinationRule, Gateway, istioObject, ServiceEntry, Sidecar, VirtualService } from "../istio/istio-objects";
import { istioRelease } from "../istio/istio-release";

export interface EgressArgs extends EgressConfig {
  /** The chart of gateways, and what a stack sets on top of its values for an egress gateway. */
  readonly gatewayChart: Chart;
  readonly gatewayValues: HelmValues;
  /** The revision of the istiod that it is for, where that is not the default. */
  readonly revision: string | undefined;
}

/** The hosts outside the mesh that workloads may call, the way there, and whether there are others. */
export class Egress extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:Egress";

  constructor(name: string, args: EgressArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Egress.__pulumiType, name, {}, pulumi.mergeOptions(opts, { aliases: [asPartOf("security", name)] }));
    const own = { parent: this };
    const { hosts, via, policy } = args;

    const origination = hosts.flatMap((host) => {
      const rule = originationRule(host);
      return rule ? [new DestinationRule(`${name}-tls-${hostSlug(host.host)}`, istioObject(rule), own)] : [];
    });
    const known = hosts.map(
      (host) =>
        new ServiceEntry(`${name}-host-${hostSlug(host.host)}`, istioObject(serviceEntry(host)), {
          ...own,
          // Where the last proxy speaks TLS it must do so from the first request on.
          dependsOn: origination,
        }),
    );
    const routes = via === "gateway" && hosts.length > 0 ? this.throughGateway(name, args, known) : [];
    // Others are refused once the listed ones work, and until the listed ones are gone.
    if (policy === "REGISTRY_ONLY") {
      new Sidecar(`${name}-registry-only`, istioObject(registryOnly), { ...own, dependsOn: [...known, ...routes] });
    }

    this.registerOutputs();
  }

  /**
   * The egress gateway, what it opens for each host, and the routes that lead workloads there: in this order, so that
   * no route ends nowhere.
   */
  private throughGateway(
    name: string,
    { hosts, gatewayChart, gatewayValues, revision }: EgressArgs,
    known: readonly pulumi.Resource[],
  ): pulumi.Resource[] {
    const own = { parent: this };
    const release = new k8s.helm.v3.Release(
      `${name}-gateway`,
      istioRelease(
        EGRESS_GATEWAY,
        ISTIO_NAMESPACE,
        gatewayChart,
        mergeValues({ ...serviceValues(hosts), ...revisionValues(revision) }, gatewayValues),
      ),
      own,
    );
    const clients = new DestinationRule(`${name}-gateway-clients`, istioObject(egressGatewayRule(hosts)), own);
    return hosts.map((host) => {
      const { gateway, route } = egressRoute(host);
      const rule = gatewayOriginationRule(host);
      const origination = rule
        ? [new DestinationRule(`${name}-gateway-tls-${hostSlug(host.host)}`, istioObject(rule), own)]
        : [];
      const open = new Gateway(`${name}-gateway-${hostSlug(host.host)}`, istioObject(gateway), {
        ...own,
        dependsOn: [release, ...known],
        aliases: [{ name: `${name}-door-${hostSlug(host.host)}` }],
      });
      return new VirtualService(`${name}-route-${hostSlug(host.host)}`, istioObject(route), {
        ...own,
        dependsOn: [open, clients, ...origination],
      });
    });
  }
}

/** The URN of before egress had its own line in the program: a stack made then keeps its resources. */
function asPartOf(parent: string, name: string): pulumi.Alias {
  return { name: `${parent}-${name}`, parent: pulumi.createUrn(parent, "mesh:index:MeshSecurity") };
}

function serviceValues(hosts: EgressConfig["hosts"]): HelmValues {
  const ports = egressGatewayPorts(hosts).map((port) => ({ name: `port-${port}`, port, targetPort: port }));
  return {
    service: { type: "ClusterIP", ports: [{ name: "status-port", port: 15021, targetPort: 15021 }, ...ports] },
  };
}
