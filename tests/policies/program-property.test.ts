import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { parseConfig } from "../../config/parse-config";
import { configSchema } from "../../config/schema/config-schema";
import { keysOf } from "../../config/schema/key-places";
import { POLICIES } from "../../policies/catalogue";
import { type Choice, CHOICES } from "../../policies/choices";
import { PLATFORM_POLICY } from "../../policies/engine/platform-settings";
import { EXCEPTIONS_POLICY } from "../../policies/engine/report-text";
import { profileConfig } from "../../policies/profile";
import { answers } from "../components/cluster/eks-answers";
import { record } from "../components/recorder";
import {
  asProgramSeesIt,
  onCluster,
  type StackConfig,
  stackConfig,
  startTestCluster,
  type TestCluster,
} from "../components/stack";
import { anyMatch, anyPlan } from "../mesh/traffic/arbitrary-plan";
import { anyClientRules, anyExceptions, anyHosts } from "../mesh/security/arbitrary-security";
import { withControlPlane } from "./eks-control-plane";
import { recordedStack } from "./recorded-stack";
import { type PackConfig, report } from "./run-pack";

const PROD = profileConfig(POLICIES, "prod");

/** What only the stack that installs Istio can say, and the pack is told where others have installed it. */
const PLATFORM = { mtls: "STRICT", denyByDefault: true, revisions: ["default"] };
const ON_PLATFORM = { ...PROD, [PLATFORM_POLICY]: { platform: PLATFORM } };

/** A plan as the config has it, for a service with one version. */
const anySingleVersionPlan = fc
  .record({ plan: anyPlan, matches: fc.array(anyMatch, { maxLength: 3 }) })
  .map(({ plan, matches }) => {
    const weights = { v1: 100 };
    const options = ({ mirror: _, ...rest }: object & { mirror?: unknown }) => rest;
    return {
      rules: matches.map((match, index) => ({
        ...options(plan.rules[index] ?? {}),
        name: `rule-${index}`,
        match,
        weights,
      })),
      default: { ...options(plan.default), weights },
    };
  });

const anyReviewsPlan = anyPlan.map(({ rules, default: fallback }) => ({ rules, default: fallback }));

