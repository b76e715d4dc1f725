/**
 * The first day of clusters that are known by their endpoint. Those before it are known by region and name, as the previous
 * release knew all: another name for the same cluster would have everything in it replaced.
 */
const KNOWN_BY_ENDPOINT_FROM = "2026-12-15";

/** A cluster as EKS answers for it. */
export interface MadeCluster {
  readonly createdAt: string | undefined;
  readonly endpoint: string | undefined;
}

/**
 * What tells a cluster from any other. One that was deleted and made anew by hand has the same name and nothing in it; the
 * endpoint, which EKS gives each cluster anew, tells the two apart, and has everything be made in the new one.
 */
export function clusterIdentifier(region: string, name: string, { createdAt, endpoint }: MadeCluster): string {
  const isKnownByName = createdAt === undefined || createdAt.slice(0, 10) < KNOWN_BY_ENDPOINT_FROM;
  return isKnownByName || endpoint === undefined ? `${region}/${name}` : `${region}/${name}@${endpoint}`;
}
