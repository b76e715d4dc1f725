import { InitFailure } from "../init-failure";
import { idOf } from "../cluster/object";
import { type Operation } from "../resource-handler";
import { numberAt } from "../wire/json";
import { type Properties } from "../wire/properties";
import { DEFAULT_TIMEOUT_SECONDS, installArguments, type ReleaseKey, upgradeArguments } from "./arguments";
import { HelmError } from "./helm-cli";
import { ownershipLabels } from "./ownership";
import { reportProgress, unreadyObjects } from "./progress";
import { type ReleaseContext } from "./release-context";
import { releaseOutputs } from "./release-outputs";
import { readRecord, revisionsOf } from "./storage";
import { mergedValues, withValuesFile } from "./values";

export interface Deployment {
  readonly command: "install" | "upgrade";
  readonly key: ReleaseKey;
  readonly inputs: Properties;
  readonly timeoutSeconds?: number;
}

/**
 * Has helm install or upgrade a release; returns its outputs.
 * @throws InitFailure with helm's reason and that of each object that is not ready, when helm gives up but leaves the
 * release behind
 */
export async function deploy(
  operation: Operation,
  deployment: Deployment,
  context: ReleaseContext,
): Promise<Properties> {
  const { command, key, inputs } = deployment;
  const { signal, log, resource } = operation;
  const cluster = context.cluster();
  const timeoutSeconds = deployment.timeoutSeconds ?? numberAt(inputs.value, ["timeout"]) ?? DEFAULT_TIMEOUT_SECONDS;
  const stopReporting = reportProgress(cluster, key, (message) => log.status(message), signal);
  try {
    await withValuesFile(mergedValues(inputs.value), (valuesFile) => {
      const common = { valuesFile, labels: ownershipLabels(resource.urn), timeoutSeconds };
      const args = (command === "install" ? installArguments : upgradeArguments)(key, inputs.value, common);
      return context.helm().run(args, signal);
    });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw await failureOf(error, deployment, context);
  } finally {
    stopReporting();
  }
  const newest = (await revisionsOf(cluster, key, signal)).at(-1);
  if (newest === undefined) throw new Error(`helm ${command} left no record of the release ${idOf(key)}`);
  return releaseOutputs(await readRecord(newest), inputs);
}

/** A failed release that helm keeps is kept in the state too, and the next update tries again. */
async function failureOf(error: HelmError, { key, inputs }: Deployment, context: ReleaseContext): Promise<Error> {
  const cluster = context.cluster();
  // The user may have cancelled; what there is now must be found out all the same.
  const { signal } = new AbortController();
  const newest = (await revisionsOf(cluster, key, signal)).at(-1);
  if (newest === undefined) return error;
  const unready = await unreadyObjects(cluster, key, signal).catch(() => []);
  return new InitFailure(idOf(key), releaseOutputs(await readRecord(newest), inputs), [error.message, ...unready]);
}
