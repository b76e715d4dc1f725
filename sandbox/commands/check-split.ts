import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";
import { readStack } from "../../commands/stack/outputs";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { arrivalFirst } from "../../commands/traffic/arrival/arrival-first";
import { checkTraffic, DEFAULT_CHECK_OPTIONS } from "../../commands/traffic/check";
import { placedPlans } from "../../commands/traffic/placed-plan";
import { renderReport } from "../../commands/traffic/render-report";
import { type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { type Report, withClock } from "../toolchain/report";

/** How long the gateway may take to answer where a part of the node was started anew, in milliseconds. */
const PATIENCE = 60_000;

/** How the stack splits traffic, and the table of how requests were split. */
export interface CheckedSplit {
  readonly plans: readonly TrafficPlan[];
  readonly table: string;
}

/**
 * Sends requests through the gateway and sees how they were split.
 *
 * @throws Error with that table when the split is not as configured
 */
export async function checkSplit(report: Report): Promise<CheckedSplit> {
  const outputs = await readStack(sandbox.stack);
  const { productpageUrl, traffic, services = {} } = outputs;
  report("waiting for the page to answer");
  if (productpageUrl !== undefined) await answered(productpageUrl, PATIENCE);
  report("waiting for the proxies to have the routes");
  await arrivalFirst(sandbox.stack, placedPlans(outputs), report, report);
  let progress = "signing in";
  const result = await withClock(
    report,
    () => progress,
    () =>
      checkTraffic(
        { url: productpageUrl, plans: traffic, foreign: Object.keys(services) },
        // On loopback, and with HTTPS the certificate is one of the user's own making.
        { ...DEFAULT_CHECK_OPTIONS, insecure: true },
        ({ service, rule, done, requests }) => {
          progress = `${service}, rule ${rule}: ${done} of ${requests} requests`;
        },
      ),
  );
  const table = renderReport(result);
  if (!result.ok) throw new Error(`${table}\nto measure again:  npm run traffic -- check`);
  return { plans: traffic, table };
}

/**
 * Waits until a page answers 200, or for `patience` milliseconds: a kubelet that has just started takes its pods for
 * not ready until it has looked at them. Whether the page answers in the end is the check's to say.
 */
export async function answered(url: string, patience: number): Promise<void> {
  const deadline = Date.now() + patience;
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  try {
    while (!(await isUp(url, dispatcher)) && Date.now() < deadline) await sleep(500);
  } finally {
    await dispatcher.destroy();
  }
}

async function isUp(url: string, dispatcher: Agent): Promise<boolean> {
  try {
    const { statusCode, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(5000) });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false; // Whatever keeps it from answering may be over in a moment; the check tells what is not.
  }
}
