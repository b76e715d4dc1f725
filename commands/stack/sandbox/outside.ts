import { nodePorts } from "../../../sandbox/node/facts";

/**
 * The domain of the sandbox's "outside": names under it lead to a server on the node that is no Service of the cluster and
 * has no sidecar, in the place of the internet that the sandbox has no way to (RFC 6761 keeps `.test` for tests).
 */
export const OUTSIDE_DOMAIN = "outside.test";

/** Addresses at which that server answers; no stack lists them unless it is told to. */
export const OUTSIDE_URLS: readonly string[] = [
  `http://unlisted.${OUTSIDE_DOMAIN}:${nodePorts.outsideHttp}/`,
  `https://unlisted.${OUTSIDE_DOMAIN}:${nodePorts.outsideHttps}/`,
];
