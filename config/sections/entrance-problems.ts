import { type Path } from "../../mesh/config-path";
import { asPathTest, entranceMatches, OPEN_PATHS } from "../../mesh/traffic/entrance";
import { type Rule } from "../../mesh/traffic/traffic-plan";
import { remove } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";

/** What is wrong with rules for requests that come through the ingress gateway, which decides about them itself. */
export function entranceProblems(path: Path, rules: readonly Reading<Rule>[]): Problem[] {
  const alone = rules.flatMap((rule, index) => matchProblems([...path, index, "match"], rule.field("match").valid));
  const valid = rules.map((rule) => rule.valid);
  if (alone.length > 0 || !valid.every((rule) => rule !== undefined)) return alone;
  return valid.flatMap((_, index): Problem[] => {
    if (entranceMatches({ rules: valid }, index).length > 0) return [];
    const at = [...path, index];
    const message = `can never be reached: earlier rules match all of its requests on the paths that the gateway lets in (${open})`;
    return [{ path: at, message, fix: remove(at) }];
  });
}

const open = OPEN_PATHS.map((test) => ("exact" in test ? test.exact : `${test.prefix}*`)).join(", ");

function matchProblems(path: Path, match: Rule["match"] | undefined): Problem[] {
  if (!match) return [];
  const { uri, sourceLabels } = match;
  const at = [...path, "uri"];
  return [
    ...(sourceLabels
      ? [
          {
            path: [...path, "sourceLabels"],
            message:
              "can match no request: all come through the ingress gateway, which is not a pod of the application",
            fix: remove([...path, "sourceLabels"]),
          },
        ]
      : []),
    ...(uri && !asPathTest(uri)
      ? [
          {
            path: at,
            message: `can't be compared with the paths that the gateway lets in (${open}): expected exact, prefix, or a regular expression that ends in .*`,
            fix: remove(at),
          },
        ]
      : []),
    ...(uri &&
    asPathTest(uri) &&
    entranceMatches({ rules: [{ name: "", weights: {}, match: { uri } }] }, 0).length === 0
      ? [{ path: at, message: `can match no request: the gateway lets in ${open}, and nothing else`, fix: remove(at) }]
      : []),
  ];
}
