import { istio, type MeshPlan, type Split, type Weights } from "./mesh-plan";
import { type Properties, type TestStack } from "./test-stack";

export function withService(stack: TestStack, plan: MeshPlan, service: string, versions: readonly string[]): TestStack {
  const { namespace } = plan;
  return versions
    .reduce(
      (built, version) =>
        built
          .with(
            `${service}-${version}`,
            "kubernetes:apps/v1:Deployment",
            {
              apiVersion: "apps/v1",
              kind: "Deployment",
              metadata: { name: `${service}-${version}`, namespace },
              spec: deployment(service, version, plan.replicas),
            },
            { parent: "bookinfo", dependencies: ["injection"] },
          )
          .with(`${service}-${version}-budget`, "kubernetes:policy/v1:PodDisruptionBudget", {
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: { name: `${service}-${version}`, namespace },
            spec: { minAvailable: 1, selector: { matchLabels: { app: service, version } } },
          }),
      stack,
    )
    .with(
      service,
      "kubernetes:core/v1:Service",
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: service, namespace },
        spec: { selector: { app: service }, ports: [{ name: "http", port: 9080 }] },
      },
      { parent: "bookinfo" },
    );
}

function deployment(app: string, version: string, replicas: number): Properties {
  const labels = { app, version };
  return {
    replicas,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        securityContext: { runAsNonRoot: true, runAsUser: 1000 },
        containers: [
          {
            name: app,
            image: `docker.io/istio/examples-bookinfo-${app}-${version}:1.20.3`,
            resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "1", memory: "512Mi" } },
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
            readinessProbe: { httpGet: { path: "/health", port: 9080 } },
          },
        ],
      },
    },
  };
}

export function withEntrance(stack: TestStack, plan: MeshPlan): TestStack {
  const [first = ""] = Object.keys(plan.services);
  return stack
    .with(
      "bookinfo-gateway",
      `kubernetes:networking.istio.io/${plan.api}:Gateway`,
      istio(plan, "networking", "Gateway", "bookinfo-gateway", {
        selector: { istio: "ingressgateway" },
        servers: [
          {
            port: { number: 80, name: "http", protocol: "HTTP" },
            hosts: [plan.host],
            tls: { httpsRedirect: true },
          },
          {
            port: { number: 443, name: "https", protocol: "HTTPS" },
            hosts: [plan.host],
            tls: { mode: "SIMPLE", credentialName: "books-tls", minProtocolVersion: "TLSV1_2" },
          },
        ],
      }),
      { parent: "bookinfo" },
    )
    .with(
      "bookinfo-routes",
      `kubernetes:networking.istio.io/${plan.api}:VirtualService`,
      istio(plan, "networking", "VirtualService", "bookinfo", {
        hosts: [plan.host],
        gateways: ["bookinfo-gateway"],
        http: [
          {
            name: "pages",
            match: [{ uri: { exact: "/productpage" } }, { uri: { prefix: "/static" } }],
            route: [{ destination: { host: first, port: { number: 9080 } } }],
            timeout: "15s",
            retries: { attempts: 2, perTryTimeout: "5s" },
          },
        ],
      }),
      { parent: "bookinfo", dependencies: ["bookinfo-gateway"] },
    );
}

export function withSplit(stack: TestStack, plan: MeshPlan, { service, rules, default: others }: Split): TestStack {
  const host = plan.shortNames ? service : `${service}.${plan.namespace}.svc.cluster.local`;
  const route = (weights: Weights): Properties => ({
    route: Object.entries(weights).map(([subset, weight]) => ({ destination: { host, subset }, weight })),
    timeout: "10s",
    retries: { attempts: 2, perTryTimeout: "3s" },
  });
  return stack
    .with(`${service}-traffic`, "mesh:index:TrafficPolicy", {}, { dependencies: ["istiod"] })
    .with(
      `${service}-versions`,
      `kubernetes:networking.istio.io/${plan.api}:DestinationRule`,
      istio(plan, "networking", "DestinationRule", service, {
        host,
        trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } },
        subsets: (plan.services[service] ?? []).map((version) => ({ name: version, labels: { version } })),
      }),
      { parent: `${service}-traffic` },
    )
    .with(
      `${service}-routes`,
      `kubernetes:networking.istio.io/${plan.api}:VirtualService`,
      istio(plan, "networking", "VirtualService", service, {
        hosts: [host],
        gateways: ["mesh"],
        http: [
          ...rules.map(({ name, user, weights }) => ({
            name,
            match: [{ headers: { "end-user": { exact: user } } }],
            ...route(weights),
          })),
          { name: "default", ...route(others) },
        ],
      }),
      { parent: `${service}-traffic`, dependencies: [`${service}-versions`] },
    );
}
