import { setTimeout as sleep } from "node:timers/promises";
import { checkTraffic, DEFAULT_CHECK_OPTIONS } from "../../traffic/check";
import { renderReport } from "../../traffic/render-report";
import { readStack } from "../../traffic/stack";
import { sandbox } from "../paths";
import { type Report, withClock } from "../toolchain/report";

/** How long the proxies may take to get the routes of an update, in milliseconds. */
const SETTLE = 3000;

/**
 * Sends requests through the gateway and gives back the table of how they were split.
 *
 * @throws Error with that table when the split is not as configured
 */
export async function checkSplit(report: Report): Promise<string> {
  report("waiting for the proxies to have the routes");
  const { productpageUrl, traffic } = await readStack(sandbox.stack);
  await sleep(SETTLE);
  let progress = "signing in";
  const result = await withClock(
    report,
    () => progress,
    () =>
      checkTraffic(
        { url: productpageUrl, plans: traffic },
        DEFAULT_CHECK_OPTIONS,
        ({ service, rule, done, requests }) => {
          progress = `${service}, rule ${rule}: ${done} of ${requests} requests`;
        },
      ),
  );
  const table = renderReport(result);
  if (!result.ok) throw new Error(`${table}\nto measure again:  npm run traffic -- check`);
  return table;
}
