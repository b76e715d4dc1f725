import { UnreachableError } from "../cluster/api-error";
import { type Operation } from "../resource-handler";
import { stringAt } from "../wire/json";
import { hasUnknown, type Properties } from "../wire/properties";
import { templateArguments } from "./arguments";
import { objectsOf, resourceNames } from "./manifest";
import { type ReleaseContext } from "./release-context";
import { mergedValues, withValuesFile } from "./values";

/**
 * What a release would be, told by rendering its chart without the cluster; its status is left out and so unknown to
 * the program. Values that the chart refuses end the preview with the chart's reason.
 * @throws HelmError when the chart cannot be rendered
 */
export async function planRelease(
  operation: Operation,
  inputs: Properties,
  context: ReleaseContext,
): Promise<Properties> {
  if (hasUnknown(inputs.value)) return inputs;
  const key = { name: stringAt(inputs.value, ["name"]) ?? "", namespace: stringAt(inputs.value, ["namespace"]) ?? "" };
  const kubeVersion = await versionIfReachable(context);
  const manifest = await withValuesFile(mergedValues(inputs.value), (valuesFile) => {
    const args = templateArguments(key, inputs.value, { valuesFile, ...(kubeVersion ? { kubeVersion } : {}) });
    return context.helm().run(args, operation.signal);
  });
  return {
    value: { ...inputs.value, resourceNames: resourceNames(objectsOf(manifest)) },
    secrets: inputs.secrets,
  };
}

async function versionIfReachable(context: ReleaseContext): Promise<string | undefined> {
  try {
    return await context.cluster().version();
  } catch (error) {
    if (error instanceof UnreachableError) return undefined;
    throw error;
  }
}
