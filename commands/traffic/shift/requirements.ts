import { projectKey } from "../../../mesh/config-path";
import { type Split, versionsOf } from "../../../mesh/traffic/split";
import { labelSelector } from "../../stack/pods";
import { pulumiCommandOf } from "../../stack/pulumi-of";
import { UserError } from "../../terminal/user-error";
import { type MoveContext } from "../moves/move";
import { ownRoutes } from "../moves/own-objects";
import { requireNoOwner } from "../moves/require-no-owner";
import { readRouting } from "../objects/live-objects";
import { type PlacedPlan } from "../placed-plan";
import { gaining, losing } from "./pairs";
import { readyPods } from "./ready-pods";

/** A shift that is about to begin. */
export interface WantedShift {
  readonly placed: PlacedPlan;
  readonly rule: string;
  readonly from: Split;
  readonly to: Split;
}

/**
 * Looks whether a shift can begin.
 *
 * @throws UserError with what is in its way, and how to put that right
 */
export async function requireShiftable(context: MoveContext, wanted: WantedShift): Promise<void> {
  const { access, stack } = context;
  const { placed, rule } = wanted;
  requireAccessLog(context);
  await requireNoOwner(access, ownRoutes(placed, [rule]));
  await requireSubsets(context, wanted);
  if (!hasPods(placed)) return;
  requirePods(wanted, await readyPods(access, placed, versionsOf(wanted.from, wanted.to)), stack);
}

/** Whether a service's requests are answered by pods: behind a ServiceEntry there need not be any. */
export function hasPods({ host }: PlacedPlan): boolean {
  return host.endsWith(".svc.cluster.local");
}

/** Without the log no step would ever have evidence. Of an Istio of others the config says nothing. */
function requireAccessLog({ config: { istio }, stack }: MoveContext): void {
  if (!istio.enabled || istio.accessLog.enabled || hasOwnLog(istio.values)) return;
  const key = projectKey(["istio", "accessLog", "enabled"]);
  const pulumi = pulumiCommandOf(stack);
  throw new UserError(
    `${key} is false: the proxies log no requests, and without their logs there is no evidence to go on by. Set it with:\n` +
      `  ${pulumi} config set --path ${key} true --stack ${stack}\n` +
      `  ${pulumi} up --stack ${stack}`,
  );
}

function hasOwnLog(values: unknown): boolean {
  return JSON.stringify(values ?? {}).includes('"accessLogFile"');
}

async function requireSubsets({ access, stack }: MoveContext, { placed, from, to }: WantedShift): Promise<void> {
  const { destinationRules } = await readRouting(access, placed.namespace);
  const rule = destinationRules.find(
    ({ namespace, name }) => namespace === placed.namespace && name === placed.plan.service,
  );
  const subsets =
    (rule?.spec as { readonly subsets?: readonly { readonly name: string }[] } | undefined)?.subsets ?? [];
  const missing = gaining(from, to).filter((version) => !subsets.some(({ name }) => name === version));
  if (missing.length === 0) return;
  throw new UserError(
    `The DestinationRule ${placed.namespace}/${placed.plan.service} has no subset ${missing.join(", ")}: requests to it would get ` +
      `503. It has ${subsets.map(({ name }) => name).join(", ") || "none"}. Bring the cluster to what the config says with:\n` +
      `  npm run traffic -- diff --revert --stack ${stack}`,
  );
}

/**
 * A version needs ready pods, and for its share as many as the largest of those that it replaces.
 *
 * @throws UserError with how many there are, and how many are needed
 */
function requirePods({ placed, from, to }: WantedShift, ready: Readonly<Record<string, number>>, stack: string): void {
  const most = Math.max(0, ...losing(from, to).map((version) => ready[version] ?? 0));
  for (const version of gaining(from, to)) {
    const there = ready[version] ?? 0;
    const selector = labelSelector(placed.labels[version] ?? {});
    const look = `See them with:  kubectl get pods --namespace ${placed.namespace} --selector ${selector}`;
    if (there === 0)
      throw new UserError(`No pod of ${placed.plan.service} ${version} is ready: nothing would answer. ${look}`);
    const needed = Math.ceil((most * (to[version] ?? 0)) / 100);
    if (there < needed) {
      throw new UserError(
        `${placed.plan.service} ${version} has ${there} ready ${there === 1 ? "pod" : "pods"} and is to get ${to[version] ?? 0} % of what ` +
          `versions with up to ${most} pods answer now: expected at least ${needed}. ${howToScale(placed, version, needed, stack)}\n${look}`,
      );
    }
  }
}

function howToScale({ plan, namespace, foreign }: PlacedPlan, version: string, needed: number, stack: string): string {
  if (foreign)
    return `Have whoever deploys it give it more, such as:  kubectl scale --namespace ${namespace} --replicas ${needed}`;
  const pulumi = pulumiCommandOf(stack);
  const key = projectKey(["bookinfo", "replicas"]);
  return `Give ${plan.service} ${version} more with:  ${pulumi} config set --path ${key} ${needed} --stack ${stack} && ${pulumi} up --stack ${stack}`;
}
