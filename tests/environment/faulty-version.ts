import { kubectl } from "./command";

/** How a version of a service fails, in its own process: Istio's faults are answered by the caller's proxy. */
export interface OwnFault {
  /** How many of its requests get a 500, from 0 to 1. */
  readonly errors?: number;
  /** How long it takes over each, in milliseconds. */
  readonly delayMs?: number;
  /** Its process ends at the request of this number, each time it has started. */
  readonly crashesAt?: number;
}

/**
 * Runs something while a version of reviews is another program: it answers as the service does, but for its fault. The
 * Deployment is the stack's, which takes no notice of what it did not change itself, and gets its own program back in any case.
 */
export async function withFaultyReviews<T>(version: string, fault: OwnFault, during: () => Promise<T>): Promise<T> {
  const deployment = `deployment/reviews-${version}`;
  const command = ["node", "--eval", programOf(fault)];
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

function programOf({ errors = 0, delayMs = 0, crashesAt = Infinity }: OwnFault): string {
  return `
    let asked = 0;
    require("node:http").createServer(({ url }, response) => {
      const isHealth = url === "/health";
      if (!isHealth && ++asked >= ${crashesAt}) process.exit(1);
      const status = !isHealth && Math.random() < ${errors} ? 500 : 200;
      const answer = () => response.writeHead(status, { "content-type": "application/json" }).end('{"id":"0","reviews":[]}');
      setTimeout(answer, isHealth ? 0 : ${delayMs});
    }).listen(9080);
    process.on("SIGTERM", () => process.exit(0));`;
}
