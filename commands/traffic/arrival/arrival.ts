import { type KubeConfig } from "@kubernetes/client-node";
import { type PlacedPlan } from "../placed-plan";
import { type ArrivalReport } from "./report";

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
  /** The least time between two looks at the same proxy. */
  readonly intervalMs?: number;
  /** Looks under way at the same time, at most, over all proxies. */
  readonly concurrency?: number;
  readonly onProgress?: (progress: ArrivalProgress) => void;
}

/** A look at the proxies that began before a change, so that the change's time is known. */
export interface ArrivalWatch {
  /**
   * Waits until every proxy that calls the services of `plans` holds their routes, or the timeout is over.
   *
   * @param plans what the stack says after the change
   * @throws UserError where the cluster can no longer be asked
   */
  arrived(plans: readonly PlacedPlan[]): Promise<ArrivalReport>;
  /** Ends all connections. To be called in any case. */
  close(): Promise<void>;
}

/**
 * Begins to watch the services of `plans`, before something changes them. Resolves once it would notice a change.
 *
 * @throws UserError where the cluster does not answer, or a right is missing, with the right's name
 */
export function watchArrival(
  _access: KubeConfig,
  _plans: readonly PlacedPlan[],
  _options: ArrivalOptions,
): Promise<ArrivalWatch> {
  throw new Error("not there yet");
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
