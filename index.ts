import "./start/lazy-packages";
import * as pulumi from "@pulumi/pulumi";
import { Bookinfo } from "./components/bookinfo/bookinfo";
import { openCluster, pointHosts } from "./components/cluster/open-cluster";
import { Istio } from "./components/istio/istio";
import { findCharts } from "./components/istio/istio-charts";
import { Egress } from "./components/security/egress";
import { MeshSecurity } from "./components/security/mesh-security";
import { foreignPolicy, TrafficPolicy } from "./components/traffic-policy";
import { readConfig } from "./config/read-config";
import { applicationTls } from "./mesh/security/client-tls";
import { saysAnything } from "./mesh/security/egress";
import { platformOutput } from "./mesh/security/platform-output";
import { securityPlan } from "./mesh/security/security-plan";
import { serviceHost } from "./mesh/traffic/destination-rule";
import { ENTRANCE } from "./mesh/traffic/entrance";

/** The whole environment. Whatever is wrong with its config ends it before the first resource is registered. */
export = async (today?: string) => {
  const config = readConfig(today);
  const { namespace } = config.bookinfo;

  const charts = findCharts(config.istio);
  const { gateway, version: istioVersion } = config.istio;
  const tags = { project: pulumi.getProject(), stack: pulumi.getStack(), ...config.tags };
  const cluster = await openCluster("cluster", config.cluster, { istioVersion, namespace, gateway, tags });
  const inCluster = { provider: cluster.provider };

  const caCertificates = config.security.authority;
  const { balancerController } = cluster;
  const istio = new Istio("istio", { ...config.istio, charts, caCertificates, balancerController, tags }, inCluster);
  const inMesh = { ...inCluster, dependsOn: istio.controlPlane };
  pointHosts("hosts", gateway, istio.gatewayAddress);

  const { gatewaySelector } = istio;
  const security = new MeshSecurity(
    "security",
    {
      mtls: config.mtls,
      security: config.security,
      namespace,
      gateway,
      gatewaySelector,
    },
    inMesh,
  );
  const { revision, values } = config.istio;
  const egressGateway = { gatewayChart: charts.gateway, gatewayValues: values.egressGateway, revision };
  const egress = saysAnything(config.egress)
    ? [new Egress("egress", { ...config.egress, ...egressGateway }, inMesh)]
    : [];
  const tls = applicationTls(config.mtls, config.security.clientTls);
  const atGateway = config.traffic.find(({ service }) => service === ENTRANCE);
  const bookinfo = new Bookinfo(
    "bookinfo",
    {
      ...config.bookinfo,
      gatewaySelector,
      gateway,
      injection: istio.injection,
      entrance: atGateway && { plan: atGateway, tls },
    },
    // The gateway too: with another version of Istio pods get their sidecars anew last of all.
    { ...inMesh, dependsOn: [istio, security, ...egress] },
  );

  for (const plan of config.traffic.filter((one) => one !== atGateway)) {
    const { service } = plan;
    const foreign = config.services[service];
    if (foreign) {
      new TrafficPolicy(service, { plan, ...foreignPolicy(foreign, config.security) }, inMesh);
    } else {
      const host = serviceHost(service, namespace);
      new TrafficPolicy(service, { plan, namespace, host, tls }, { ...inMesh, dependsOn: bookinfo });
    }
  }

  return {
    productpageUrl: istio.gatewayUrl("/productpage"),
    // What a record of the hosts has to lead to, where nobody has made one.
    ...(gateway.hosts && { gatewayAddress: istio.gatewayAddress }),
    kubeconfig: pulumi.secret(cluster.kubeconfig),
    kubeconfigCommand: "(umask 077 && pulumi stack output --show-secrets kubeconfig > kubeconfig.yaml)",
    traffic: config.traffic,
    ...(Object.keys(config.services).length > 0 && { services: config.services }),
    security: securityPlan(config),
    // For the policies of other stacks on this mesh.
    platform: platformOutput(config.mtls, revision, [{ namespace: gateway.namespace, labels: gatewaySelector }]),
  };
};
