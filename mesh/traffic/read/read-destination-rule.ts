import { type Path } from "../../config-path";
import { fieldOf, type Fields, isFields } from "../../fields";
import { type ClientTls } from "../destination-rule";
import { type MeshObject } from "./mesh-object";
import { isUnset, lost, otherFields, type Reading, type Remark } from "./remark";

/** What a DestinationRule says of a service's versions, by name the labels of their pods. */
export interface ReadDestinationRule {
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tls: ClientTls;
}

const MODES: readonly ClientTls[] = ["DISABLE", "SIMPLE", "ISTIO_MUTUAL"];

const POLICY = "stack config has no such setting for the connections to a service";

/** Reads the DestinationRule of a service. Its value is there whatever is lost: the subsets are known all the same. */
export function readDestinationRule({ spec }: MeshObject): Required<Reading<ReadDestinationRule>> {
  const fields = isFields(spec) ? spec : {};
  const path = ["spec"];
  const tls = readTls(fields["trafficPolicy"], [...path, "trafficPolicy"]);
  const subsets = Array.isArray(fields["subsets"]) ? (fields["subsets"] as readonly unknown[]) : [];
  const read = subsets.map((subset, index) => readSubset(isFields(subset) ? subset : {}, [...path, "subsets", index]));
  const names = read.map(({ name }) => name);
  const twice = names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [lost([...path, "subsets", index], `the subset ${name} is there twice`)],
  );
  return {
    value: { labels: Object.fromEntries(read.map(({ name, labels }) => [name, labels])), tls: tls.value },
    remarks: [
      ...tls.remarks,
      ...read.flatMap(({ remarks }) => remarks),
      ...twice,
      ...exportRemarks(fields["exportTo"], path),
      ...otherFields(fields, path, ["host", "subsets", "trafficPolicy", "exportTo"], {
        workloadSelector: "stack config says the same to every caller",
      }),
    ],
  };
}

/** Whom an object is for: stack config has it for callers in every namespace, as Istio's default has. */
export function exportRemarks(exportTo: unknown, path: Path): Remark[] {
  if (isUnset(exportTo) || (Array.isArray(exportTo) && exportTo.includes("*"))) return [];
  const names = (exportTo as readonly unknown[]).map(String).join(", ");
  return [lost([...path, "exportTo"], `is for callers in ${names} alone: stack config says the same to every caller`)];
}

function readSubset(subset: Fields, path: Path) {
  const labels = isFields(subset["labels"]) ? (subset["labels"] as Readonly<Record<string, string>>) : {};
  const isEveryPod = Object.keys(labels).length === 0;
  return {
    name: String(subset["name"]),
    labels,
    remarks: [
      ...(isEveryPod
        ? [lost(path, "has no labels, so it is every pod of the service: expected those of a version")]
        : []),
      ...otherFields(subset, path, ["name", "labels"], { trafficPolicy: POLICY }),
    ],
  };
}

function readTls(policy: unknown, path: Path): Reading<ClientTls> {
  if (!isFields(policy)) return { remarks: [] };
  const tls = policy["tls"];
  const others = otherFields(policy, path, ["tls"], POLICY);
  if (isUnset(tls)) return { remarks: others };
  const mode = MODES.find((one) => one === fieldOf(tls, "mode"));
  const is = String(fieldOf(tls, "mode"));
  const remarks = mode ? [] : [lost([...path, "tls", "mode"], `${is}: stack config has ${MODES.join(", ")} or none`)];
  const more = isFields(tls) ? otherFields(tls, [...path, "tls"], ["mode"]) : [];
  return { value: mode, remarks: [...others, ...remarks, ...more] };
}
