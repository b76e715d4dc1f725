import { type Difference } from "../../../mesh/traffic/read/compare-routes";
import { type ServiceDiff } from "./diff";
import { editText } from "./last-edit";

/** What the two sides are called. */
export interface Sides {
  readonly wanted: string;
  readonly found: string;
}

/** Differences for people, service by service, and what to do about them. */
export function renderDiff(diffs: readonly ServiceDiff[], sides: Sides, now: Date): string {
  return diffs.map((diff) => renderService(diff, sides, now)).join("\n");
}

function renderService({ service, rules, objects }: ServiceDiff, sides: Sides, now: Date): string {
  if (objects.length === 0) {
    return `${service}: ${sides.found} does what ${sides.wanted} says (${rules} rule${rules === 1 ? "" : "s"})`;
  }
  return objects
    .flatMap(({ object, edit, differences }) => [
      `${service}: ${object} differs${edit ? `; last written by ${editText(edit, now)}` : ""}`,
      ...differences.flatMap((one) => differenceLines(one, sides)),
    ])
    .join("\n");
}

function differenceLines({ rule, part, wanted, found }: Difference, sides: Sides): string[] {
  const width = Math.max(sides.wanted.length, sides.found.length);
  const side = (name: string, text: string | undefined) => `    ${name.padEnd(width)}  ${text ?? "none"}`;
  return [`  ${rule === undefined ? part : `${rule}: ${part}`}`, side(sides.wanted, wanted), side(sides.found, found)];
}
