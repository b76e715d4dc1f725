import { killSandboxProcesses, removeControlGroups } from "./control-group";
import { removeLink } from "./network";

/**
 * Ends everything of the sandbox that runs. The namespaces of the node go with its processes, and with them its mounts,
 * interfaces, routes and packet filter rules; so this works on whatever an earlier run left, whole or broken.
 */
export async function stopNode(): Promise<void> {
  await killSandboxProcesses();
  await removeLink();
  await removeControlGroups();
}
