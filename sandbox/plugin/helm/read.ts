import { isDeepStrictEqual } from "node:util";
import { UnreachableError } from "../cluster/api-error";
import { idOf, parseId } from "../cluster/object";
import { InitFailure } from "../init-failure";
import { type Operation, type ReadArgs, type ReadResult } from "../resource-handler";
import { type JsonObject } from "../wire/json";
import { outsideLists } from "../wire/secret-paths";
import { type ReleaseContext } from "./release-context";
import { releaseOutputs } from "./release-outputs";
import { readRecord, type ReleaseRecord, revisionsOf } from "./storage";
import { isUnfinished } from "./stuck-release";
import { mergedValues } from "./values";

/**
 * A release as helm has recorded it, with inputs that show what was changed behind the engine's back; undefined when it
 * was uninstalled.
 * @throws InitFailure when the release is there but failed or stuck, so that the next update looks after it
 */
export async function readRelease(
  operation: Operation,
  { id, oldInputs }: ReadArgs,
  context: ReleaseContext,
): Promise<ReadResult | undefined> {
  const { name, namespace = context.defaultNamespace() } = parseId(id);
  const newest = await newestRevision(operation, { name, namespace }, context);
  if (newest === undefined || newest.status === "uninstalled") return undefined;
  const record = await readRecord(newest);
  const known = Object.keys(oldInputs.value).length > 0;
  const inputs = {
    value: known ? inputsWithDrift(oldInputs.value, record) : importedInputs(record),
    secrets: outsideLists(oldInputs.secrets),
  };
  const result = { id: idOf({ name, namespace }), inputs, outputs: releaseOutputs(record, inputs) };
  if (known && (newest.status === "failed" || isUnfinished(newest))) {
    const reason = `the release ${result.id} is ${newest.status}: ${record.description}`;
    throw new InitFailure(result.id, result.outputs, [reason], inputs);
  }
  return result;
}

async function newestRevision(
  { log, signal }: Operation,
  key: { readonly name: string; readonly namespace: string },
  context: ReleaseContext,
) {
  try {
    return (await revisionsOf(context.cluster(), key, signal)).at(-1);
  } catch (error) {
    if (!(error instanceof UnreachableError && context.settings.deleteUnreachable)) throw error;
    log.warning(`${error.message} Counted as deleted (deleteUnreachable).`);
    return undefined;
  }
}

function inputsWithDrift(inputs: JsonObject, record: ReleaseRecord): JsonObject {
  // With reuseValues the record holds those of earlier revisions too.
  const sameValues = inputs["reuseValues"] === true || isDeepStrictEqual(mergedValues(inputs), record.values);
  return {
    ...inputs,
    ...(inputs["version"] === undefined ? {} : { version: record.chart.version }),
    ...(sameValues ? {} : { values: record.values }),
  };
}

function importedInputs({ name, namespace, chart, values }: ReleaseRecord): JsonObject {
  return { name, namespace, chart: chart.name, version: chart.version, values };
}
