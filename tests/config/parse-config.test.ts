import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig, type RawConfig, type Surroundings } from "../../config/parse-config";
import { set } from "../../config/problem/fix";
import { formatProblems, type Problem } from "../../config/problem/problem";
import { renderFix } from "../../config/problem/render-fix";
import { projectKey } from "../../mesh/config-path";
import { anyPlan } from "../mesh/traffic/arbitrary-plan";

const existing = { kind: "existing", kubeconfig: "~/.kube/config", context: "kind-mesh" };
const split = { v1: 10, v2: 30, v3: 60 };
const roundrobin = { headers: { "end-user": { exact: "roundrobin" } } };
const rule = { name: "roundrobin-user", match: roundrobin, weights: split };
const reviews = (section: object) => ({
  cluster: existing,
  traffic: { reviews: { default: { v2: 100 }, ...section } },
});

const surroundings: Surroundings = {
  regions: () => ["ap-northeast-1", "us-east-1"],
  absolutePath: (path) => path.replace("~", "/home/anna"),
  kubeconfigProblems: () => [],
  chartFolderProblems: () => [],
};

function raw(values: Record<string, unknown>, region?: string): RawConfig {
  const texts = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { ...(region !== undefined && { region }), values: Object.fromEntries(texts) as Record<string, string> };
}

function accepted(values: Record<string, unknown>, region?: string) {
  const { config, problems } = parseConfig(raw(values, region), surroundings);
  assert.ok(config, problems && formatProblems(problems, "pulumi"));
  return config;
}

function problemsOf(values: Record<string, unknown>, region?: string): readonly Problem[] {
  return parseConfig(raw(values, region), surroundings).problems ?? [];
}

function keyOf({ path }: Problem): string {
  return projectKey(path).replace("bookinfo-mesh:", "");
}

describe("stack config, accepted", () => {
  it("needs nothing but to know which cluster", () => {
    assert.deepEqual(accepted({ cluster: existing }), {
      cluster: { kind: "existing", kubeconfig: "/home/anna/.kube/config", context: "kind-mesh" },
      istio: {
        version: "1.31.4",
        enabled: true,
        chartSource: "https://blob.istio.io/istio-release/charts",
        dnsCapture: false,
        accessLog: { enabled: false, sampling: 100 },
        gateway: {
          namespace: "istio-system",
          service: "LoadBalancer",
          nodePort: 30080,
          httpsNodePort: 30443,
          address: "127.0.0.1",
        },
        values: { base: {}, istiod: {}, gateway: {}, egressGateway: {} },
      },
      mtls: "mesh",
      security: { clientTls: "auto", apiServerTls: "disable", exceptions: [], clientRules: [], authorization: "none" },
      egress: { policy: "ALLOW_ANY", via: "sidecar", hosts: [] },
      bookinfo: { enabled: true, namespace: "default", registry: "docker.io/istio", tag: "1.20.3" },
      services: {},
      traffic: [],
    });
  });

  it("has the walk-through's cluster as EKS's defaults", () => {
    assert.deepEqual(accepted({ cluster: { kind: "eks" } }, "ap-northeast-1").cluster, {
      kind: "eks",
      name: "istio-test-cluster",
      region: "ap-northeast-1",
      kubernetesVersion: "1.36",
      zones: 2,
      network: { natPerZone: false, endpoints: false },
      access: { clusterAdmin: [], adminView: [], view: [] },
      endpoint: { public: true, cidrs: ["0.0.0.0/0"] },
      logs: { retentionDays: 90 },
      supportType: "standard",
      deletionProtection: false,
      protect: false,
      addons: {
        "vpc-cni": "v1.22.4-eksbuild.3",
        "kube-proxy": "v1.36.0-eksbuild.21",
        "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
        coredns: "v1.14.3-eksbuild.16",
        "metrics-server": "v0.9.0-eksbuild.5",
      },
      autoMode: false,
      nodes: { desired: 2, min: 2, max: 4, instanceTypes: ["t3.medium"], capacityType: "ON_DEMAND" },
    });
  });

  it("takes the one instance type of the previous release as a list", () => {
    const { cluster } = accepted({ cluster: { kind: "eks", nodes: { instanceType: "m5.large" } } }, "us-east-1");
    assert.deepEqual(cluster.kind === "eks" && cluster.nodes.instanceTypes, ["m5.large"]);
  });

  it("gives a plan the application's versions, and a short default its long form", () => {
    assert.deepEqual(accepted(reviews({ rules: [rule] })).traffic, [
      { service: "reviews", versions: ["v1", "v2", "v3"], rules: [rule], default: { weights: { v2: 100 } } },
    ]);
    const long = { weights: { v2: 100 }, timeout: "2s" };
    assert.deepEqual(accepted(reviews({ default: long })).traffic[0]?.default, long);
  });

  it("keeps every valid plan as it is (any plan)", () => {
    fc.assert(
      fc.property(anyPlan, ({ versions, ...plan }) => {
        const { service, ...section } = plan;
        assert.deepEqual(accepted({ cluster: existing, traffic: { [service]: section } }).traffic, [
          { ...plan, versions },
        ]);
      }),
    );
  });

  it("takes a relative chart folder as an absolute one", () => {
    const { istio } = accepted({ cluster: existing, istio: { chartSource: "~/charts" } });
    assert.equal(istio.chartSource, "/home/anna/charts");
  });
});

