import { type Recorded, type RuleRecord } from "../recording";

/** What the page's script finds in the page: all that it shows. */
export interface PageData {
  readonly kind: "report" | "live";
  readonly recorded: Recorded;
  readonly moves: readonly Move[];
}

/** What a rule's weights were at the beginning and the end, where they are not the same. */
export interface Move {
  readonly service: string;
  readonly rule: string;
  readonly from: Readonly<Record<string, number>>;
  readonly to: Readonly<Record<string, number>>;
}

export function pageData(kind: PageData["kind"], recorded: Recorded): PageData {
  return { kind, recorded, moves: movesOf(recorded.rules) };
}

/** Which rules were moved while they were watched. */
export function movesOf(rules: readonly RuleRecord[]): Move[] {
  return rules.flatMap(({ service, rule, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last) return [];
    const versions = [...new Set([...Object.keys(first.versions), ...Object.keys(last.versions)])];
    const weights = (point: typeof first) =>
      Object.fromEntries(versions.map((version) => [version, point.versions[version]?.target ?? 0]));
    const [from, to] = [weights(first), weights(last)];
    return versions.some((version) => from[version] !== to[version]) ? [{ service, rule, from, to }] : [];
  });
}
