import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { textKeys } from "../../config/json-text";
import { formatProblems } from "../../config/problem/problem";
import { valueAt, withoutField, withValueAt } from "../../config/value";
import { fixed, problemsOf } from "./fixing";
import { asSeen, type StackFile } from "./pulumi-config";

type Path = readonly (string | number)[];

const rule = (name: string, method = "GET") => ({
  name,
  match: { headers: { "end-user": { exact: name } }, method: { exact: method }, sourceLabels: { app: name } },
  weights: { v1: 10, v2: 30, v3: 60 },
  timeout: "2s",
  retries: { attempts: 3, perTryTimeout: "500ms", retryOn: "5xx,reset" },
  mirror: { version: "v3", percent: 5 },
});

const faulty = (name: string) => {
  const { match, weights, mirror } = rule(name, "DELETE");
  const fault = { delay: { percent: 10, fixedDelay: "1s" }, abort: { percent: 10, httpStatus: 503 } };
  return { name, match, weights, fault, mirror };
};

/** A config with everything in it that has a place there. */
const VALID: StackFile = {
  "aws:region": "eu-west-1",
  "bookinfo-mesh:istioVersion": "1.30.4",
  "bookinfo-mesh:cluster": {
    kind: "eks",
    name: "shop",
    kubernetesVersion: "1.35",
    zones: 3,
    network: { cidr: "10.20.0.0/20", natPerZone: true, endpoints: true },
    access: {
      clusterAdmin: ["arn:aws:iam::123456789012:role/ci/deploy"],
      adminView: ["arn:aws:iam::123456789012:role/preview"],
      view: ["arn:aws:iam::123456789012:user/anna"],
    },
    endpoint: { public: true, cidrs: ["203.0.113.0/24", "198.51.100.7/32"] },
    secretsKey: "arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef",
    logs: { retentionDays: 30 },
    supportType: "extended",
    deletionProtection: true,
    protect: true,
    addons: { coredns: { version: "v1.13.2-eksbuild.4" } },
    autoMode: false,
    nodes: {
      desired: 3,
      min: 2,
      max: 5,
      instanceTypes: ["m5.large", "m6i.large"],
      capacityType: "SPOT",
      releaseVersion: "1.35.6-20260911",
    },
  },
  "bookinfo-mesh:mtls": "mesh",
  "bookinfo-mesh:security": {
    clientTls: "auto",
    exceptions: [
      { workload: "ratings", port: 9080, mode: "permissive", reason: "a job" },
      { workload: "details", reason: "another job" },
    ],
    clientRules: [
      { host: "orders.legacy.svc.cluster.local", tls: "DISABLE", reason: "no sidecar" },
      { host: "bills.legacy.svc.cluster.local", tls: "SIMPLE", reason: "its own TLS" },
    ],
    authorization: "enforced",
    jwt: { issuer: "https://a.test", jwksUri: "https://a.test/keys", audiences: ["shop"], required: ["/api/*"] },
  },
  "bookinfo-mesh:egress": {
    policy: "REGISTRY_ONLY",
    via: "sidecar",
    hosts: [
      { host: "a.example.com", ports: [{ number: 443, protocol: "HTTPS" }] },
      {
        host: "b.example.com",
        ports: [
          { number: 80, protocol: "HTTP", tls: "originate" },
          { number: 443, protocol: "TLS" },
        ],
      },
    ],
  },
  "bookinfo-mesh:istio": {
    revision: "1-30-4",
    dnsCapture: true,
    accessLog: { enabled: true, sampling: 10 },
    gateway: {
      namespace: "ingress",
      service: "NodePort",
      nodePort: 30090,
      hosts: ["shop.example.com", "*.books.example.com"],
      loadBalancer: { controller: "aws-load-balancer-controller", scheme: "internal", proxyProtocol: true },
      replicas: 2,
      tls: { credentialName: "cert", redirect: false },
    },
    values: { istiod: { pilot: { autoscaleMin: 2 } } },
  },
  "bookinfo-mesh:bookinfo": {
    namespace: "shop",
    registry: "docker.io/istio",
    tag: "1.20.3",
    replicas: 2,
    versions: { reviews: ["v1", "v2", "v3"] },
  },
  "bookinfo-mesh:tags": { owner: "platform", "cost-center": "books" },
  "bookinfo-mesh:traffic": {
    reviews: {
      rules: [rule("roundrobin"), rule("jason", "POST"), faulty("anna")],
      default: { weights: { v1: 50, v2: 50 }, timeout: "5s" },
    },
    details: { default: { v1: 100 } },
    catalog: { default: { old: 90, new: 10 } },
  },
  "bookinfo-mesh:services": {
    catalog: {
      namespace: "warehouse",
      port: 8080,
      host: "catalog.warehouse.svc.cluster.local",
      versions: { old: { app: "catalog", release: "1" }, new: { app: "catalog", release: "2" } },
    },
  },
};

