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

/** Which of a service's versions are deployed: all, where nothing is said of it. */
export type ChosenVersions = Readonly<Record<string, readonly string[] | undefined>>;

/** Bookinfo's services and those of their versions that are deployed, in the order of their numbers. */
export function deployedVersions(chosen: ChosenVersions = {}): Application {
  return Object.fromEntries(
    Object.entries<readonly string[]>(BOOKINFO).map(([service, versions]) => [
      service,
      versions.filter((version) => chosen[service]?.includes(version) ?? true),
    ]),
  );
}

/** The port that each of Bookinfo's services listens on, named `http`. */
export const BOOKINFO_PORT = 9080;
