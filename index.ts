import "./start/lazy-packages";
import * as pulumi from "@pulumi/pulumi";
import { Bookinfo } from "./components/bookinfo/bookinfo";
import { openCluster, pointHosts } from "./components/cluster/open-cluster";
import { Istio } from "./components/istio/istio";
import { findCharts } from "./components/istio/istio-charts";
import { foundIstio } from "./components/istio/mesh-in-use";
import { Egress } from "./components/security/egress";
import { MeshSecurity } from "./components/security/mesh-security";
import { clusterNeeds } from "./components/expected/cluster-needs";
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
  const { gateway, revision, values, enabled: installsIstio } = config.istio;
  const { enabled: hasBookinfo } = config.bookinfo;

  const charts = findCharts(config.istio);
  const tags = { project: pulumi.getProject(), stack: pulumi.getStack(), ...config.tags };
  const cluster = await openCluster("cluster", config.cluster, { ...clusterNeeds(config), gateway, tags });
  const inCluster = { provider: cluster.provider };

  const caCertificates = config.security.authority;
  const { balancerController } = cluster;
  const istio = installsIstio
    ? new Istio("istio", { ...config.istio, charts, caCertificates, balancerController, tags }, inCluster)
    : foundIstio(config.istio);
  const { gatewaySelector, gatewayAddress, gatewayOrigin } = istio;
  const inMesh = { ...inCluster, dependsOn: istio.controlPlane };
  if (gatewayAddress) pointHosts("hosts", gateway, gatewayAddress);

  // An Istio that was there has the security that its owners gave it.
  const { mtls, security } = config;
  const egressGateway = { gatewayChart: charts.gateway, gatewayValues: values.egressGateway, revision };
  const meshWide = installsIstio
    ? [
        new MeshSecurity("security", { mtls, security, namespace, gateway, gatewaySelector }, inMesh),
        ...(saysAnything(config.egress) ? [new Egress("egress", { ...config.egress, ...egressGateway }, inMesh)] : []),
      ]
    : [];

  const tls = installsIstio ? applicationTls(mtls, security.clientTls) : undefined;
  const own = config.traffic.filter(({ service }) => !Object.hasOwn(config.services, service));
  const entrance = own.find(({ service }) => service === ENTRANCE);
  if (hasBookinfo) {
    const bookinfo = new Bookinfo(
      "bookinfo",
      {
        ...config.bookinfo,
        gatewaySelector,
        gateway,
        injection: istio.injection,
        entrance: entrance && { plan: entrance, tls },
      },
      // The gateway too: with another version of Istio pods get their sidecars anew last of all.
      { ...inMesh, dependsOn: [...istio.whole, ...meshWide] },
    );
    for (const plan of own.filter((one) => one !== entrance)) {
      const host = serviceHost(plan.service, namespace);
      new TrafficPolicy(plan.service, { plan, namespace, host, tls }, { ...inMesh, dependsOn: bookinfo });
    }
  }

  for (const plan of config.traffic) {
    const foreign = config.services[plan.service];
    if (foreign) new TrafficPolicy(plan.service, { plan, ...foreignPolicy(foreign, security) }, inMesh);
  }

  return {
    ...(hasBookinfo && gatewayOrigin && { productpageUrl: pulumi.interpolate`${gatewayOrigin}/productpage` }),
    // What a record of the hosts has to lead to, where nobody has made one.
    ...(gateway.hosts && gatewayAddress && { gatewayAddress }),
    kubeconfig: pulumi.secret(cluster.kubeconfig),
    kubeconfigCommand: "(umask 077 && pulumi stack output --show-secrets kubeconfig > kubeconfig.yaml)",
    traffic: config.traffic,
    ...(Object.keys(config.services).length > 0 && { services: config.services }),
    ...(hasBookinfo && { bookinfo: { namespace } }),
    ...(hasBookinfo && installsIstio && { security: securityPlan(config) }),
    // For the policies of other stacks on this mesh.
    ...(installsIstio && {
      platform: platformOutput(mtls, revision, [{ namespace: gateway.namespace, labels: gatewaySelector }]),
    }),
  };
};
