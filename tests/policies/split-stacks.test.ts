import assert from "node:assert/strict";
import { POLICIES } from "../../policies/catalogue";
import { crossGuardPolicies } from "../../policies/engine/crossguard-policies";
import { platformOutputs } from "../../policies/engine/platform-output";
import { ELSEWHERE_POLICIES, PLATFORM_POLICY } from "../../policies/engine/platform-settings";
import { CHECKED_POLICY } from "../../policies/engine/report-text";
import { profileConfig } from "../../policies/profile";
import { lines } from "./describe-policy";
import { type PackConfig, type Reported, report, runPack } from "./run-pack";
import { withoutPlatform, withPolicy } from "./security/mesh-changes";
import { type Properties, type TestStack } from "./test-stack";
import { validMesh } from "./valid-mesh";

/** An application's own stack: Istio, its gateway, the namespace's label, STRICT and the denial are another stack's. */
const team = () =>
  withPolicy(withoutPlatform(validMesh()), "AuthorizationPolicy", "pages", {
    rules: [{ to: [{ operation: { methods: ["GET"] } }] }],
  });

const PLATFORM = {
  mtls: "STRICT",
  denyByDefault: true,
  revisions: ["default", "prod"],
  gateways: ["istio-system/istio=ingressgateway"],
};
const strict = profileConfig(POLICIES, "strict");
const on = (platform: object): PackConfig => ({ ...strict, [PLATFORM_POLICY]: { platform } });
const names = (reported: readonly Reported[]) => [...new Set(reported.map(({ policy }) => policy))].sort();
const judge = (stack: TestStack, config: PackConfig) => report(POLICIES, stack, { config });

const namespace = (stack: TestStack, labels: Properties) =>
  stack.with("own", "kubernetes:core/v1:Namespace", { metadata: { name: "default", labels } });

/** What is wrong with a team's stack, and by which policy it is noticed; beside it what is very like it, and valid. */
const MUTANTS: readonly {
  readonly what: string;
  readonly policy: string;
  readonly mutate: (stack: TestStack) => TestStack;
  readonly twin: (stack: TestStack) => TestStack;
}[] = [
  {
    what: "a DestinationRule that says DISABLE where the platform is STRICT",
    policy: "destinations-use-mutual-tls",
    mutate: (stack) => stack.set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    twin: (stack) => stack.set("reviews-versions", "spec.trafficPolicy.tls.mode", "ISTIO_MUTUAL"),
  },
  {
    what: "plain text to a Service of another stack",
    policy: "destinations-use-mutual-tls",
    mutate: (stack) =>
      stack
        .set("reviews-versions", "spec.host", "istio-ingressgateway.istio-system.svc.cluster.local")
        .set("reviews-versions", "spec.trafficPolicy.tls.mode", "SIMPLE")
        .set("reviews-versions", "spec.subsets", [])
        .without("reviews-routes")
        .with("istio-ingressgateway", "kubernetes:core/v1:Service", {
          metadata: { name: "istio-ingressgateway", namespace: "istio-system" },
          spec: { selector: { istio: "ingressgateway" }, ports: [{ name: "https", port: 443 }] },
        }),
    twin: (stack) =>
      stack
        .without("reviews-routes", "reviews-versions")
        .with("outside", "kubernetes:networking.istio.io/v1:ServiceEntry", {
          metadata: { name: "outside", namespace: "default" },
          spec: {
            hosts: ["api.example.net"],
            resolution: "DNS",
            ports: [{ number: 80, name: "http", protocol: "HTTP" }],
          },
        })
        .with("outside-rule", "kubernetes:networking.istio.io/v1:DestinationRule", {
          metadata: { name: "outside", namespace: "default" },
          spec: { host: "api.example.net", trafficPolicy: { tls: { mode: "SIMPLE" } } },
        }),
  },
  {
    what: "a mode of its own that is laxer than the platform's",
    policy: "strict-mtls-is-in-force",
    mutate: (stack) => withPolicy(stack, "PeerAuthentication", "lax", { mtls: { mode: "PERMISSIVE" } }),
    twin: (stack) => withPolicy(stack, "PeerAuthentication", "unset", { mtls: { mode: "UNSET" } }),
  },
  {
    what: "a namespace of its own without a label",
    policy: "workload-namespaces-are-injected",
    mutate: (stack) => namespace(stack, { team: "books" }),
    twin: (stack) => namespace(stack, { "istio-injection": "enabled" }),
  },
  {
    what: "a namespace of its own with a revision that the platform does not have",
    policy: "injection-revisions-exist",
    mutate: (stack) => namespace(stack, { "istio.io/rev": "canary" }),
    twin: (stack) => namespace(stack, { "istio.io/rev": "prod" }),
  },
  {
    what: "a Gateway for no gateway of the platform",
    policy: "gateway-selectors-match",
    mutate: (stack) => stack.set("bookinfo-gateway", "spec.selector", { istio: "egressgateway" }),
    twin: (stack) => stack.set("bookinfo-gateway", "spec.selector", { istio: "ingressgateway" }),
  },
  {
    what: "policies that allow nothing",
    policy: "namespaces-deny-by-default",
    mutate: (stack) => stack.set("pages", "spec.rules", []),
    twin: (stack) => stack.without("pages"),
  },
  {
    what: "a certificate that the platform's gateway does not look for",
    policy: "gateway-credentials-are-in-reach",
    mutate: (stack) =>
      stack.with("tls", "kubernetes:core/v1:Secret", { metadata: { name: "books-tls", namespace: "default" } }),
    twin: (stack) =>
      stack.with("tls", "kubernetes:core/v1:Secret", { metadata: { name: "books-tls", namespace: "istio-system" } }),
  },
  {
    what: "probes that are not rewritten where the platform is STRICT",
    policy: "probes-get-through-mutual-tls",
    mutate: (stack) =>
      stack.set("reviews-v1", "spec.template.metadata.annotations", {
        "sidecar.istio.io/rewriteAppHTTPProbers": "false",
      }),
    twin: (stack) =>
      stack.set("reviews-v1", "spec.template.metadata.annotations", {
        "sidecar.istio.io/rewriteAppHTTPProbers": "true",
      }),
  },
];

