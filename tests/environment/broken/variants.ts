import { type CustomResourceOptions } from "@pulumi/pulumi";

/** One way to break the program, and what has to notice. */
export interface Variant {
  readonly name: string;
  /** The policies that refuse it, none else of those that are mandatory. */
  readonly policies: readonly string[];
  /** The resource that they name. */
  readonly resource: string;
  /** Whether the cluster is yet to be made: its kubeconfig is not known, and nothing in it has outputs. */
  readonly clusterIsUnknown?: true;
  /** Keys of the stack's config that are set, in the place of a change of code. */
  readonly config?: Readonly<Record<string, string>>;
  /** What a change of code would do to one resource. */
  readonly breaks?: {
    readonly resource: string;
    readonly change: (properties: object) => object;
    readonly options?: CustomResourceOptions;
  };
}

type Segments = readonly (string | number)[];

/** Properties with one value changed. */
function set(...segments: Segments) {
  return { to: (value: unknown) => (properties: object) => changed(properties, segments, value) as object };
}

function changed(current: unknown, [segment, ...rest]: Segments, value: unknown): unknown {
  if (segment === undefined) return value;
  if (typeof segment === "number") {
    return (current as readonly unknown[]).map((item, index) =>
      index === segment ? changed(item, rest, value) : item,
    );
  }
  const object = current as Readonly<Record<string, unknown>> | undefined;
  return { ...object, [segment]: changed(object?.[segment], rest, value) };
}

const RULE = ["spec", "http", 0] as const;

export const VARIANTS: readonly Variant[] = [
  {
    name: "weights of 110",
    policies: ["weights-add-up-to-100"],
    resource: "reviews-routes",
    breaks: { resource: "reviews-routes", change: set(...RULE, "route", 2, "weight").to(70) },
  },
  {
    name: "a subset that is misspelt",
    policies: ["subsets-are-declared"],
    resource: "reviews-routes",
    breaks: { resource: "reviews-routes", change: set(...RULE, "route", 0, "destination", "subset").to("v01") },
  },
  {
    name: "a subset whose label no pod has",
    policies: ["subsets-select-workloads"],
    resource: "reviews-versions",
    breaks: { resource: "reviews-versions", change: set("spec", "subsets", 0, "labels", "version").to("1") },
  },
  {
    name: "a host that is not there",
    policies: ["hosts-are-known"],
    resource: "bookinfo-routes",
    breaks: {
      resource: "bookinfo-routes",
      change: set(...RULE, "route", 0, "destination", "host").to("productpages.default.svc.cluster.local"),
    },
  },
  {
    name: "a rule that takes everything before the default",
    policies: ["routes-are-reachable"],
    resource: "reviews-routes",
    breaks: { resource: "reviews-routes", change: set(...RULE, "match").to(undefined) },
  },
  {
    name: "plain text to a version under strict mutual TLS",
    policies: ["destinations-use-mutual-tls"],
    resource: "reviews-versions",
    breaks: {
      resource: "reviews-versions",
      change: set("spec", "subsets", 1, "trafficPolicy").to({ tls: { mode: "DISABLE" } }),
    },
  },
  {
    name: "mutual TLS that is not demanded, by config",
    policies: ["peer-authentication-is-strict", "strict-mtls-is-in-force"],
    resource: "security-mesh",
    config: { "bookinfo-mesh:mtls": "permissive" },
  },
  {
    name: "a namespace without sidecars",
    policies: ["workload-namespaces-are-injected"],
    resource: "bookinfo-injection",
    breaks: {
      resource: "bookinfo-injection",
      change: set("metadata", "labels").to({ "istio-injection": "disabled" }),
    },
  },
  {
    name: "a version that keeps its sidecar out",
    policies: ["workloads-keep-their-sidecar"],
    resource: "bookinfo-reviews-v2",
    breaks: {
      resource: "bookinfo-reviews-v2",
      change: set("spec", "template", "metadata", "annotations").to({ "sidecar.istio.io/inject": "false" }),
    },
  },
  {
    name: "a gateway for pods that are not there",
    policies: ["gateway-selectors-match"],
    resource: "bookinfo-gateway",
    breaks: { resource: "bookinfo-gateway", change: set("spec", "selector").to({ istio: "ingress" }) },
  },
  {
    name: "a weight for a version without pods",
    policies: ["weighted-versions-have-capacity"],
    resource: "reviews-routes",
    breaks: { resource: "bookinfo-reviews-v3", change: set("spec", "replicas").to(0) },
  },
  {
    name: "routes that do not wait for their subsets",
    policies: ["mesh-objects-wait-for-istio"],
    resource: "reviews-routes",
    breaks: { resource: "reviews-routes", change: (properties) => properties, options: { dependsOn: [] } },
  },
  {
    name: "a subset that is misspelt, before there is a cluster",
    policies: ["subsets-are-declared"],
    resource: "reviews-routes",
    clusterIsUnknown: true,
    breaks: { resource: "reviews-routes", change: set(...RULE, "route", 0, "destination", "subset").to("v01") },
  },
  {
    name: "almost half for a canary, by config",
    policies: ["canary-weight-is-capped"],
    resource: "reviews-routes",
    config: {
      "bookinfo-mesh:traffic.reviews.rules[0].weights.v1": "0",
      "bookinfo-mesh:traffic.reviews.rules[0].weights.v2": "45",
      "bookinfo-mesh:traffic.reviews.rules[0].weights.v3": "55",
    },
  },
];
