import { type Path } from "../../config-path";
import { fieldOf, type Fields, isFields } from "../../fields";
import { type Split } from "../split";
import { fullHost } from "../full-host";
import { isUnset, lost, note, otherFields, type Reading, type Remark } from "./remark";

/** What a route may lead to: one service, and the versions of it that a DestinationRule has as subsets. */
export interface Destinations {
  /** The service's fully qualified name. */
  readonly host: string;
  /** The ports of the service; undefined where nobody knows them. */
  readonly ports?: readonly number[] | undefined;
  readonly versions: readonly string[];
  /** The namespace of the object that names them. */
  readonly namespace: string;
}

/**
 * Reads the destinations of a route as a split. A single one gets everything, and of several each gets its weight of
 * their sum, so that one of weight 0 gets nothing (istio.io/istio, applyHTTPRouteDestination).
 */
export function readSplit(route: unknown, path: Path, destinations: Destinations): Reading<Split> {
  const all = Array.isArray(route) ? (route as readonly unknown[]) : [];
  const [first] = all;
  if (first === undefined) return { remarks: [lost(path, "leads nowhere: expected destinations")] };
  const shares = all.map((one, index) => readShare(one, [...path, index], destinations));
  if (all.length === 1) return single(shares, fieldOf(first, "weight"), [...path, 0, "weight"]);
  return several(shares, path);
}

interface Share {
  readonly weight: unknown;
  readonly version: Reading<string>;
  readonly path: Path;
}

function single([share]: readonly Share[], weight: unknown, path: Path): Reading<Split> {
  const { value: version, remarks = [] } = share?.version ?? {};
  const isPlain = weight === undefined || weight === 100;
  const told = [
    ...remarks,
    ...(isPlain ? [] : [note(path, `${JSON.stringify(weight)} of a single destination is 100`)]),
  ];
  return { value: version === undefined ? undefined : { [version]: 100 }, remarks: told };
}

function several(shares: readonly Share[], path: Path): Reading<Split> {
  const wrong = shares
    .filter(({ weight }) => !(Number.isInteger(weight) && (weight as number) >= 0))
    .map(({ weight, path: at }) =>
      lost([...at, "weight"], `${JSON.stringify(weight)}: expected a whole number from 0`),
    );
  if (wrong.length > 0) return { remarks: wrong };
  const sum = shares.reduce((total, { weight }) => total + (weight as number), 0);
  if (sum === 0) return { remarks: [lost(path, "all weights are 0: expected one that gets requests")] };

  const split = new Map<string, number>();
  const remarks: Remark[] = [];
  for (const { weight, version, path: at } of shares) {
    const isIdle = weight === 0;
    // What gets no request may be whatever it is.
    if (version.value === undefined && isIdle) remarks.push(note(at, "has weight 0 and is no version: left out"));
    else remarks.push(...version.remarks);
    if (version.value === undefined) continue;
    if (split.has(version.value)) remarks.push(note(at, `${version.value} is there twice: its weights are added up`));
    split.set(version.value, (split.get(version.value) ?? 0) + (weight as number));
  }
  if (remarks.some(({ kind }) => kind === "lost")) return { remarks };

  const percents = [...split].map(([version, weight]) => [version, (weight * 100) / sum] as const);
  const written = [...split].map(([version, weight]) => `${version} ${weight}`).join(", ");
  if (percents.some(([, percent]) => !Number.isInteger(percent))) {
    const exact = percents.map(([version, percent]) => `${version} ${shown(percent)} %`).join(", ");
    const text = `weights ${written} add up to ${sum} and so are ${exact}: stack config has whole percents`;
    return { remarks: [...remarks, lost(path, text)] };
  }
  const value = Object.fromEntries(percents);
  if (sum === 100) return { value, remarks };
  const meant = percents.map(([version, percent]) => `${version} ${percent}`).join(", ");
  return { value, remarks: [...remarks, note(path, `weights ${written} add up to ${sum} and are ${meant} percent`)] };
}

function shown(percent: number): string {
  return String(Number(percent.toFixed(3)));
}

function readShare(destination: unknown, path: Path, destinations: Destinations): Share {
  const fields = isFields(destination) ? destination : {};
  const version = readVersion(fields["destination"], [...path, "destination"], destinations);
  const others = otherFields(fields, path, ["destination", "weight"], { headers: "stack config changes no headers" });
  const remarks = [...version.remarks, ...others];
  return { path, weight: weightOf(fields), version: others.length > 0 ? { remarks } : { ...version, remarks } };
}

function weightOf(destination: unknown): unknown {
  return fieldOf(destination, "weight") ?? 0;
}

/** Reads a destination as a version of the service. */
export function readVersion(destination: unknown, path: Path, known: Destinations): Reading<string> {
  const fields: Fields = isFields(destination) ? destination : {};
  const { host: name, subset, port } = fields;
  const host = typeof name === "string" ? fullHost(name, known) : undefined;
  if (host !== known.host) {
    return { remarks: [lost([...path, "host"], `${String(name)} is another host than ${known.host}`)] };
  }
  const remarks = [...portRemarks(port, [...path, "port"], known.ports), ...otherFields(fields, path, KNOWN)];
  if (typeof subset !== "string" || subset === "") {
    remarks.push(lost(path, "names no subset, so it is every pod of the service: stack config splits over versions"));
  } else if (!known.versions.includes(subset)) {
    const has = known.versions.length > 0 ? `its subsets are ${known.versions.join(", ")}` : "there is none";
    const text = `no DestinationRule of the host has the subset ${subset}, which is answered 503: ${has}`;
    remarks.push(lost([...path, "subset"], text));
  }
  return remarks.length > 0 ? { remarks } : { value: subset as string, remarks };
}

const KNOWN = ["host", "subset", "port"];

/** Without a port a destination is on the port that was called, which is the same where the service has one. */
function portRemarks(port: unknown, path: Path, ports: readonly number[] | undefined): Remark[] {
  const number = fieldOf(port, "number");
  if (isUnset(number)) return [];
  const [only, ...others] = ports ?? [];
  if (others.length === 0 && only === number) return [];
  const why = ports ? `and the service has ${ports.join(", ")}` : "and the service's ports are not known";
  return [lost(path, `stack config leads to the port that was called, this to ${String(number)}, ${why}`)];
}
