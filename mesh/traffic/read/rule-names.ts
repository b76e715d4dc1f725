import { describeMatch, type RequestMatch } from "../request-match";
import { DEFAULT_RULE } from "../traffic-plan";

const LONGEST = 40;

/**
 * A name that stack config takes for a rule and that no other rule has: the route's own where it is one, else what is
 * left of it in lower case, else one that its match suggests.
 */
export function ruleName(written: string, match: RequestMatch, taken: readonly string[]): string {
  const suggested = asName(describeMatch(match)).slice(0, LONGEST).replace(/-$/, "");
  const candidates = [asName(written), suggested, "rule"].filter((name) => name !== "" && name !== DEFAULT_RULE);
  const [name = "rule"] = candidates;
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}

function asName(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
