import { z } from "zod";
import { ADDONS, type Addon } from "../../mesh/versions/eks-addons";
import { key } from "../schema/about-key";
import { typed } from "../schema/values";

const addon = (name: Addon, example: string) =>
  key(
    z
      .strictObject({
        version: key(typed(z.string().regex(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/)).optional(), {
          meaning: "its version; without it one that is known to fit the cluster's Kubernetes version",
          expected: `a version that \`aws eks describe-addon-versions --addon-name ${name}\` lists, such as ${example}`,
          example,
        }),
      })
      .prefault({}),
    { meaning: `EKS: the addon ${name}`, expected: "{version}", parts: [{ at: ["version"] }] },
  );

const EXAMPLES: Readonly<Record<Addon, string>> = {
  "vpc-cni": "v1.22.4-eksbuild.3",
  "kube-proxy": "v1.36.0-eksbuild.21",
  "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
  coredns: "v1.14.3-eksbuild.16",
  "metrics-server": "v0.9.0-eksbuild.5",
};

const shape = Object.fromEntries(ADDONS.map((name) => [name, addon(name, EXAMPLES[name])])) as Record<
  Addon,
  ReturnType<typeof addon>
>;

/**
 * The versions of EKS's addons, none of which moves unless its version is changed here or the cluster's Kubernetes is.
 */
export const addonsSchema = key(z.strictObject(shape).prefault({}), {
  meaning: "EKS: the versions of its addons",
  expected: `addons by name: ${ADDONS.join(", ")}`,
  parts: [{ at: ["coredns"] }],
});
