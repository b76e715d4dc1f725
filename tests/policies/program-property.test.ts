import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../config/parse-config";
import { configSchema } from "../../config/schema/config-schema";
import { keysOf } from "../../config/schema/key-places";
import { POLICIES } from "../../policies/catalogue";
import { CHOICES } from "../../policies/choices";
import { EXCEPTIONS_POLICY } from "../../policies/engine/report-text";
import { profileConfig } from "../../policies/profile";
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
import { recordedStack } from "./recorded-stack";
import { report } from "./run-pack";

const PROD = profileConfig(POLICIES, "prod");

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
        jwt: fc.constant({ issuer: "https://a.test", jwksUri: "https://a.test/keys", required: ["/api/*"] }),
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

function isAccepted(config: StackConfig): boolean {
  const values = Object.entries(asProgramSeesIt(config)).map(([key, value]) => [
    key.replace("bookinfo-mesh:", ""),
    value,
  ]);
  const { problems } = parseConfig(
    { values: Object.fromEntries(values) as Record<string, string> },
    {
      regions: () => [],
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

describe("the program with any config", () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster.remove());

  it("passes the profile prod where the config takes it, but for policies that a stack may have chosen", async () => {
    const answers = {
      outputs: (type: string) =>
        type === "kubernetes:core/v1:Service"
          ? { status: { loadBalancer: { ingress: [{ hostname: "lb.test" }] } } }
          : {},
    };
    await fc.assert(
      fc.asyncProperty(anySections, async (sections) => {
        const own = Object.entries(JSON.parse(JSON.stringify(sections)) as Record<string, unknown>);
        const changed = Object.fromEntries(own.map(([name, section]) => [`bookinfo-mesh:${name}`, section]));
        const config = onCluster({ ...stackConfig("local"), ...changed }, cluster);
        fc.pre(isAccepted(config));
        const set = keysIn(sections);
        const choices = CHOICES.filter(
          ({ keys, satisfiedBy }) => satisfiedBy === "setting" || keys.some((key) => isAmong(set, key)),
        );
        const chosen = new Set(choices.map(({ policy }) => policy));
        const stack = recordedStack(await record(asProgramSeesIt(config), answers)).withoutOutputs();
        const reported = await report(POLICIES, stack, { config: PROD });
        const refused = reported
          .filter(({ policy }) => policy !== EXCEPTIONS_POLICY && !chosen.has(policy))
          .filter(({ policy }) => PROD[policy]?.enforcementLevel === "mandatory")
          .map(({ policy, resource, message }) => `${policy} ${resource ?? "stack"}: ${message}`);
        assert.deepEqual(refused, []);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 6) },
    );
  }).timeout(600_000);

  it("has a key for each of those policies by which it is satisfied", () => {
    const keys = new Set(keysOf(configSchema).map(({ key }) => key));
    for (const { policy, keys: satisfying } of CHOICES) {
      assert.ok(
        POLICIES.some(({ name }) => name === policy),
        `there is no policy ${policy}`,
      );
      for (const key of satisfying) assert.ok(keys.has(key), `${policy}: the config has no key ${key}`);
    }
  });
});
