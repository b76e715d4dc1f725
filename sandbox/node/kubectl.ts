import { join } from "node:path";
import { z } from "zod";
import { clientFolders } from "../../commands/stack/sandbox/client-folders";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { type Toolchain } from "../toolchain/toolchain";
import { run } from "./run-command";

/** Runs kubectl on the sandbox's cluster with these arguments, and these objects on its standard input. */
export type Kubectl = (args: readonly string[], objects?: readonly unknown[]) => Promise<string>;

export function clusterKubectl({ bin }: Pick<Toolchain, "bin">): Kubectl {
  return (args, objects) => {
    const input = objects && JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
    return run(join(bin, "kubectl"), ["--kubeconfig", sandbox.kubeconfig, ...args], { input, env: clientFolders });
  };
}

const container = z.object({ name: z.string(), image: z.string() });

const pod = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    creationTimestamp: z.string(),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.object({
    containers: z.array(container),
    initContainers: z.array(container).optional(),
    restartPolicy: z.string(),
  }),
  status: z.object({
    phase: z.string(),
    containerStatuses: z
      .array(
        z.object({
          ready: z.boolean(),
          state: z.object({ running: z.object({ startedAt: z.string() }).optional() }).optional(),
        }),
      )
      .optional(),
  }),
});

/** A pod as the API server shows it, as far as the sandbox reads it. */
export type Pod = z.infer<typeof pod>;

export async function readPods(kubectl: Kubectl): Promise<Pod[]> {
  const list = z.object({ items: z.array(pod) });
  return list.parse(JSON.parse(await kubectl(["get", "pods", "--all-namespaces", "--output", "json"]))).items;
}

/** Whether one of a pod's containers runs on one of these images. */
export function usesImage({ spec }: Pod, references: readonly string[]): boolean {
  return [...spec.containers, ...(spec.initContainers ?? [])].some(({ image }) => references.includes(image));
}
