/** A service of the application and the versions it is deployed in. */
export interface Application {
  readonly [service: string]: readonly string[];
}

/** Bookinfo's four services and their versions (istio/istio, samples/bookinfo/platform/kube/bookinfo.yaml). */
export const BOOKINFO = {
  productpage: ["v1"],
  details: ["v1"],
  ratings: ["v1"],
  reviews: ["v1", "v2", "v3"],
} as const satisfies Application;

/** The port that each of Bookinfo's services listens on, named `http`. */
export const BOOKINFO_PORT = 9080;
