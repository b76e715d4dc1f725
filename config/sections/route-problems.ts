import { type Path } from "../../mesh/config-path";
import { weightProblems } from "../../mesh/traffic/split";
import { type DefaultRoute } from "../../mesh/traffic/traffic-plan";
import { inTurn, remove, replace, set } from "../problem/fix";
import { knownWords, nearest } from "../problem/nearest";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { fieldOf, type Fields, isFields } from "../value";
import { fixedSplit } from "./split-fix";
import { timeLimitProblems } from "./time-limit-problems";

/**
 * The weights of a route as they are written, and where they stand in it; `versions` are those that there are,
 * `leftOut` those that there would be, had the config not left them out.
 */
export interface WrittenWeights {
  readonly at: Path;
  readonly weights: unknown;
  readonly versions: readonly string[];
  readonly leftOut?: readonly string[];
}

type KnownVersions = Pick<WrittenWeights, "versions" | "leftOut">;

/** What is wrong with a route by itself: its weights, its limits of time, and the versions that it names. */
export function routeProblems(
  path: Path,
  route: Reading<DefaultRoute>,
  { at, weights, ...known }: WrittenWeights,
): Problem[] {
  return [
    ...(isFields(weights) ? splitProblems(path, [...path, ...at], weights, known) : []),
    ...retriesProblems([...path, "retries"], route.field("retries").value),
    ...timeLimitProblems(path, route),
    ...mirrorProblems([...path, "mirror", "version"], route.field("mirror").field("version"), known),
  ];
}

/**
 * What is wrong with the weights of a route, which stand at `path`. All fixes together lead to one and the same split.
 */
function splitProblems(route: Path, path: Path, weights: Fields, known: KnownVersions): Problem[] {
  const { versions } = known;
  const fixed = fixedSplit(weights, versions);
  const setTo = (version: string) => replace([...path, version], fixed[version] ?? 0, fieldOf(weights, version));

  const entries = Object.entries(weights);
  const unknown = entries.filter(([version]) => !versions.includes(version));
  const found = weightProblems(entries.filter(([version]) => versions.includes(version)));
  const single: Problem[] = [
    ...unknown.map(([version]) => ({
      ...unknownVersion([...path, version], version, known),
      fix: remove([...path, version]),
    })),
    ...found.flatMap(({ version, is, expected }) =>
      version === undefined
        ? []
        : [{ path: [...path, version], message: `${is}: expected ${expected}`, fix: setTo(version) }],
    ),
  ];
  // Weights that are valid by themselves, and have to change for the others' sake.
  const adapted = Object.keys(fixed)
    .filter((version) => fixed[version] !== weights[version] && !found.some((one) => one.version === version))
    .map(setTo);
  const last = single.at(-1);
  if (last) return [...single.slice(0, -1), { ...last, fix: inTurn(last.fix, ...adapted) }];
  return found.map(({ is, expected }) => ({
    path: route,
    message: entries.length > 0 ? is : `${is}: expected ${expected}`,
    ...(entries.length > 0 && { detail: entries.map(([name, weight]) => `${name} ${String(weight)}`).join(" + ") }),
    fix: inTurn(...adapted),
  }));
}

/** Istio refuses to be told how to do what it is told not to do. */
function retriesProblems(path: Path, retries: unknown): Problem[] {
  const idle = ["perTryTimeout", "retryOn"].filter((name) => fieldOf(retries, name) !== undefined);
  if (fieldOf(retries, "attempts") !== 0 || idle.length === 0) return [];
  const message = `0 switches retries off: expected at least 1, or no ${idle.join(" and no ")}`;
  const fix = inTurn(...idle.map((name) => remove([...path, name])));
  return [{ path: [...path, "attempts"], message, fix }];
}

function mirrorProblems(path: Path, { valid: version }: Reading<string>, known: KnownVersions): Problem[] {
  const { versions } = known;
  if (version === undefined || versions.includes(version)) return [];
  const fix = set(path, nearest(version, versions) ?? versions[0] ?? "");
  return [{ ...unknownVersion(path, version, known), fix }];
}

function unknownVersion(
  path: Path,
  version: string,
  { versions, leftOut = [] }: KnownVersions,
): Pick<Problem, "path" | "message"> {
  const message = leftOut.includes(version)
    ? `bookinfo.versions leaves the version ${JSON.stringify(version)} of this service out; deployed: ${versions.join(", ")}`
    : `the application has no version ${JSON.stringify(version)} of this service; ${knownWords(version, versions)}`;
  return { path, message };
}
