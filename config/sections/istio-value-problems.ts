import { type Path, projectKey } from "../../mesh/config-path";
import { isFields, valueAt } from "../../mesh/fields";
import { remove } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type RestOfConfig } from "./relied-on-value";
import { RELIED_ON, type ValuesOf } from "./relied-on-values";

/**
 * Where a chart takes a value beside its own place: istiod's chart copies what is under `pilot` over the rest, the
 * gateway's what is under `global` below it (templates/zzy_descope_legacy.yaml and zzz_profile.yaml).
 */
const ALSO_UNDER: Readonly<Record<ValuesOf, readonly string[]>> = {
  base: [],
  istiod: ["pilot"],
  gateway: ["global"],
  egressGateway: ["global"],
};

/** Helm values that take away what the rest of the program relies on. None of them is quoted: any may be secret. */
export function istioValueProblems(values: Readonly<Record<ValuesOf, unknown>>, rest: RestOfConfig): Problem[] {
  return (Object.keys(RELIED_ON) as ValuesOf[]).flatMap((chart) =>
    [[], ...ALSO_UNDER[chart].map((name) => [name])].flatMap((prefix) => {
      const given = valueAt(values[chart], prefix);
      if (!isFields(given)) return [];
      return RELIED_ON[chart].flatMap(({ at, agrees, otherwise, key }): Problem[] => {
        const value = valueAt(given, at);
        if (value === undefined || agrees(value, rest, given)) return [];
        return [problemAt(["istio", "values", chart, ...prefix, ...at], otherwise, key)];
      });
    }),
  );
}

function problemAt(path: Path, otherwise: string, key: Path | undefined): Problem {
  if (key === undefined) return { path, message: `must stay as it is: ${otherwise}`, fix: remove(path) };
  const message = `is what ${projectKey(key)} is for: ${otherwise}`;
  return { path, message, fix: remove(path, `and set ${projectKey(key)} to what is meant`) };
}
