import { type OwnFault, versionCommand } from "../../commands/bench/shifts/version-program";
import { kubectl } from "./command";

/**
 * Makes a version of reviews another program, which answers as the service does but for its fault, or its own again
 * where there is none. The Deployment is the stack's, which takes no notice of what it did not change itself.
 */
export async function giveFault(version: string, fault: OwnFault | undefined): Promise<void> {
  const deployment = `deployment/reviews-${version}`;
  const command = fault ? versionCommand({ version, takesMs: 0, fault }) : null;
  const spec = { template: { spec: { containers: [{ name: "reviews", command, args: null }] } } };
  await kubectl("patch", deployment, "--patch", JSON.stringify({ spec }));
  await kubectl("rollout", "status", deployment, "--timeout", "120s");
}