describe("an application's stack on a mesh of another stack", () => {
  it("is refused only for what nothing is said of", async () => {
    assert.deepEqual(await judge(team(), on(PLATFORM)), []);
    assert.deepEqual(names(await judge(team(), strict)), [
      "gateway-selectors-match",
      "platform-is-known",
      "strict-mtls-is-in-force",
      "workload-namespaces-are-injected",
    ]);
  });

  for (const { what, policy, mutate, twin } of MUTANTS) {
    it(`${policy}, and no other, notices ${what}`, async () => {
      const noticed = names(await judge(mutate(team()), on(PLATFORM)));
      assert.ok(noticed.includes(policy), noticed.join());
      // A mode that is lax is refused by itself, too.
      assert.deepEqual(
        noticed.filter((name) => name !== policy && name !== "peer-authentication-is-strict"),
        [],
      );
      assert.deepEqual(await judge(twin(team()), on(PLATFORM)), []);
    });
  }

  it("may say DISABLE where the platform takes plain text", async () => {
    const plain = team().set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE");
    const noticed = names(await judge(plain, on({ ...PLATFORM, mtls: "PERMISSIVE" })));
    assert.deepEqual(noticed, ["strict-mtls-is-in-force"]);
  });

  it("is in the mesh of another stack where its namespace is exempt", async () => {
    const exempt = { exemptNamespaces: ["default"] };
    const config = {
      ...strict,
      ...Object.fromEntries(Object.values(ELSEWHERE_POLICIES).map((name) => [name, exempt])),
      "gateway-selectors-match": { outsideSelectors: ["istio=ingressgateway"] },
    };
    assert.deepEqual(await judge(team(), config), []);
    const plain = team().set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE");
    assert.deepEqual(names(await judge(plain, config)), ["destinations-use-mutual-tls"]);
    // A stack with an istiod of its own says by the same that the namespace is outside of its mesh.
    const own = validMesh().without("mesh-mtls").set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE");
    assert.deepEqual(names(await judge(own, config)), []);
  });

  it("has policies of the names that are looked for", () => {
    const known = POLICIES.map(({ name }) => name);
    for (const name of [PLATFORM_POLICY, ...Object.values(ELSEWHERE_POLICIES)]) assert.ok(known.includes(name), name);
  });
});

describe("a platform's stack", () => {
  const config = { ...strict, [PLATFORM_POLICY]: { platformStack: "acme/mesh/prod" } };
  const ask = (answer: () => string) =>
    runPack(crossGuardPolicies(POLICIES, "2026-11-23", platformOutputs(answer)), team(), { config });

  it("says what it guarantees in its output", async () => {
    assert.deepEqual(await ask(() => JSON.stringify(PLATFORM)), []);
  });

  it("is asked once", async () => {
    let asked = 0;
    await ask(() => `{"mtls": "STRICT", "denyByDefault": ${String(++asked > 0)}}`);
    assert.equal(asked, 1);
  });

  it("is said to be unchecked when it cannot be read, and so is what depends on it", async () => {
    for (const [answer, why] of [
      [
        () => {
          throw Object.assign(new Error("exit code 255"), { stderr: "error: no stack named 'prod' found\nhelp" });
        },
        "error: no stack named 'prod' found",
      ],
      [() => '"STRICT"', "its output platform is no object"],
    ] as const) {
      const reported = await ask(answer);
      assert.deepEqual(names(reported), [CHECKED_POLICY]);
      const unchecked = lines(reported, CHECKED_POLICY);
      assert.ok(
        unchecked.includes(
          `stack: platform-is-known could not check the stack: what stack acme/mesh/prod guarantees could not be read: ${why}`,
        ),
        unchecked[0],
      );
      assert.ok(unchecked.some((line) => line.includes("strict-mtls-is-in-force could not check reviews-v1")));
    }
  });
});
