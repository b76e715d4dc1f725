import { type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { shellQuote } from "../../config/problem/shell-quote";
import { moveWeight, setWeightsArguments } from "../../mesh/traffic/weight-setting";
import { machinePorts } from "../node/facts";

/** Where the sandbox's Bookinfo is found. */
export const productpageUrl = `http://127.0.0.1:${machinePorts.gateway}/productpage`;

/** What to do with a sandbox that has just come up and splits traffic so. */
export function nextSteps(plans: readonly TrafficPlan[]): string {
  const change = moveWeight(plans, (heaviest) => Math.floor(heaviest / 2));
  return [
    `Bookinfo:  ${productpageUrl}  (sign in as roundrobin, with any password, to see all three reviews)`,
    "",
    "To try next:",
    ...(change ? [`  npm run pulumi -- ${setWeightsArguments(change.key, change.to).map(shellQuote).join(" ")}`] : []),
    "  npm run pulumi -- up",
    "  npm run traffic -- check",
    "",
    "`npm run status` shows what runs, `npm stop` removes all of it.",
  ].join("\n");
}