/** Sections of a stack's config, each of which the config may refuse beside the others. */
const anySections = fc.record(
  {
    mtls: fc.constantFrom("mesh", "namespace", "permissive"),
    security: fc.record(
      {
        clientTls: fc.constantFrom("auto", "mutual"),
        apiServerTls: fc.constantFrom("disable", "auto"),
        authorization: fc.constantFrom("none", "enforced"),
        exceptions: anyExceptions,
        clientRules: anyClientRules,
        jwt: fc.record(
          {
            issuer: fc.constant("https://a.test"),
            jwksUri: fc.constant("https://a.test/keys"),
            required: fc.constant(["/api/*"]),
          },
          { requiredKeys: ["issuer", "jwksUri"] },
        ),
      },
      { requiredKeys: [] },
    ),
    egress: fc.record({
      policy: fc.constantFrom("ALLOW_ANY", "REGISTRY_ONLY"),
      via: fc.constantFrom("sidecar", "gateway"),
      hosts: fc.oneof(
        anyHosts,
        fc.constant(
          ["a.example.net", "b.example.net"].map((host) => ({ host, ports: [{ number: 5432, protocol: "TCP" }] })),
        ),
      ),
    }),
    istio: fc.record(
      {
        revision: fc.constantFrom("blue", "1-31-1"),
        dnsCapture: fc.boolean(),
        accessLog: fc.record({ enabled: fc.boolean(), sampling: fc.constantFrom(0.01, 10, 100) }),
        gateway: fc.record(
          {
            namespace: fc.constantFrom("istio-system", "istio-ingress"),
            service: fc.constantFrom("LoadBalancer", "NodePort"),
            tls: fc.record({ credentialName: fc.constant("books"), redirect: fc.boolean() }),
          },
          { requiredKeys: ["service"] },
        ),
      },
      { requiredKeys: ["gateway"] },
    ),
    bookinfo: fc.record(
      { namespace: fc.constantFrom("default", "bookinfo"), replicas: fc.integer({ min: 1, max: 3 }) },
      { requiredKeys: [] },
    ),
    traffic: fc.record(
      { reviews: anyReviewsPlan, productpage: anySingleVersionPlan, details: anySingleVersionPlan },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** What a stack may say of its cluster on EKS, beside what the stack `dev` says. */
const anyEks = fc.record(
  {
    endpoint: fc.oneof(
      fc.record({ cidrs: fc.constant(["203.0.113.0/24"]) }),
      fc.record({ public: fc.constant(true) }),
      fc.record({ public: fc.constant(true), cidrs: fc.constant(["203.0.113.0/24", "198.51.100.0/24"]) }),
    ),
    secretsKey: fc.constant("new"),
    protect: fc.constant(true),
    deletionProtection: fc.boolean(),
    supportType: fc.constantFrom("standard", "extended"),
    logs: fc.record({ retentionDays: fc.constantFrom(7, 90) }),
    network: fc.record(
      { zoneIds: fc.constant(["apne1-az1", "apne1-az4"]), natPerZone: fc.boolean(), endpoints: fc.boolean() },
      { requiredKeys: ["zoneIds"] },
    ),
    access: fc.record({ view: fc.constant(["arn:aws:iam::123456789012:role/readers"]) }),
    kubernetesVersion: fc.constantFrom("1.35", "1.36"),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** Services that others deploy: {@link CLUSTER_OF_OTHERS} has them. */
const anyForeignService = fc.record(
  {
    namespace: fc.constantFrom("shop", "bookinfo"),
    port: fc.constantFrom(80, 8080),
    versions: fc.constantFrom(
      { v1: { version: "v1" }, v2: { version: "v2" }, v3: { version: "v3" } },
      { v1: { app: "a", release: "2026.10" }, v2: { app: "a", release: "2026.11" }, v3: { app: "b", release: "1" } },
    ),
    host: fc.constantFrom("catalog.example.com", "carts.shop.svc.cluster.local"),
    gateway: fc.record({
      name: fc.constantFrom("shop/front", "istio-system/edge"),
      hosts: fc.constantFrom(["shop.example.com"], ["*.example.com", "shop.test"]),
    }),
  },
  { requiredKeys: ["namespace", "port", "versions"], noNullPrototype: true },
);

const anySelector = fc.constantFrom({ istio: "edge" }, { app: "gateway", istio: "ingressgateway" });

const anyRulesOfOthers = fc.constantFrom("catalog.shop.svc.cluster.local", "carts.bookinfo.svc.cluster.local");

const clientRules = anyRulesOfOthers.map((host) => [{ host, tls: "ISTIO_MUTUAL", reason: "as it was" }]);

/** What a stack may say that leaves its gateway, Bookinfo or services to others. */
const OF_OTHERS = {
  bookinfo: fc.oneof(
    fc.record({ enabled: fc.constant(false) }),
    fc.record({ namespace: fc.constantFrom("default", "bookinfo"), replicas: fc.integer({ min: 1, max: 3 }) }),
  ),
  services: fc.record({ catalog: anyForeignService, carts: anyForeignService }, { requiredKeys: [] }),
  traffic: fc.record({ catalog: anyReviewsPlan, carts: anyReviewsPlan, reviews: anyReviewsPlan }, { requiredKeys: [] }),
};

const onOwnIstio = fc.record(
  {
    ...OF_OTHERS,
    istio: fc.record({
      gateway: fc.record(
        {
          selector: anySelector,
          namespace: fc.constantFrom("istio-system", "istio-ingress", "edge"),
          hosts: fc.constant(["books.example.com"]),
          tls: fc.record({ credentialName: fc.constant("books"), redirect: fc.boolean() }),
        },
        { requiredKeys: ["selector"] },
      ),
    }),
    mtls: fc.constantFrom("mesh", "permissive"),
    security: fc.record({ clientTls: fc.constantFrom("auto", "mutual"), clientRules }, { requiredKeys: [] }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const onIstioOfOthers = fc.record(
  {
    ...OF_OTHERS,
    istio: fc.record(
      { enabled: fc.constant(false), gateway: fc.record({ selector: anySelector }) },
      { requiredKeys: ["enabled"] },
    ),
    security: fc.record({ clientRules }),
  },
  { requiredKeys: ["istio"], noNullPrototype: true },
);

/** A cluster with an Istio and all services that {@link anyForeignService} may name. */
const CLUSTER_OF_OTHERS: Readonly<Record<string, unknown>> = Object.fromEntries([
  [
    "/apis/networking.istio.io/v1",
    { resources: ["VirtualService", "DestinationRule", "Gateway"].map((kind) => ({ kind })) },
  ],
  [
    "/apis/apps/v1/namespaces/istio-system/deployments",
    {
      items: [
        {
          metadata: { name: "istiod", labels: { "istio.io/rev": "default" } },
          spec: { template: { spec: { containers: [{ name: "discovery", image: "pilot:1.31.1" }] } } },
        },
      ],
    },
  ],
  ["/api/v1/pods", { items: [{ metadata: { name: "gateway" } }] }],
  ...["shop", "bookinfo"].flatMap((namespace): [string, unknown][] => [
    ...["catalog", "carts"].map((name): [string, unknown] => [
      `/api/v1/namespaces/${namespace}/services/${name}`,
      { metadata: { name, namespace }, spec: { ports: [80, 8080].map((port) => ({ name: `http-${port}`, port })) } },
    ]),
    [
      `/api/v1/namespaces/${namespace}/pods`,
      { items: [{ metadata: { name: "pod" }, spec: { containers: [{ name: "istio-proxy" }] } }] },
    ],
  ]),
]);

function isAccepted(config: StackConfig): boolean {
  const seen = asProgramSeesIt(config);
  const region = seen["aws:region"];
  const own = Object.entries(seen).filter(([key]) => key.startsWith("bookinfo-mesh:"));
  const values = own.map(([key, value]) => [key.replace("bookinfo-mesh:", ""), value]);
  const { problems } = parseConfig(
    { ...(region && { region }), values: Object.fromEntries(values) as Record<string, string> },
    {
      regions: () => ["ap-northeast-1"],
      absolutePath: (path) => path,
      kubeconfigProblems: () => [],
      chartFolderProblems: () => [],
    },
  );
  return problems === undefined;
}

/** The places of a value, elements of lists without their numbers. */
function keysIn(value: unknown, at = ""): string[] {
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([name, part]) =>
    keysIn(part, Array.isArray(value) ? `${at}[]` : at === "" ? name : `${at}.${name}`),
  );
}

/** Whether one of the places is a key, or in one; `<...>` stands for any name. */
function isAmong(places: readonly string[], key: string): boolean {
  const names = key.split(/<[^>]+>/).map((text) => text.replace(/[.[\]]/g, "\\$&"));
  const pattern = new RegExp(`^${names.join("[^.]+")}([.[]|$)`);
  return places.some((place) => pattern.test(place));
}

/**
 * What the profile `prod` refuses of the program with a config, beside what that config has chosen by the keys set in
 * it.
 */
async function refusals(config: StackConfig, set: readonly string[], pack: PackConfig = PROD): Promise<string[]> {
  const chosen = new Set<string>(CHOICES.filter((choice) => isChosen(choice, set)).map(({ policy }) => policy));
  const recording = await record(asProgramSeesIt(config), answers);
  const stack = withControlPlane(recordedStack(recording), recording).withoutOutputs();
  const reported = await report(POLICIES, stack, { config: pack });
  return reported
    .filter(({ policy }) => policy !== EXCEPTIONS_POLICY && !chosen.has(policy))
    .filter(({ policy }) => PROD[policy]?.enforcementLevel === "mandatory")
    .map(({ policy, resource, message }) => `${policy} ${resource ?? "stack"}: ${message}`);
}

/**
 * Whether a stack has left a choice open, or taken it: it is refused until it sets a key, or only where it has set one.
 */
function isChosen({ keys, satisfiedBy }: Choice, set: readonly string[]): boolean {
  return satisfiedBy === "setting" || keys.some((key) => isAmong(set, key));
}

describe("the program with any config", () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster.remove());

  it("passes the profile prod where the config takes it, but for policies that a stack may have chosen", async () => {
    await fc.assert(
      fc.asyncProperty(anySections, async (sections) => {
        const own = Object.entries(JSON.parse(JSON.stringify(sections)) as Record<string, unknown>);
        const changed = Object.fromEntries(own.map(([name, section]) => [`bookinfo-mesh:${name}`, section]));
        const config = onCluster({ ...stackConfig("local"), ...changed }, cluster);
        fc.pre(isAccepted(config));
        assert.deepEqual(await refusals(config, keysIn(sections)), []);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 6) },
    );
  }).timeout(600_000);

  for (const [where, anyConfig, pack] of [
    ["its gateway, Bookinfo or services", onOwnIstio, PROD],
    ["Istio", onIstioOfOthers, ON_PLATFORM],
  ] as const) {
    it(`passes it where others deploy ${where}, too`, async () => {
      Object.assign(cluster.objects, CLUSTER_OF_OTHERS);
      await fc.assert(
        fc.asyncProperty(anyConfig as fc.Arbitrary<object>, async (sections) => {
          const own = Object.entries(JSON.parse(JSON.stringify(sections)) as Record<string, unknown>);
          const changed = Object.fromEntries(own.map(([name, section]) => [`bookinfo-mesh:${name}`, section]));
          const { kubeconfig, context, folder } = cluster;
          const istio = { chartSource: join(folder, "charts"), gateway: { service: "NodePort" } };
          const config = {
            "bookinfo-mesh:cluster": { kind: "existing", kubeconfig, context },
            "bookinfo-mesh:istio": istio,
            ...changed,
          };
          fc.pre(isAccepted(config));
          assert.deepEqual(await refusals(config, keysIn(sections), pack), []);
        }),
        { numRuns: Number(process.env["RUNS"] ?? 4) },
      );
    }).timeout(600_000);
  }

  it("passes it on EKS too", async () => {
    await fc.assert(
      fc.asyncProperty(anyEks, async (eks) => {
        const dev = stackConfig("dev");
        const own = JSON.parse(JSON.stringify(eks)) as Record<string, unknown>;
        const cluster = { ...(dev["bookinfo-mesh:cluster"] as Record<string, unknown>), ...own };
        const config = { ...dev, "bookinfo-mesh:cluster": cluster };
        fc.pre(isAccepted(config));
        assert.deepEqual(await refusals(config, keysIn({ cluster: own, traffic: dev["bookinfo-mesh:traffic"] })), []);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 3) },
    );
  }).timeout(600_000);

  it("has a key for each of those policies by which it is satisfied", () => {
    const keys = new Set(keysOf(configSchema).map(({ key }) => key));
    for (const { policy, keys: satisfying, satisfiedBy } of CHOICES) {
      assert.ok(
        POLICIES.some(({ name }) => name === policy),
        `there is no policy ${policy}`,
      );
      assert.equal(satisfying.length === 0, satisfiedBy === "the program", policy);
      for (const key of satisfying) assert.ok(keys.has(key), `${policy}: the config has no key ${key}`);
    }
  });
});
