import { z } from "zod";
import { key } from "../schema/about-key";
import { text } from "../schema/values";
import { kindOf } from "./cluster-kind";
import { eksCluster } from "./eks-schema";

const existingCluster = z.strictObject({
  kind: kindOf("existing"),
  kubeconfig: key(text.default("~/.kube/config"), {
    meaning: "existing: the kubeconfig file; `~` is your home folder",
    expected: "the path of a kubeconfig file",
  }),
  context: key(text, {
    meaning: "existing: the context in that file",
    expected: "the name of a context in that kubeconfig",
    example: "kind-mesh",
  }),
});

export const clusterSchema = key(z.discriminatedUnion("kind", [eksCluster, existingCluster]), {
  meaning: "the cluster: one on EKS that the stack owns, or one that exists",
  expected: "{kind: eks, ...} or {kind: existing, ...}",
  parts: [{ at: ["kind"] }],
});

export type EksInput = z.output<typeof eksCluster>;
export type ExistingInput = z.output<typeof existingCluster>;
