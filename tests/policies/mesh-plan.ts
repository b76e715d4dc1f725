import { type Properties } from "./test-stack";

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

export interface Split {
  readonly service: string;
  readonly rules: readonly { readonly name: string; readonly user: string; readonly weights: Weights }[];
  readonly default: Weights;
}

export type Weights = Readonly<Record<string, number>>;

/** Bookinfo, with a split of reviews. */
export const BOOKINFO_PLAN: MeshPlan = {
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

/** One of Istio's objects, in the version of its API that a plan asks for. */
export function istio(
  { api, namespace }: Pick<MeshPlan, "api" | "namespace">,
  group: "networking" | "security",
  kind: string,
  name: string,
  spec: Properties,
): Properties {
  return { apiVersion: `${group}.istio.io/${api}`, kind, metadata: { name, namespace }, spec };
}
