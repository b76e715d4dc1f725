/** The addons of EKS that every cluster of the program with nodes of its own has. */
export const ADDONS = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent", "coredns", "metrics-server"] as const;

export type Addon = (typeof ADDONS)[number];

/**
 * EKS Auto Mode has the others of {@link ADDONS} built in (docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html).
 */
export const ADDONS_OF_AUTO_MODE: readonly Addon[] = ["metrics-server"];

/**
 * The version of each addon that a stack gets which names none, by its Kubernetes version: one that EKS had for it in
 * the autumn of 2026, as `aws eks describe-addon-versions` answered those who noted it in public. 1.36: the
 * compatibility matrix of AWS' awsome-distributed-ai, 2026-09-16. 1.35: a configuration read from the API on
 * 2026-08-27; 1.32 to 1.34: upgrade notes of the same months. metrics-server is one build for all of these; that of
 * 1.32, 1.33 and 1.36 is assumed from 1.34 and 1.35.
 */
const DEFAULTS: Readonly<Record<string, Readonly<Record<Addon, string>>>> = {
  "1.32": addons("v1.32.13-eksbuild.21", "v1.11.4-eksbuild.40"),
  "1.33": addons("v1.33.10-eksbuild.18", "v1.12.4-eksbuild.18"),
  "1.34": addons("v1.34.6-eksbuild.18", "v1.12.4-eksbuild.18"),
  "1.35": addons("v1.35.3-eksbuild.21", "v1.13.2-eksbuild.21"),
  "1.36": addons("v1.36.0-eksbuild.21", "v1.14.3-eksbuild.16"),
};

/** The version of an addon for a Kubernetes version; undefined where none is known here. */
export function defaultAddonVersion(addon: Addon, kubernetesVersion: string): string | undefined {
  return DEFAULTS[kubernetesVersion]?.[addon];
}

function addons(kubeProxy: string, coredns: string): Readonly<Record<Addon, string>> {
  return {
    "vpc-cni": "v1.22.4-eksbuild.3",
    "kube-proxy": kubeProxy,
    "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
    coredns,
    "metrics-server": "v0.9.0-eksbuild.5",
  };
}
