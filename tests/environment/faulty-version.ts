import { type OwnFault, versionCommand } from "../../commands/bench/shifts/version-program";
import { kubectl } from "./command";

export { type OwnFault };

/**
 * Runs something while a version of reviews is another program: it answers as the service does, but for its fault. The
 * Deployment is the stack's, which takes no notice of what it did not change itself, and gets its own program back in
 * any case.
 */
export async function withFaultyReviews<T>(version: string, fault: OwnFault, during: () => Promise<T>): Promise<T> {
  const deployment = `deployment/reviews-${version}`;
  const command = versionCommand({ version, takesMs: 0, fault });
  const spec = { template: { spec: { containers: [{ name: "reviews", command, args: [] }] } } };
  await kubectl("patch", deployment, "--patch", JSON.stringify({ spec }));
  try {
    await rolledOut(deployment);
    return await during();
  } finally {
    await kubectl("rollout", "undo", deployment);
    await rolledOut(deployment);
  }
}

async function rolledOut(deployment: string): Promise<void> {
  await kubectl("rollout", "status", deployment, "--timeout", "120s");
}
