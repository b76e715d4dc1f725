import { type Properties, TestStack } from "./test-stack";

/** Versions of Istio's APIs, of which the last one has traffic objects only; the pack looks at none of them. */
export const API_VERSIONS = ["v1", "v1beta1", "v1alpha3"] as const;

/** What a test mesh is made from: everything that may differ between valid meshes. */
export interface MeshPlan {
  readonly stack: string;
  readonly namespace: string;
  readonly istioVersion: string;
  readonly kubernetesVersion: string;
  /** The version of Istio's APIs that its objects are written in. */
  readonly api: (typeof API_VERSIONS)[number];
  /** The services of the application and their versions. The first is the one behind the gateway. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly splits: readonly Split[];
  readonly replicas: number;
  /** Where mutual TLS is demanded. */
  readonly strictIn: "mesh" | "namespace";
  readonly injection: Readonly<Record<string, string>>;
  /** The name by which the gateway is known outside. */
  readonly host: string;
  /** Whether rules name services by their short names. */
  readonly shortNames: boolean;
}

interface Split {
  readonly service: string;
  readonly rules: readonly { readonly name: string; readonly user: string; readonly weights: Weights }[];
  readonly default: Weights;
}

type Weights = Readonly<Record<string, number>>;

const BOOKINFO_PLAN: MeshPlan = {
  stack: "prod",
  namespace: "default",
  istioVersion: "1.31.1",
  kubernetesVersion: "1.36",
  api: "v1",
  services: { productpage: ["v1"], details: ["v1"], ratings: ["v1"], reviews: ["v1", "v2", "v3"] },
  splits: [
    {
      service: "reviews",
      rules: [{ name: "roundrobin-user", user: "roundrobin", weights: { v1: 5, v2: 5, v3: 90 } }],
      default: { v2: 100 },
    },
  ],
  replicas: 2,
  strictIn: "mesh",
  injection: { "istio-injection": "enabled" },
  host: "books.example.com",
  shortNames: false,
};

/**
 * A mesh that no policy has anything against, not even in the strict profile: Bookinfo on EKS, behind a gateway, with a
 * split of reviews. Tests take it and change one thing.
 */
export function validMesh(): TestStack {
  return meshOf(BOOKINFO_PLAN);
}

/** The host in that mesh whose requests are split. */
export const REVIEWS = "reviews.default.svc.cluster.local";

/** The stack that a plan describes. Resources are named after what they are: `reviews-v1`, `reviews-routes`, `injection`. */
export function meshOf(plan: MeshPlan): TestStack {
  const steps = [
    onEks,
    withIstio,
    withSecurity,
    ...Object.entries(plan.services).map(
      ([service, versions]) =>
        (stack: TestStack) =>
          withService(stack, plan, service, versions),
    ),
    withEntrance,
    ...plan.splits.map((split) => (stack: TestStack) => withSplit(stack, plan, split)),
  ];
  return steps.reduce((stack, step) => step(stack, plan), TestStack.named(plan.stack));
}

function onEks(stack: TestStack, { kubernetesVersion }: MeshPlan): TestStack {
  const zones = ["ap-northeast-1a", "ap-northeast-1c"];
  const subnets = zones.map((_, index) => `nodes-${index}`);
  return zones
    .reduce(
      (built, availabilityZone, index) =>
        built.with(`nodes-${index}`, "aws:ec2/subnet:Subnet", {
          availabilityZone,
          cidrBlock: `10.0.${index}.0/24`,
          mapPublicIpOnLaunch: false,
        }),
      stack,
    )
    .with(
      "cluster",
      "aws:eks/cluster:Cluster",
      {
        version: kubernetesVersion,
        vpcConfig: {
          endpointPublicAccess: true,
          publicAccessCidrs: ["192.0.2.0/24"],
          subnetIds: ["subnet-a", "subnet-c"],
        },
        encryptionConfig: {
          resources: ["secrets"],
          provider: { keyArn: "arn:aws:kms:ap-northeast-1:123456789012:key/k" },
        },
        enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        accessConfig: { authenticationMode: "API" },
      },
      { protect: true, propertyDependencies: { vpcConfig: subnets } },
    )
    .with("launch-template", "aws:ec2/launchTemplate:LaunchTemplate", {
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    })
    .with(
      "nodes",
      "aws:eks/nodeGroup:NodeGroup",
      {
        subnetIds: ["subnet-a", "subnet-c"],
        scalingConfig: { desiredSize: 2, minSize: 2, maxSize: 4 },
        launchTemplate: { id: "lt-1", version: "1" },
      },
      {
        dependencies: ["cluster", "launch-template", ...subnets],
        propertyDependencies: { subnetIds: subnets, launchTemplate: ["launch-template"] },
      },
    );
}

function withIstio(stack: TestStack, { istioVersion }: MeshPlan): TestStack {
  const release = (name: string, chart: string): Properties => ({
    name,
    chart,
    version: istioVersion,
    namespace: "istio-system",
    repositoryOpts: { repo: "https://blob.istio.io/istio-release/charts" },
    values: {},
    atomic: true,
  });
  const type = "kubernetes:helm.sh/v3:Release";
  return stack
    .with("istio-base", type, release("istio-base", "base"))
    .with("istiod", type, release("istiod", "istiod"), { dependencies: ["istio-base"] })
    .with("istio-gateway", type, release("istio-ingressgateway", "gateway"), { dependencies: ["istiod"] });
}

function withSecurity(stack: TestStack, plan: MeshPlan): TestStack {
  const { namespace, injection, strictIn } = plan;
  const policy = (name: string, spec: Properties) => istio(plan, "security", "AuthorizationPolicy", name, spec);
  const own = { parent: "security" };
  const components = ["security", "bookinfo"].reduce(
    (built, name) => built.with(name, `mesh:index:${name}`, {}, { dependencies: ["istiod"] }),
    stack,
  );
  return components
    .with(
      "mesh-mtls",
      `kubernetes:security.istio.io/${plan.api}:PeerAuthentication`,
      istio(
        { ...plan, namespace: strictIn === "mesh" ? "istio-system" : namespace },
        "security",
        "PeerAuthentication",
        "default",
        { mtls: { mode: "STRICT" } },
      ),
      own,
    )
    .with(
      "allow-nothing",
      `kubernetes:security.istio.io/${plan.api}:AuthorizationPolicy`,
      policy("allow-nothing", {}),
      own,
    )
    .with(
      "allow-bookinfo",
      `kubernetes:security.istio.io/${plan.api}:AuthorizationPolicy`,
      policy("allow-bookinfo", { action: "ALLOW", rules: [{ to: [{ operation: { methods: ["GET"] } }] }] }),
      own,
    )
    .with("injection", "kubernetes:core/v1:NamespacePatch", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: injection },
    });
}

function withService(stack: TestStack, plan: MeshPlan, service: string, versions: readonly string[]): TestStack {
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

function withEntrance(stack: TestStack, plan: MeshPlan): TestStack {
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

function withSplit(stack: TestStack, plan: MeshPlan, { service, rules, default: others }: Split): TestStack {
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

function istio(
  { api, namespace }: Pick<MeshPlan, "api" | "namespace">,
  group: "networking" | "security",
  kind: string,
  name: string,
  spec: Properties,
): Properties {
  return { apiVersion: `${group}.istio.io/${api}`, kind, metadata: { name, namespace }, spec };
}
