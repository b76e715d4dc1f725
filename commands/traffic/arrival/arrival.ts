import { setTimeout as sleep } from "node:timers/promises";
import { type KubeConfig } from "@kubernetes/client-node";
import { type PlacedPlan } from "../placed-plan";
import { askIstiodsIfAble } from "./istiod";
import { type ArrivalReport } from "./report";
import { missingForwardRights } from "./rights";
import {
  atProxies,
  countArrived,
  differenceFromPlan,
  isSettled,
  ownTargets,
  routeArrival,
  type TargetAtProxies,
} from "./route-arrival";
import { Tracker } from "./tracker";

export type { ArrivalReport } from "./report";

/** How far a wait is. */
export interface ArrivalProgress {
  readonly service: string;
  /** Proxies that hold the routes, and all that should. */
  readonly arrived: number;
  readonly callers: number;
}

export interface ArrivalOptions {
  /** How long to wait for the last proxy, from when {@link ArrivalWatch.arrived} is called. */
  readonly timeoutSeconds: number;
  /** The least time between two looks at the same proxy, in milliseconds; 50 where it is not given. */
  readonly intervalMs?: number;
  /** Looks under way at the same time, at most, over all proxies; 16 where it is not given. */
  readonly concurrency?: number;
  readonly onProgress?: (progress: readonly ArrivalProgress[]) => void;
}

/** A look at the proxies that began before a change, so that the change's time is known. */
export interface ArrivalWatch {
  /**
   * Waits until every proxy that calls the services of `plans` holds their routes, or the timeout is over.
   *
   * @param plans what the stack says after the change
   * @throws UserError where the proxies can't be looked at, with the right that is missing
   */
  arrived(plans: readonly PlacedPlan[]): Promise<ArrivalReport>;
  /** Ends all connections. To be called in any case. */
  close(): Promise<void>;
}

/** For how long the cluster may say something else than the stack before that is taken for meant, in milliseconds. */
const SAME_WITHIN_MS = 1_000;

/** How often it is seen whether all proxies are settled; when each was is measured by the look at it. */
const TICK_MS = 20;

/**
 * Begins to watch the services of `plans`, before something changes them. Resolves once it would notice a change.
 *
 * @throws UserError where the cluster does not answer, or a right is missing, with the right's name
 */
export async function watchArrival(
  access: KubeConfig,
  plans: readonly PlacedPlan[],
  { timeoutSeconds, intervalMs = 50, concurrency = 16, onProgress = () => {} }: ArrivalOptions,
): Promise<ArrivalWatch> {
  const tracker = new Tracker(access, { intervalMs, concurrency });
  try {
    await tracker.follow(plans);
  } catch (error) {
    await tracker.close();
    throw error;
  }
  const view = (placed: PlacedPlan): TargetAtProxies[] => {
    const targets = ownTargets(placed, tracker.targets);
    return (targets.length > 0 ? targets : [undefined]).map((target) => atProxies(placed, target, tracker.proxies));
  };
  return {
    arrived: async (after) => {
      const startedAt = new Date();
      const start = performance.now();
      await tracker.follow(after);
      for (;;) {
        if (tracker.forbidden.size > 0) throw await missingForwardRights(access, tracker.forbidden);
        const views = after.flatMap(view);
        onProgress(views.map((one) => ({ service: one.placed.plan.service, ...countArrived(one) })));
        const waited = performance.now() - start;
        if (views.every((one) => isOver(one, waited)) || waited > timeoutSeconds * 1000) break;
        await sleep(TICK_MS);
      }
      const views = after.flatMap(view);
      const istiods = views.every(isSettled) ? undefined : await askIstiodsIfAble(access);
      const routes = views.map((one) => routeArrival(one, istiods));
      return {
        formatVersion: 1,
        startedAt: startedAt.toISOString(),
        durationSeconds: (performance.now() - start) / 1000,
        routes,
        ok: routes.every(({ ok }) => ok),
      };
    },
    close: () => tracker.close(),
  };
}

function isOver(view: TargetAtProxies, waitedMs: number): boolean {
  if (differenceFromPlan(view) !== undefined) return waitedMs > SAME_WITHIN_MS;
  if (view.proxies.length === 0) return waitedMs > SAME_WITHIN_MS;
  return isSettled(view);
}

/**
 * Waits until every proxy that calls the services of `plans` holds their routes as they are, or the timeout is over.
 *
 * @throws UserError where the cluster does not answer, or a right is missing, with the right's name
 */
export async function awaitArrival(
  access: KubeConfig,
  plans: readonly PlacedPlan[],
  options: ArrivalOptions,
): Promise<ArrivalReport> {
  const watch = await watchArrival(access, plans, options);
  try {
    return await watch.arrived(plans);
  } finally {
    await watch.close();
  }
}
