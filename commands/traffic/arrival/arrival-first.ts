import { readClusterAccess } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";
import { type PlacedPlan } from "../placed-plan";
import { awaitArrival } from "./arrival";
import { describeProgress, renderMissing } from "./render-arrival";

/** For how long proxies are waited for before what they do is measured, in seconds. */
const TIMEOUT_SECONDS = 30;

/**
 * Waits until the proxies hold a stack's routes, before what they do with requests is measured. Where that cannot be
 * seen, or they do not all get them, it says so and leaves the rest to what is measured.
 *
 * @param say takes one line for people
 * @param show takes how far it is
 */
export async function arrivalFirst(
  stack: string,
  plans: readonly PlacedPlan[],
  say: (line: string) => void,
  show: (progress: string) => void,
): Promise<void> {
  try {
    const report = await awaitArrival(await readClusterAccess(stack), plans, {
      timeoutSeconds: TIMEOUT_SECONDS,
      onProgress: (all) => show(describeProgress(all)),
    });
    if (!report.ok) say(renderMissing(report));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [why] = error.message.split("\n");
    say(`Whether all proxies have the routes is not known; the check goes on. ${why}`);
  }
}
