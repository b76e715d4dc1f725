/** A resource as a program registers it: enough of it for policies. */
export interface MeshResource {
  readonly name: string;
  readonly type: string;
  readonly properties: Properties;
  /** The names of the resources that it waits for. */
  readonly dependencies: readonly string[];
}

type Json = boolean | number | string | readonly Json[] | Properties;
export interface Properties {
  readonly [key: string]: Json;
}

/** How many services one namespace has. */
const SERVICES = 4;

const ISTIO = ["istio-base", "istiod"];
const CALM = { timeout: "10s", retries: { attempts: 2, perTryTimeout: "3s" } };

/**
 * A mesh of at least so many resources that no policy has anything against: teams with a namespace each, whose services
 * have versions, a split and a gateway's rule of their own, beside databases outside of the mesh.
 */
export function mixedMesh(size: number): MeshResource[] {
  const mesh = installation();
  for (let team = 0; mesh.length < size; team++) mesh.push(...teamResources(`team-${team}`));
  return mesh;
}

function installation(): MeshResource[] {
  const release = (name: string, chart: string, dependencies: readonly string[]): MeshResource => ({
    name,
    type: "kubernetes:helm.sh/v3:Release",
    properties: {
      name,
      chart,
      version: "1.31.1",
      namespace: "istio-system",
      repositoryOpts: { repo: "https://istio-release.storage.googleapis.com/charts" },
      values: {},
      atomic: true,
    },
    dependencies,
  });
  return [
    release("istio-base", "base", []),
    release("istiod", "istiod", ["istio-base"]),
    release("istio-ingressgateway", "gateway", ISTIO),
    object("security.istio.io/v1", "PeerAuthentication", "istio-system", "mesh-mtls", {
      mtls: { mode: "STRICT" },
    }),
  ];
}

function teamResources(team: string): MeshResource[] {
  const services = Array.from({ length: SERVICES }, (_, index) => `${team}-service-${index}`);
  const gateway = object("networking.istio.io/v1", "Gateway", team, `${team}-gateway`, {
    selector: { istio: "ingressgateway" },
    servers: services.flatMap((service) => servers(`${service}.example.com`)),
  });
  return [
    {
      name: `${team}-namespace`,
      type: "kubernetes:core/v1:Namespace",
      properties: { metadata: { name: team, labels: { "istio-injection": "enabled" } } },
      dependencies: ISTIO,
    },
    object("security.istio.io/v1", "AuthorizationPolicy", team, `${team}-nobody`, {}),
    object("networking.istio.io/v1", "Sidecar", team, `${team}-scope`, {
      egress: [{ hosts: ["./*", "istio-system/*"] }],
    }),
    object("networking.istio.io/v1", "ServiceEntry", team, `${team}-database`, {
      hosts: [`${team}.example.net`],
      exportTo: ["."],
      location: "MESH_EXTERNAL",
      resolution: "DNS",
      ports: [{ number: 5432, name: "tcp-postgres", protocol: "TCP" }],
    }),
    gateway,
    ...services.flatMap((service) => serviceResources(team, service, gateway.name)),
  ];
}

function servers(host: string): Json[] {
  const name = host.split(".")[0] ?? host;
  return [
    { port: { number: 80, name: `http-${name}`, protocol: "HTTP" }, hosts: [host], tls: { httpsRedirect: true } },
    {
      port: { number: 443, name: `https-${name}`, protocol: "HTTPS" },
      hosts: [host],
      tls: { mode: "SIMPLE", credentialName: `${name}-tls`, minProtocolVersion: "TLSV1_2" },
    },
  ];
}

function serviceResources(team: string, service: string, gateway: string): MeshResource[] {
  const host = `${service}.${team}.svc.cluster.local`;
  const split = ["v1", "v2"].map((subset, index) => ({ destination: { host, subset }, weight: index === 0 ? 90 : 10 }));
  const rule = object("networking.istio.io/v1", "DestinationRule", team, `${service}-versions`, {
    host,
    trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } },
    subsets: ["v1", "v2"].map((version) => ({ name: version, labels: { version } })),
  });
  const routes = (name: string, spec: Properties) =>
    object("networking.istio.io/v1", "VirtualService", team, name, spec, [...ISTIO, rule.name, gateway]);
  return [
    {
      name: service,
      type: "kubernetes:core/v1:Service",
      properties: {
        metadata: { name: service, namespace: team },
        spec: { selector: { app: service }, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
      },
      dependencies: [],
    },
    ...["v1", "v2"].flatMap((version) => versionResources(team, service, version)),
    object("security.istio.io/v1", "AuthorizationPolicy", team, `${service}-callers`, {
      selector: { matchLabels: { app: service } },
      action: "ALLOW",
      rules: [{ to: [{ operation: { methods: ["GET"] } }] }],
    }),
    rule,
    routes(`${service}-routes`, { hosts: [host], http: [{ name: "default", route: split, ...CALM }] }),
    routes(`${service}-entrance`, {
      hosts: [`${service}.example.com`],
      gateways: [gateway],
      http: [
        { name: "pages", match: [{ uri: { prefix: "/pages" } }], route: split, ...CALM },
        { name: "rest", route: split, ...CALM },
      ],
    }),
  ];
}

function versionResources(team: string, service: string, version: string): MeshResource[] {
  const labels = { app: service, version };
  const name = `${service}-${version}`;
  return [
    object("apps/v1", "Deployment", team, name, {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          securityContext: { runAsNonRoot: true, runAsUser: 1000 },
          containers: [
            {
              name: "app",
              image: `registry.example.com/${service}:1.4.2`,
              resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
              readinessProbe: { httpGet: { path: "/healthz", port: 8080 } },
            },
          ],
        },
      },
    }),
    object("policy/v1", "PodDisruptionBudget", team, `${name}-budget`, {
      minAvailable: 1,
      selector: { matchLabels: labels },
    }),
  ];
}

function object(
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
  spec: Properties,
  dependencies: readonly string[] = ISTIO,
): MeshResource {
  return {
    name,
    type: `kubernetes:${apiVersion}:${kind}`,
    properties: { apiVersion, kind, metadata: { name, namespace }, spec },
    dependencies,
  };
}
