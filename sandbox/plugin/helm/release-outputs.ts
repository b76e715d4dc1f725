import { INPUTS_OUTPUT } from "../official-state";
import { type Properties } from "../wire/properties";
import { outsideLists } from "../wire/secret-paths";
import { objectsOf, resourceNames } from "./manifest";
import { type ReleaseRecord } from "./storage";

/** The outputs of a release: its inputs, and what helm made of them. */
export function releaseOutputs(record: ReleaseRecord, inputs: Properties): Properties {
  const { name, namespace, revision, status, chart } = record;
  return {
    value: {
      ...inputs.value,
      name,
      namespace,
      version: chart.version,
      resourceNames: resourceNames(objectsOf(record.manifest)),
      status: {
        name,
        namespace,
        revision,
        status,
        chart: chart.name,
        version: chart.version,
        appVersion: chart.appVersion,
      },
      [INPUTS_OUTPUT]: inputs.value,
    },
    // The official provider expects them to be secret as a whole.
    secrets: [...outsideLists(inputs.secrets), [INPUTS_OUTPUT]],
  };
}