/** A config of a team whose services are on the Istio, and at the gateway, that a cluster has. */
const ON_OTHERS: StackFile = {
  "bookinfo-mesh:cluster": { kind: "existing", context: "k3s" },
  "bookinfo-mesh:istio": { enabled: false },
  "bookinfo-mesh:bookinfo": { enabled: false },
  "bookinfo-mesh:services": {
    catalog: {
      namespace: "warehouse",
      port: 8080,
      versions: { old: { release: "1" }, new: { release: "2" } },
      gateway: { name: "shop/shop-gateway", hosts: ["shop.example.com"] },
    },
    basket: { namespace: "shop", port: 8080, versions: { v1: { version: "v1" } } },
  },
  "bookinfo-mesh:traffic": {
    catalog: {
      rules: [{ ...rule("jason"), weights: { old: 20, new: 80 }, mirror: { version: "new", percent: 5 } }],
      default: { old: 100 },
    },
    basket: { default: { v1: 100 } },
  },
};

const TRAFFIC = "bookinfo-mesh:traffic";
const BOOKINFO = "bookinfo-mesh:bookinfo";
const CLUSTER = "bookinfo-mesh:cluster";
const SERVICES = "bookinfo-mesh:services";

/** The valid config with other values at some paths. */
function having(...changes: readonly (readonly [Path, unknown])[]): StackFile {
  return changes.reduce<unknown>((file, [path, value]) => withValueAt(file, path, value), VALID) as StackFile;
}

/** What a file with these wrong values is after all that was printed has been typed, in the eyes of the program. */
function outcome(...changes: readonly (readonly [Path, unknown])[]): Record<string, unknown> {
  return JSON.parse(JSON.stringify(fixed(having(...changes)))) as Record<string, unknown>;
}

/** What decides about something else: which services and versions there are, about weights. */
const DECIDES: readonly (readonly [what: Path, about: Path])[] = [
  [[BOOKINFO, "versions"], [TRAFFIC]],
  [[SERVICES], [TRAFFIC]],
];
/** Which cluster it is decides whether it can have an Istio of others. */
const DECIDES_ON_OTHERS: typeof DECIDES = [...DECIDES, [[CLUSTER], ["bookinfo-mesh:istio"]]];

const rules = [TRAFFIC, "reviews", "rules"];
const fallback = [TRAFFIC, "reviews", "default"];

