import { apiVersionOf, type KubeObject, kindOf, toPulumiKeys } from "../cluster/object";
import { arrayAt, type JsonObject, type Path, stringAt, valueAt, withoutValueAt, withValueAt } from "../wire/json";
import { type Properties, UNKNOWN } from "../wire/properties";
import { INPUTS_OUTPUT } from "../official-state";
import { FIELD_MANAGER_OUTPUT } from "./field-manager";
import { secretsIn } from "./secrets";

/** The apiVersion that an object was first made with, kept in the state as the official provider does. */
const INITIAL_API_VERSION = "__initialApiVersion";

/** What the state keeps of a live object. Who manages which field is the API server's own bookkeeping and is left out. */
export function outputsOf(live: KubeObject, inputs: Properties, fieldManager: string): Properties {
  const object = withoutValueAt(toPulumiKeys(live), ["metadata", "managedFields"]);
  return {
    value: {
      ...object,
      [INPUTS_OUTPUT]: inputs.value,
      [FIELD_MANAGER_OUTPUT]: fieldManager,
      [INITIAL_API_VERSION]: apiVersionOf(live),
    },
    secrets: [
      ...secretsIn(live, inputs.secrets),
      ...secretsIn(inputs.value, inputs.secrets).map((path) => [INPUTS_OUTPUT, ...path]),
    ],
  };
}

/** What the API server decides only when an object is really made. */
const DECIDED_LATER: readonly Path[] = [
  ["metadata", "uid"],
  ["metadata", "resourceVersion"],
  ["metadata", "creationTimestamp"],
];

/**
 * The outputs of an object that would be made: the dry run's defaults (or, where there was no dry run, the inputs), with
 * what the real thing will get otherwise as unknown. A status that is left out is unknown to the program too.
 */
export function plannedOutputs(planned: KubeObject, inputs: KubeObject): KubeObject {
  const service = kindOf(planned) === "Service" && apiVersionOf(planned) === "v1";
  const undecided = [...DECIDED_LATER, ...(service ? allocations(planned) : [])];
  return undecided
    .filter((path) => valueAt(inputs, path) === undefined)
    .reduce((object: JsonObject, path) => withValueAt(object, path, UNKNOWN), withoutValueAt(planned, ["status"]));
}

/** The addresses and node ports that a Service gets; a dry run shows some that nobody will have. */
function allocations(service: KubeObject): readonly Path[] {
  if (stringAt(service, ["spec", "type"]) === "ExternalName") return [];
  const nodePorts = arrayAt(service, ["spec", "ports"]).map((_, index): Path => ["spec", "ports", index, "nodePort"]);
  return [
    ["spec", "clusterIP"],
    ["spec", "clusterIPs"],
    ...nodePorts.filter((path) => valueAt(service, path) !== undefined),
  ];
}