describe("stack config, refused", () => {
  /** What is wrong, in which key, and the command that fixes it: each alone, in an otherwise valid config. */
  const cases: readonly [what: string, values: Record<string, unknown>, region: string | undefined, text: string][] = [
    [
      "weights over 100 in all",
      reviews({ rules: [{ ...rule, weights: { ...split, v3: 70 } }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[0] (roundrobin-user): weights add up to 110, not 100
  v1 10 + v2 30 + v3 70
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].weights.v3' 60`,
    ],
    [
      "weights under 100 in all, in the default",
      reviews({ default: { v1: 40, v2: 40 } }),
      undefined,
      `bookinfo-mesh:traffic.reviews.default: weights add up to 80, not 100
  v1 40 + v2 40
  to fix:  pulumi config set --path bookinfo-mesh:traffic.reviews.default.v2 60`,
    ],
    [
      "a negative weight",
      reviews({ default: { v1: -10, v2: 100 } }),
      undefined,
      `bookinfo-mesh:traffic.reviews.default.v1: -10 is negative: expected a whole number from 0 to 100
  to fix:  pulumi config set --path bookinfo-mesh:traffic.reviews.default.v1 0`,
    ],
    [
      "a fractional weight",
      reviews({ default: { v1: 33.3, v2: 60 } }),
      undefined,
      `bookinfo-mesh:traffic.reviews.default.v1: 33.3 is not a whole number: expected a whole number from 0 to 100
  to fix:  pulumi config set --path bookinfo-mesh:traffic.reviews.default.v1 40`,
    ],
    [
      "a weight over 100",
      reviews({ default: { weights: { v1: 101 } } }),
      undefined,
      `bookinfo-mesh:traffic.reviews.default.weights.v1: 101 is over 100: expected a whole number from 0 to 100
  to fix:  pulumi config set --path bookinfo-mesh:traffic.reviews.default.weights.v1 100`,
    ],
    [
      "a weight that is no number",
      reviews({ default: { v1: "ten", v2: 90 } }),
      undefined,
      `bookinfo-mesh:traffic.reviews.default.v1: "ten" is not a number: expected a whole number from 0 to 100
  to fix:  pulumi config rm --path bookinfo-mesh:traffic.reviews.default.v1 && pulumi config set --path bookinfo-mesh:traffic.reviews.default.v1 10`,
    ],
    [
      "no weights",
      reviews({ rules: [{ ...rule, weights: {} }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[0] (roundrobin-user): no weights: expected at least one version with its weight
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].weights.v1' 100`,
    ],
    [
      "an unknown version",
      reviews({ default: { v2: 90, v4: 10 } }),
      undefined,
      `bookinfo-mesh:traffic.reviews.default.v4: the application has no version "v4" of this service; did you mean v1? known: v1, v2, v3
  to fix:  pulumi config rm --path bookinfo-mesh:traffic.reviews.default.v4 && pulumi config set --path bookinfo-mesh:traffic.reviews.default.v2 100`,
    ],
    [
      "weight for a version that is not deployed",
      {
        ...reviews({ default: { v1: 40, v2: 60 } }),
        bookinfo: { versions: { reviews: ["v3", "v2"] } },
      },
      undefined,
      `bookinfo-mesh:traffic.reviews.default.v1: bookinfo.versions leaves the version "v1" of this service out; deployed: v2, v3
  to fix:  pulumi config rm --path bookinfo-mesh:traffic.reviews.default.v1 && pulumi config set --path bookinfo-mesh:traffic.reviews.default.v2 100`,
    ],
    [
      "a service without any version",
      { cluster: existing, bookinfo: { versions: { reviews: [] } } },
      undefined,
      `bookinfo-mesh:bookinfo.versions.reviews: [] is not a list with at least one of v1, v2, v3
  to fix:  pulumi config set --path 'bookinfo-mesh:bookinfo.versions.reviews[0]' v1`,
    ],
    [
      "a version that Bookinfo does not have",
      { cluster: existing, bookinfo: { versions: { reviews: ["v1", "v9"] } } },
      undefined,
      `bookinfo-mesh:bookinfo.versions.reviews[1]: "v9" is not one of v1, v2, v3
  to fix:  pulumi config set --path 'bookinfo-mesh:bookinfo.versions.reviews[1]' v1`,
    ],
    [
      "an unknown service",
      { cluster: existing, traffic: { review: { default: { v1: 100 } } } },
      undefined,
      `bookinfo-mesh:traffic.review: the application has no service "review"; did you mean reviews? known: productpage, details, ratings, reviews
  to fix:  pulumi config rm --path bookinfo-mesh:traffic.review`,
    ],
    [
      "no default",
      { cluster: existing, traffic: { reviews: { rules: [rule] } } },
      undefined,
      `bookinfo-mesh:traffic.reviews.default: is missing: expected {<version>: <weight>} that adds up to 100
  to fix:  pulumi config set --path bookinfo-mesh:traffic.reviews.default.v1 100`,
    ],
    [
      "a rule without match",
      reviews({ rules: [{ name: "all", weights: split }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[0].match (all): is missing: expected a match with at least one condition: headers, uri, method or sourceLabels
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].match.headers.end-user.exact' roundrobin`,
    ],
    [
      "a rule without name",
      reviews({ rules: [{ match: roundrobin, weights: split }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[0].name: is missing: expected a name of lower-case letters, digits and hyphens, other than "default"
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].name' beta-users`,
    ],
    [
      "a rule that takes the default's name",
      reviews({ rules: [{ ...rule, name: "default" }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[0].name: "default" is not a name of lower-case letters, digits and hyphens, other than "default"
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].name' beta-users`,
    ],
    [
      "two rules with one name",
      reviews({ rules: [rule, { ...rule, match: { method: { exact: "GET" } } }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[1] (roundrobin-user): the name "roundrobin-user" is taken by rules[0]: expected a name of its own
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[1].name' roundrobin-user-2`,
    ],
    [
      "two rules with the same match",
      reviews({ rules: [rule, { ...rule, name: "again" }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[1] (again): has the same match as rules[0] (roundrobin-user), so it can never be reached: the first match decides
  rules[0] (roundrobin-user): end-user = roundrobin; rules[1]: end-user = roundrobin
  to fix:  pulumi config rm --path 'bookinfo-mesh:traffic.reviews.rules[1]'`,
    ],
    [
      "a rule that can never be reached",
      reviews({
        rules: [
          { ...rule, name: "all-r", match: { headers: { "end-user": { prefix: "r" } } } },
          { ...rule, match: { ...roundrobin, method: { exact: "GET" } } },
        ],
      }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[1] (roundrobin-user): can never be reached: rules[0] (all-r) before it matches every request that it would
  rules[0] (all-r): end-user starts with r; rules[1]: end-user = roundrobin, method = GET
  to fix:  pulumi config rm --path 'bookinfo-mesh:traffic.reviews.rules[1]'`,
    ],
    [
      "a path that no request has",
      reviews({ rules: [{ ...rule, match: { uri: { exact: "reviews/0" } } }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[0].match.uri.exact (roundrobin-user): "reviews/0" can match no path: expected a slash at its start
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].match.uri.exact' /reviews/0`,
    ],
    [
      "a method in small letters",
      reviews({ rules: [{ ...rule, match: { method: { exact: "get" } } }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[0].match.method.exact (roundrobin-user): "get" can match no method: expected capitals
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].match.method.exact' GET`,
    ],
    [
      "an unknown key of a rule",
      reviews({ rules: [{ ...rule, tiemout: "2s" }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[0].tiemout (roundrobin-user): unknown key; did you mean timeout? known: name, match, weights, timeout, retries, fault, mirror
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].timeout' 2s && pulumi config rm --path 'bookinfo-mesh:traffic.reviews.rules[0].tiemout'`,
    ],
    [
      "an unknown key of the project",
      { cluster: existing, trafic: {} },
      undefined,
      `bookinfo-mesh:trafic: unknown key; did you mean traffic? known: istioVersion, cluster, mtls, security, caKey, egress, istio, bookinfo, services, traffic, tags
  to fix:  pulumi config rm --path bookinfo-mesh:trafic`,
    ],
    [
      "a header name in upper case",
      reviews({ rules: [{ ...rule, match: { headers: { "End-User": { exact: "a" } } } }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[0].match.headers.End-User (roundrobin-user): "End-User" is not the name of a header that Istio can match: expected lower-case letters, digits, hyphens and underscores
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].match.headers.end-user.exact' a && pulumi config rm --path 'bookinfo-mesh:traffic.reviews.rules[0].match.headers.End-User'`,
    ],
    [
      "a regular expression that RE2 refuses",
      reviews({ rules: [{ ...rule, match: { headers: { "end-user": { regex: "(?!a)b" } } } }] }),
      undefined,
      `bookinfo-mesh:traffic.reviews.rules[0].match.headers.end-user.regex (roundrobin-user): "(?!a)b" is not a regular expression that RE2 takes (no look-around, no back-references), of at most 1024 bytes
  to fix:  pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].match.headers.end-user.regex' 'beta-.*'`,
    ],
    [
      "a mirror to a version that is not there",
      reviews({ default: { weights: { v2: 100 }, mirror: { version: "v9", percent: 10 } } }),
      undefined,
      `bookinfo-mesh:traffic.reviews.default.mirror.version: the application has no version "v9" of this service; did you mean v1? known: v1, v2, v3
  to fix:  pulumi config set --path bookinfo-mesh:traffic.reviews.default.mirror.version v1`,
    ],
    [
      "a duration without unit",
      reviews({ default: { weights: { v2: 100 }, timeout: "2" } }),
      undefined,
      `bookinfo-mesh:traffic.reviews.default.timeout: "2" is not a duration such as 500ms, 2s or 1m, in whole milliseconds
  to fix:  pulumi config set --path bookinfo-mesh:traffic.reviews.default.timeout 2s`,
    ],
    [
      "no cluster",
      {},
      undefined,
      `bookinfo-mesh:cluster: is missing: expected {kind: eks, ...} or {kind: existing, ...}
  to fix:  pulumi config set --path bookinfo-mesh:cluster.kind eks`,
    ],
    [
      "a cluster of no known kind",
      { cluster: { kind: "gke" } },
      undefined,
      `bookinfo-mesh:cluster.kind: "gke" is not eks or existing
  to fix:  pulumi config set --path bookinfo-mesh:cluster.kind eks`,
    ],
    [
      "an existing cluster without context",
      { cluster: { kind: "existing" } },
      undefined,
      `bookinfo-mesh:cluster.context: is missing: expected the name of a context in that kubeconfig
  to fix:  pulumi config set --path bookinfo-mesh:cluster.context kind-mesh`,
    ],
    [
      "EKS without region",
      { cluster: { kind: "eks" } },
      undefined,
      `aws:region: is missing: expected the name of an AWS region
  to fix:  pulumi config set aws:region ap-northeast-1`,
    ],
    [
      "a region that is not one",
      { cluster: { kind: "eks" } },
      "ap-northeast-9",
      `aws:region: "ap-northeast-9" is not an AWS region; did you mean ap-northeast-1? known: ap-northeast-1, us-east-1
  to fix:  pulumi config set aws:region ap-northeast-1`,
    ],
    [
      "more nodes than the most",
      { cluster: { kind: "eks", nodes: { desired: 9 } } },
      "us-east-1",
      `bookinfo-mesh:cluster.nodes.desired: 9 is not between cluster.nodes.min, 2, and cluster.nodes.max, 4
  to fix:  pulumi config set --path bookinfo-mesh:cluster.nodes.desired 4`,
    ],
    [
      "an Istio version that does not support the cluster's",
      { cluster: { kind: "eks", kubernetesVersion: "1.31" }, istioVersion: "1.31.1" },
      "us-east-1",
      `bookinfo-mesh:cluster.kubernetesVersion: Istio 1.31.1 supports Kubernetes 1.32 to 1.36, not 1.31; Kubernetes 1.31 is supported by Istio 1.24, 1.25, 1.26, 1.27, 1.28, 1.29
  to fix:  pulumi config set --path bookinfo-mesh:istioVersion 1.29.0`,
    ],
    [
      "an Istio version that is none",
      { cluster: existing, istioVersion: "latest" },
      undefined,
      `bookinfo-mesh:istioVersion: "latest" is not the version of one Istio release, all three numbers
  to fix:  pulumi config set --path bookinfo-mesh:istioVersion 1.31.4`,
    ],
    [
      "a mode of mutual TLS that is none",
      { cluster: existing, mtls: "strict" },
      undefined,
      `bookinfo-mesh:mtls: "strict" is not mesh, namespace or permissive
  to fix:  pulumi config set --path bookinfo-mesh:mtls mesh`,
    ],
    [
      "a gateway in a namespace that the stack must not own",
      { cluster: existing, bookinfo: { namespace: "shop" }, istio: { gateway: { namespace: "shop" } } },
      undefined,
      `bookinfo-mesh:istio.gateway.namespace: "shop" is a namespace that the stack does not own: expected istio-system, or a name that is free
  to fix:  pulumi config set --path bookinfo-mesh:istio.gateway.namespace istio-system`,
    ],
    ...["istio-system", "kube-system"].map((namespace): (typeof cases)[number] => [
      `the application in ${namespace}`,
      { cluster: existing, bookinfo: { namespace }, istio: { gateway: { namespace: "ingress" } } },
      undefined,
      `bookinfo-mesh:bookinfo.namespace: "${namespace}" is not a namespace for an application: expected default, or one of your own
  to fix:  pulumi config set --path bookinfo-mesh:bookinfo.namespace default`,
    ]),
    [
      "Helm values of the wrong kind, whose content is never shown",
      { cluster: existing, istio: { values: { istiod: "hunter2" } } },
      undefined,
      `bookinfo-mesh:istio.values.istiod: a string is not an object of Helm values
  to fix:  pulumi config rm --path bookinfo-mesh:istio.values.istiod`,
    ],
  ];

  /** What istiod's webhook would refuse in the middle of an update (istio.io/istio, pkg/config/validation). */
  const webhook: readonly [what: string, part: object, key: string][] = [
    ["a fault of no kind", { fault: {} }, "fault"],
    ["a pause between no tries", { retries: { attempts: 0, perTryTimeout: "1s" } }, "retries.attempts"],
    ["conditions for no tries", { retries: { attempts: 0, retryOn: "5xx" } }, "retries.attempts"],
    ["an unknown retry condition", { retries: { attempts: 1, retryOn: "bogus" } }, "retries.retryOn"],
    ["a blank between retry conditions", { retries: { attempts: 1, retryOn: "5xx, reset" } }, "retries.retryOn"],
    ["an invalid status", { retries: { attempts: 1, retryOn: "5xx,999" } }, "retries.retryOn"],
    ["half a millisecond", { timeout: "1.5ms" }, "timeout"],
    ["half a millisecond in seconds", { timeout: "1.0005s" }, "timeout"],
    ["more time than there is", { timeout: "99999999999999h" }, "timeout"],
    ["a regular expression that is too long", { match: { uri: { regex: `/${"a".repeat(1024)}` } } }, "match.uri.regex"],
    ["an invalid name of a label", { match: { sourceLabels: { "a b!": "x" } } }, 'match.sourceLabels["a b!"]'],
    ["a label without a name", { match: { sourceLabels: { "": "x" } } }, 'match.sourceLabels[""]'],
    ["an invalid value of a label", { match: { sourceLabels: { app: "x y" } } }, "match.sourceLabels.app"],
  ];
  for (const [what, part, key] of webhook) {
    it(`${what}, as istiod would`, () => {
      const [problem, ...rest] = problemsOf(reviews({ rules: [{ ...rule, ...part }] }));
      assert.deepEqual(rest, []);
      assert.ok(problem);
      assert.equal(projectKey(problem.path), `bookinfo-mesh:traffic.reviews.rules[0].${key}`);
      assert.doesNotMatch(problem.message, key.includes("Labels") ? /header/ : /^$/);
    });
  }

  it("takes an address of either family, and no port with it", () => {
    const having = (address: string) => ({ cluster: existing, istio: { gateway: { address } } });
    for (const address of ["::1", "10.0.0.1", "node-1.example.com"]) accepted(having(address));
    assert.equal(
      formatProblems(problemsOf(having("node:80")), "pulumi"),
      `bookinfo-mesh:istio.gateway.address: "node:80" is not a host name or an IP address, without a port
  to fix:  pulumi config set --path bookinfo-mesh:istio.gateway.address 127.0.0.1`,
    );
  });

  it("takes what istiod takes", () => {
    const retries = { attempts: 1, perTryTimeout: "0.5s", retryOn: "5xx,reset,503" };
    const match = { sourceLabels: { "app.kubernetes.io/name": "a_b.c" }, uri: { regex: `/${"a".repeat(1023)}` } };
    accepted(reviews({ rules: [{ ...rule, match, retries, timeout: "1.5s" }] }));
    accepted(reviews({ rules: [{ ...rule, retries: { attempts: 0 } }] }));
  });

  for (const [what, values, region, text] of cases) {
    it(what, () => assert.equal(formatProblems(problemsOf(values, region), "pulumi"), text));
  }

  it("names all that is wrong at once, in every section", () => {
    const problems = problemsOf(
      {
        cluster: { kind: "eks", zone: 3, nodes: { desired: 9 } },
        istioVersion: "1.2",
        mtls: "on",
        bookinfo: { tag: "" },
        traffic: {
          reviews: { rules: [rule, { ...rule, weights: { v1: 1 } }, { ...rule, name: "" }], default: { v2: 101 } },
          details: { default: { v2: 100 } },
        },
      },
      "nowhere-1",
    );
    assert.deepEqual(problems.map(keyOf), [
      "istioVersion",
      "cluster.zone",
      "mtls",
      "bookinfo.tag",
      "traffic.details.default.v2",
      "traffic.reviews.rules[2].name",
      "traffic.reviews.rules[1]",
      "traffic.reviews.default.v2",
      "traffic.reviews.rules[1]",
      "aws:region",
      "cluster.nodes.desired",
      "traffic.reviews.rules[2]",
      "traffic.reviews.rules[1]",
    ]);
  });

  it("hides nothing behind something else that is wrong in the same section", () => {
    const keysOf = (values: Record<string, unknown>) => problemsOf(values, "us-east-1").map(keyOf);
    const exception = { workload: "ratings", reason: "a job" };
    assert.deepEqual(
      keysOf({
        cluster: { kind: "eks", zone: 3, nodes: { min: 9, desired: 12 } },
        bookinfo: { namespace: "shop", tag: "" },
        istio: { gateway: { namespace: "shop", nodePort: 1, tls: {} } },
        security: {
          authorisation: "none",
          exceptions: [exception, { workload: "shop" }, exception],
          jwt: { audiences: 1 },
        },
        egress: { vai: 1, hosts: [{ host: "localhost", ports: [] }] },
      }),
      [
        "cluster.zone",
        "security.authorisation",
        "security.exceptions[1].workload",
        "security.exceptions[1].reason",
        "security.jwt.issuer",
        "security.jwt.audiences",
        "egress.vai",
        "egress.hosts[0].ports",
        "istio.gateway.nodePort",
        "bookinfo.tag",
        "security.jwt",
        "istio.gateway.namespace",
        "istio.gateway.tls",
        "cluster.nodes.min",
        "cluster.nodes.desired",
        "egress.hosts[0]",
        "security.exceptions[2]",
      ],
    );
  });

  it("asks for the kubeconfig and the charts in spite of what is wrong beside them", () => {
    const asked: string[] = [];
    parseConfig(
      raw({ cluster: { kind: "existing", kubeconfig: "/nope", zone: 3 }, istio: { chartSource: "/charts", x: 1 } }),
      {
        ...surroundings,
        kubeconfigProblems: ({ kubeconfig }) => {
          asked.push(kubeconfig);
          return [];
        },
        chartFolderProblems: (folder) => {
          asked.push(folder);
          return [];
        },
      },
    );
    assert.deepEqual(asked, ["/charts", "/nope"]);
  });

  it("names the kubeconfig's problems beside the others", () => {
    const path = ["cluster", "kubeconfig"];
    const missing: Problem = { path, message: "is gone", fix: set(path, "/elsewhere") };
    const seen: string[] = [];
    const { problems } = parseConfig(raw({ cluster: existing, mtls: "on" }), {
      ...surroundings,
      kubeconfigProblems: ({ kubeconfig }) => {
        seen.push(kubeconfig);
        return [missing];
      },
    });
    assert.deepEqual(seen, ["/home/anna/.kube/config"]);
    assert.equal(problems?.length, 2);
    assert.ok(problems.includes(missing));
  });

  it("never throws, and accepts no split that does not add up to 100 (any value in the place of any part)", () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.dictionary(fc.constantFrom("v1", "v2", "v3"), fc.oneof(fc.integer({ min: -5, max: 105 }), fc.jsonValue())),
    );
    fc.assert(
      fc.property(
        anything,
        anything,
        anything,
        fc.constantFrom("traffic", "cluster", "istio", "bookinfo", "mtls", "security", "egress"),
        (weights, match, section, name) => {
          const values = {
            cluster: existing,
            traffic: { reviews: { rules: [{ name: "a", match, weights }], default: weights } },
            ...(name !== "traffic" && { [name]: section }),
          };
          const { config, problems } = parseConfig(raw(values), surroundings);
          for (const { fix } of problems ?? []) assert.match(renderFix(fix, "pulumi"), /^pulumi config /);
          for (const plan of config?.traffic ?? []) {
            for (const route of [...plan.rules, plan.default]) {
              const shares = Object.values(route.weights);
              assert.ok(shares.every((share) => Number.isInteger(share) && share >= 0));
              assert.equal(
                shares.reduce((sum, share) => sum + share, 0),
                100,
              );
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
