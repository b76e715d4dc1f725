/**
 * The domain of the sandbox's "outside": names under it lead to a server on the node that is not a Service of the
 * cluster and has no sidecar, in the place of the internet, to which the sandbox has no way (RFC 6761 keeps `.test` for
 * tests).
 */
export const OUTSIDE_DOMAIN = "outside.test";

/** The ports of that server. */
export const OUTSIDE_PORTS = { http: 8080, https: 8443 } as const;

/** Addresses at which that server answers; no stack lists them unless it is told to. */
export const OUTSIDE_URLS: readonly string[] = [
  `http://unlisted.${OUTSIDE_DOMAIN}:${OUTSIDE_PORTS.http}/`,
  `https://unlisted.${OUTSIDE_DOMAIN}:${OUTSIDE_PORTS.https}/`,
];
