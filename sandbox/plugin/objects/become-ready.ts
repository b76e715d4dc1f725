import { readinessCheckFor } from "../await/registry";
import { waitForCheck } from "../await/wait-for";
import { NotReadyError, waitUntilReady } from "../await/wait";
import { type Cluster } from "../cluster/cluster";
import { describeKey, type KubeObject, type ObjectKey } from "../cluster/object";
import { InitFailure } from "../init-failure";
import { type Operation } from "../resource-handler";
import { type Properties } from "../wire/properties";
import { skipsAwait, timeoutSecondsOf, waitForOf } from "./annotations";
import { outputsOf } from "./outputs";

export interface Expectation {
  readonly key: ObjectKey;
  readonly id: string;
  readonly inputs: Properties;
  readonly fieldManager: string;
  readonly timeoutSeconds?: number;
}

/**
 * Waits until an object that was just applied does what it is for; returns it as it is then.
 * @throws InitFailure with the reasons when it does not get there in time
 */
export async function becomeReady(
  cluster: Cluster,
  applied: KubeObject,
  operation: Operation,
  { key, id, inputs, fieldManager, timeoutSeconds }: Expectation,
): Promise<KubeObject> {
  const waitFor = waitForOf(inputs.value);
  const check = waitFor === undefined ? readinessCheckFor(applied) : waitForCheck(waitFor);
  if (check === undefined || skipsAwait(inputs.value)) return applied;
  try {
    return await waitUntilReady(cluster, applied, check, {
      timeoutSeconds: timeoutSecondsOf(inputs.value, timeoutSeconds),
      signal: operation.signal,
      log: operation.log,
    });
  } catch (error) {
    if (!(error instanceof NotReadyError)) throw error;
    const reasons = [`${describeKey(key)} ${error.message}`, ...error.reasons];
    throw new InitFailure(id, outputsOf(error.live, inputs, fieldManager), reasons);
  }
}
