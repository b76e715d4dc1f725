import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { BOOKINFO, BOOKINFO_PORT, deployedVersions } from "../../mesh/bookinfo";
import { type BookinfoConfig } from "../../config/config";
import { applicationServers, type GatewayConfig, redirection, servedHosts } from "../../mesh/security/ingress";
import { destinationRuleSpec, serviceHost } from "../../mesh/traffic/destination-rule";
import { GATEWAY_ANNOTATION, OF_OTHERS } from "../../mesh/traffic/foreign-service";
import { ENTRANCE, entranceRoutes } from "../../mesh/traffic/entrance";
import { type Injection } from "../istio/mesh-in-use";
import { DestinationRule, Gateway, VirtualService } from "../istio/istio-objects";
import { type TrafficPolicyArgs } from "../traffic-policy";
import { type BookinfoService, budgetSpec, deploymentSpec } from "./bookinfo-workload";

export interface BookinfoArgs extends BookinfoConfig {
  /** Labels of the ingress gateway's pods. */
  readonly gatewaySelector: Readonly<Record<string, string>>;
  readonly gateway: GatewayConfig;
  readonly injection: Injection;
  /**
   * How requests from outside are split over the versions of the service that gets them, and how the gateway connects.
   */
  readonly entrance?: Pick<TrafficPolicyArgs, "plan" | "tls"> | undefined;
}

/**
 * Istio's Bookinfo application: all its services in all their versions, with sidecars, and its way in through the
 * ingress gateway.
 */
export class Bookinfo extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:Bookinfo";

  constructor(name: string, args: BookinfoArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Bookinfo.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { namespace } = args;
    const hosts = servedHosts(args.gateway);

    // A patch, because the namespace (`default`, as a rule) was there before this program and will be after it.
    const injection = new k8s.core.v1.NamespacePatch(
      `${name}-injection`,
      { metadata: { name: namespace, labels: args.injection.labels } },
      own,
    );

    const deployed = deployedVersions(args.versions);
    const versionsOf = (service: BookinfoService): readonly string[] => deployed[service] ?? [];
    const services = (Object.keys(BOOKINFO) as BookinfoService[]).map((service) => {
      const account = new k8s.core.v1.ServiceAccount(
        `${name}-${service}-account`,
        {
          metadata: { name: `bookinfo-${service}`, namespace, labels: { account: service } },
          // None of the services calls the API server; the sidecar brings a token of its own.
          automountServiceAccountToken: false,
        },
        own,
      );
      // Of a single pod a budget would keep its node from ever being drained.
      const budgeted = (args.replicas ?? 1) > 1 ? versionsOf(service) : [];
      for (const version of budgeted) {
        new k8s.policy.v1.PodDisruptionBudget(
          `${name}-${service}-${version}-budget`,
          { metadata: { name: `${service}-${version}`, namespace }, spec: budgetSpec(service, version) },
          own,
        );
      }
      const workloads = versionsOf(service).map(
        (version) =>
          new k8s.apps.v1.Deployment(
            `${name}-${service}-${version}`,
            {
              metadata: { name: `${service}-${version}`, namespace, labels: { app: service, version } },
              spec: deploymentSpec(service, version, { ...args, annotations: args.injection.podAnnotations }),
            },
            // A pod that starts before its namespace has the label starts without a sidecar, for good.
            { ...own, dependsOn: [injection, account] },
          ),
      );
      return new k8s.core.v1.Service(
        `${name}-${service}`,
        {
          metadata: { name: service, namespace, labels: { app: service, service } },
          spec: { selector: { app: service }, ports: [{ name: "http", port: BOOKINFO_PORT }] },
        },
        // A Service counts as ready when it has endpoints, which only ready pods give it.
        { ...own, dependsOn: workloads },
      );
    });

    const host = serviceHost(ENTRANCE, namespace);
    const versions = args.entrance
      ? [
          new DestinationRule(
            `${ENTRANCE}-versions`,
            {
              metadata: { name: ENTRANCE, namespace },
              spec: destinationRuleSpec(args.entrance.plan, host, args.entrance.tls),
            },
            {
              ...own,
              dependsOn: services,
              aliases: [{ parent: pulumi.createUrn(ENTRANCE, "mesh:index:TrafficPolicy") }],
            },
          ),
        ]
      : [];
    // A policy can't see the pods of a gateway that is not the stack's.
    const ofOthers = args.gateway.selector && { annotations: { [GATEWAY_ANNOTATION]: OF_OTHERS } };
    const gateway = new Gateway(
      `${name}-gateway`,
      {
        metadata: { name: "bookinfo-gateway", namespace, ...ofOthers },
        spec: {
          selector: { ...args.gatewaySelector },
          servers: applicationServers(args.gateway.tls, hosts),
        },
      },
      own,
    );
    new VirtualService(
      `${name}-routes`,
      {
        metadata: { name: "bookinfo", namespace },
        spec: {
          hosts,
          gateways: ["bookinfo-gateway"],
          http: entranceRoutes(host, args.entrance?.plan),
        },
      },
      // Subsets are known before a route names them.
      { ...own, dependsOn: [gateway, ...services, ...versions] },
    );

    const toHttps = redirection(args.gateway);
    if (toHttps) {
      const plainGateway = new Gateway(
        `${name}-redirect-gateway`,
        {
          metadata: { name: "bookinfo-redirect", namespace, ...ofOthers },
          spec: { selector: { ...args.gatewaySelector }, servers: toHttps.servers },
        },
        own,
      );
      new VirtualService(
        `${name}-redirect`,
        {
          metadata: { name: "bookinfo-redirect", namespace },
          spec: { hosts, gateways: ["bookinfo-redirect"], http: toHttps.http },
        },
        { ...own, dependsOn: plainGateway },
      );
    }

    this.registerOutputs();
  }
}