describe("fixes of the stack config, as data and typed as they are printed", () => {
  it("are none for a valid config", () => assert.deepEqual(problemsOf(VALID), []));

  it("take out just what is wrong where several elements of a list go", () => {
    const named = (name: string, end: object) => ({ ...rule(name), match: { headers: { "end-user": end } } });
    const config = outcome([
      rules,
      [
        named("b", { prefix: "b" }),
        named("bx", { exact: "bx" }),
        named("by", { exact: "by" }),
        named("good", { exact: "z" }),
      ],
    ]);
    const names = (valueAt(config, rules) as { name: string }[]).map(({ name }) => name);
    assert.deepEqual(names, ["b", "good"]);
  });

  it("take an element out once, however much is wrong with it", () => {
    const hosts = ["bookinfo-mesh:egress", "hosts"];
    const ports = [{ number: 443, protocol: "HTTPS" }];
    const config = outcome([hosts, ["localhost", "localhost", "a.example.com"].map((host) => ({ host, ports }))]);
    assert.deepEqual(valueAt(config, hosts), [{ host: "a.example.com", ports }]);
  });

  /** Wrong values of one place, and what stands there in the end. */
  const cases: readonly [what: string, path: Path, wrong: unknown, right: unknown][] = [
    ["an unknown version beside a weight that takes its share", fallback, { v1: 60, v4: 50 }, { v1: 100 }],
    ["an unknown version with an invalid weight", fallback, { v1: 60, v9: -5 }, { v1: 100 }],
    ["an unknown version that had most", fallback, { v1: 10, v22: 90 }, { v1: 100 }],
    ["nothing but an unknown version", fallback, { v22: 100 }, { v2: 100 }],
    ["two negative weights", fallback, { v1: -10, v2: 50, v3: -5 }, { v1: 0, v2: 50, v3: 50 }],
    ["two weights that are words", fallback, { v1: "ten", v2: "ten", v3: 60 }, { v1: 0, v2: 40, v3: 60 }],
    ["weights in quotes", fallback, { v1: "40", v2: "60" }, { v1: 40, v2: 60 }],
    ["thirds", fallback, { v1: 33.3, v2: 33.3, v3: 33.4 }, { v1: 33, v2: 33, v3: 34 }],
    ["weights that no single change fixes", fallback, { v1: 60, v2: 60, v3: 60 }, { v1: 60, v2: 40, v3: 0 }],
    ["a misspelt `weights`", fallback, { weight: { v2: 100 } }, { weights: { v2: 100 } }],
    ["a version beside an option", fallback, { v2: 100, timeout: "2s" }, { weights: { v2: 100 }, timeout: "2s" }],
    ["two misspelt names", fallback, { wieghts: { v1: 100 }, tiemout: "2s" }, { weights: { v1: 100 }, timeout: "2s" }],
    ["a misspelt option", fallback, { weights: { v1: 100 }, tiemout: "2s" }, { weights: { v1: 100 }, timeout: "2s" }],
    [
      "a misspelt option with a fraction in it",
      fallback,
      { weights: { v1: 100 }, mirorr: { version: "v3", percent: 0.5 } },
      { weights: { v1: 100 }, mirror: { version: "v3", percent: 0.5 } },
    ],
    [
      "a header in upper case",
      [...rules, 0, "match"],
      { headers: { "End-User": { exact: "1" } } },
      { headers: { "end-user": { exact: "1" } } },
    ],
    [
      "a header in upper case with nothing to move",
      [...rules, 0, "match", "headers"],
      { "end-user": { exact: "1" }, "X-A": null },
      { "end-user": { exact: "1" } },
    ],
    [
      "a header that is compared with no condition",
      [...rules, 0, "match", "headers"],
      { "end-user": "bob" },
      { "end-user": { exact: "bob" } },
    ],
    ["a method that is no condition", [...rules, 0, "match", "method"], "get", { exact: "GET" }],
    ["a path that is no condition, nor a path", [...rules, 0, "match", "uri"], "reviews", { prefix: "/reviews" }],
    ["a path that is no condition", [...rules, 0, "match", "uri"], "/reviews/0", { prefix: "/reviews/0" }],
    ["an empty path", [...rules, 0, "match", "uri"], { exact: "" }, { exact: "/" }],
    ["an empty method", [...rules, 0, "match", "method"], { exact: "" }, { exact: "GET" }],
    ["a tag that is a fraction", ["bookinfo-mesh:bookinfo", "tag"], 1.2, "1.2"],
    ["a Kubernetes version without quotes", [CLUSTER, "kubernetesVersion"], 1.35, "1.35"],
    ["a number in quotes", [CLUSTER, "zones"], "2", 2],
    ["a truth value in quotes", ["bookinfo-mesh:istio", "gateway", "tls", "redirect"], "false", true],
    [
      "more nodes than the most, and the least too",
      [CLUSTER, "nodes"],
      { min: 9, desired: 12 },
      { min: 9, desired: 9, max: 9 },
    ],
    ["something else than a list in the place of an empty list of rules", [TRAFFIC, "reviews", "rules"], {}, undefined],
    ["a section that is no list", ["bookinfo-mesh:security", "exceptions"], { workload: "ratings" }, undefined],
    ["a list where a section belongs", ["bookinfo-mesh:bookinfo"], [], undefined],
    ["a list with something where a section belongs", [TRAFFIC], [1], undefined],
    ["a kind that is missing beside a context", [CLUSTER], { context: "k3s" }, { context: "k3s", kind: "existing" }],
    ["an unknown kind beside nodes", [CLUSTER, "kind"], "EKS", "eks"],
    ["a region that is misspelt", ["aws:region"], "us-esat-1", "us-east-1"],
    ["an Istio version that is too old for the cluster's", ["bookinfo-mesh:istioVersion"], "1.24.0", "1.31.4"],
    ["an Istio version that no one supports", ["bookinfo-mesh:istioVersion"], "1.10.0", "1.31.4"],
  ];
  for (const [what, path, wrong, right] of cases) {
    it(what, () => {
      assert.deepEqual(valueAt(outcome([path, wrong]), path), right);
    });
  }

  it("are told once where they are for several problems in a row", () => {
    const hosts = ["*.example.com", "*.example.org"].map((host) => ({
      host,
      ports: [{ number: 443, protocol: "HTTPS" }],
    }));
    const egress = { policy: "REGISTRY_ONLY", via: "gateway", hosts };
    const told = formatProblems(problemsOf(having([["bookinfo-mesh:egress"], egress])), "pulumi");
    assert.equal(told.match(/a wildcard can't go/g)?.length, 2);
    assert.equal(told.match(/to fix: /g)?.length, 1);
  });

  it("offer what was meant only where it will do", () => {
    const [problem] = problemsOf(having([["bookinfo-mesh:istio", "gateway", "namespace"], 1.5]));
    const path = ["istio", "gateway", "namespace"];
    assert.deepEqual(problem?.fix, { kind: "set", path, value: "istio-system" });
  });

  for (const [what, path] of [
    ["rules", rules],
    ["a rule's match", [...rules, 0, "match"]],
    ["headers", [...rules, 0, "match", "headers"]],
    ["weights", [...rules, 0, "weights"]],
    ["a fault", [...rules, 2, "fault"]],
    ["a default", fallback],
    ["a plan", [TRAFFIC, "reviews"]],
    ["the traffic", [TRAFFIC]],
    ["the cluster", [CLUSTER]],
    ["the nodes", [CLUSTER, "nodes"]],
    ["Helm values", ["bookinfo-mesh:istio", "values"]],
    ["the ports of a host", ["bookinfo-mesh:egress", "hosts", 0, "ports"]],
    ["audiences", ["bookinfo-mesh:security", "jwt", "audiences"]],
  ] as const) {
    for (const empty of [[], {}, null, "", "junk", [null], [{}], { x: 1 }]) {
      it(`${JSON.stringify(empty)} in the place of ${what}`, () => void fixed(having([path, empty])));
    }
  }

  it("give no value its right name that would not do there, so that two rounds are enough for what it has to fit", () => {
    const retries = { attempts: 3, retryOn: "5xx", peTryTimeout: "a b!" };
    const config = fixed(having([[...rules, 0, "timeout"], "2s"], [[...rules, 0, "retries"], retries]));
    assert.equal(valueAt(config, [...rules, 0, "retries", "perTryTimeout"]), "500ms");
    assert.equal(valueAt(config, [...rules, 0, "retries", "peTryTimeout"]), undefined);
  });

  it("put what was set without --path in its place", () => {
    const config = fixed({
      ...(withoutField(VALID, [CLUSTER]) as StackFile),
      "bookinfo-mesh:cluster.kind": "existing",
      "bookinfo-mesh:cluster.context": "k3s",
      "bookinfo-mesh:traffic.ratings.default.v1": "100",
    });
    assert.deepEqual(asSeen({ c: config[CLUSTER] }), asSeen({ c: { kind: "existing", context: "k3s" } }));
    assert.deepEqual(JSON.parse(JSON.stringify(valueAt(config, [TRAFFIC, "ratings"]))), { default: { v1: 100 } });
  });

  it("turn JSON in one text into a structure before they set a part of it", () => {
    const reviews = {
      rules: [{ ...rule("me"), match: { headers: { "end-user": { exact: "it's me" } } } }],
      default: { v2: 90 },
    };
    const config = fixed({ ...VALID, [TRAFFIC]: JSON.stringify({ reviews }) });
    assert.deepEqual(JSON.parse(JSON.stringify(config[TRAFFIC])), { reviews: { ...reviews, default: { v2: 100 } } });
  });

  it("show no JSON that may hold a secret, and leave it to the user to write it as a structure", () => {
    const text = JSON.stringify({ caCertificates: { key: "hunter2" }, authorisation: "none" });
    const told = formatProblems(problemsOf({ ...VALID, "bookinfo-mesh:security": text }), "pulumi");
    assert.doesNotMatch(told, /hunter2|config set --path bookinfo-mesh:security/);
    assert.match(told, /\n {2}to fix: {2}pulumi config get bookinfo-mesh:security {3}#/);
  });

  it("know a text from a structure, encrypted or not", () => {
    const file = `config:
  aws:region: eu-west-1
  bookinfo-mesh:mtls: mesh
  bookinfo-mesh:security: {secure: v1:abc}
  bookinfo-mesh:egress: {policy: ALLOW_ANY}
  bookinfo-mesh:traffic: '{"reviews": 1}'
`;
    assert.deepEqual(textKeys(file), ["mtls", "security", "traffic"]);
    for (const other of ["", "config: 1", "a: [1", "encryptionsalt: x"]) assert.deepEqual(textKeys(other), []);
  });

  it("take valid JSON in one text as it is", () => {
    assert.deepEqual(problemsOf({ ...VALID, [TRAFFIC]: JSON.stringify(VALID[TRAFFIC]) }), []);
  });

  for (const [whose, valid, decides, numRuns] of [
    ["a whole environment", VALID, DECIDES, 300],
    ["services on an Istio of others", ON_OTHERS, DECIDES_ON_OTHERS, 120],
  ] as const) {
    it(`lead to a valid config within two rounds, three for services, and leave alone what is valid (any two wrong things in ${whose})`, () => {
      assert.deepEqual(problemsOf(valid), []);
      fc.assert(
        fc.property(fc.array(anyBreakOf(valid), { minLength: 1, maxLength: 2 }), (breaks) => {
          // Which versions a service has is known once it is right, and then what is wrong with their weights.
          const rounds = breaks.some(({ near }) => near.length === 0 || isIn(near, [SERVICES])) ? 3 : 2;
          const config = fixed(
            breaks.reduce<StackFile>((file, change) => change.apply(file), valid),
            rounds,
          );
          const isNear = (path: Path) =>
            breaks.some(({ near }) => reachOf(near, decides).some((place) => isIn(path, place)));
          for (const path of placesOf(valid).filter((place) => !isNear(place))) assertLeftAlone(valid, config, path);
        }),
        { numRuns },
      );
    }).timeout(120_000);
  }
});

/** What was valid at a path is still there. */
function assertLeftAlone(valid: StackFile, config: Record<string, unknown>, path: Path): void {
  const before = valueAt(valid, path);
  const numbers = path.filter((segment) => typeof segment === "number").length;
  if (numbers === 0 && typeof before !== "object") assert.deepEqual(valueAt(config, path), before, path.join("."));
  // An element has another number once one before it is gone.
  if (numbers === 1 && typeof path.at(-1) === "number") {
    assert.ok(
      listAt(config, path).some((one) => isDeepStrictEqual(one, before)),
      path.join("."),
    );
  }
}

const isIn = (path: Path, place: Path): boolean => place.every((segment, at) => path[at] === segment);

/** Where a fix of one place may change something. */
function reachOf(near: Path, decides: typeof DECIDES): readonly Path[] {
  const others = decides.filter(([what]) => isIn(near, what) || isIn(what, near)).map(([, about]) => about);
  return [near, ...others];
}

/** One thing that goes wrong in a valid config, and the place around which the fixes may change something. */
interface Break {
  readonly near: Path;
  readonly apply: (file: StackFile) => StackFile;
}

const junk = fc.constantFrom<unknown>(
  ...[null, true, 0, 7, -1, 1.5, 1e9, "", "junk", "a b!", "-x", "1", [], {}, [7], [null], { x: 1 }, { constructor: 1 }],
);
const anyName = fc.constantFrom(
  "constructor",
  "toString",
  "__proto__",
  "x.y",
  'a"b',
  "-",
  "",
  "ä",
  "weight",
  "End-User",
);

function anyBreakOf(valid: StackFile): fc.Arbitrary<Break> {
  const anyPlace = fc.constantFrom(...placesOf(valid).filter((path) => path[0] !== "aws:region"));
  return fc.oneof(
    fc.tuple(anyPlace, junk).map(([path, value]) => breaking(path, (file) => withValueAt(file, path, value))),
    anyPlace.map((path) => breaking(path, (file) => withoutField(file, path))),
    fc.tuple(anyPlace, anyName, junk).map(([path, name, value]) => {
      const holder = typeof valueAt(valid, path) === "object" ? path : path.slice(0, -1);
      return breaking([...holder, name], (file) => {
        const known = valueAt(file, holder);
        if (Array.isArray(known) || typeof known !== "object" || holder.length === 0) return file;
        return withValueAt(file, holder, Object.fromEntries([...Object.entries(known ?? {}), [name, value]]));
      });
    }),
    anyPlace.map((path) => {
      const name = path.at(-1);
      return breaking(path, (file) => {
        if (typeof name !== "string" || path.length === 1) return file;
        const misspelt = name.length > 3 ? name.slice(0, 2) + name.slice(3) : `${name}x`;
        return withoutField(withValueAt(file, [...path.slice(0, -1), misspelt], valueAt(file, path)), path);
      });
    }),
    anyPlace.map((path) =>
      breaking(path, (file) => {
        const list = valueAt(file, path);
        return Array.isArray(list) ? withValueAt(file, path, [...(list as unknown[]), list[0] as unknown]) : file;
      }),
    ),
  );
}

function breaking(path: Path, apply: (file: StackFile) => unknown): Break {
  // Within an element or a plan's default one thing goes with another; and Istio's version goes with the cluster's.
  const depth = path[0] === TRAFFIC ? 4 : 3;
  const near = path.slice(0, Math.min(depth, path.length - 1));
  return { near, apply: (file) => apply(file) as StackFile };
}

function placesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, part]: [string, unknown]) =>
    placesOf(part, [...path, Array.isArray(value) ? Number(name) : name]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

/** The list that a path leads into. */
function listAt(value: unknown, path: Path): unknown[] {
  return JSON.parse(JSON.stringify(valueAt(value, path.slice(0, -1)) ?? [])) as unknown[];
}
