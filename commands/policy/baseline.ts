import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { z } from "zod";
import { isDay } from "../../policies/engine/exceptions";
import { UserError } from "../terminal/user-error";
import { KEPT_POLICY } from "./pack";
import { type Finding, type KnownFinding, type Review, verdictOf } from "./review";

const entry = z.strictObject({
  policy: z.string(),
  resource: z.string(),
  message: z.string(),
  until: z.string().refine(isDay, "is not a day as YYYY-MM-DD"),
});

const baseline = z.strictObject({ known: z.array(entry) });

/** The entries of a baseline's file. @throws UserError where it can't be read as one */
export function readBaseline(file: string): KnownFinding[] {
  const name = relative(process.cwd(), file);
  if (!existsSync(file)) {
    throw new UserError(`There is no file ${name}. To write it:  npm run policy -- --write-baseline ${name}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${name} can't be read as JSON: ${(error as Error).message}`);
  }
  const { data, error } = baseline.safeParse(content);
  if (data) return data.known;
  const [issue] = error.issues;
  const where = issue?.path.join(".") || "the file";
  throw new UserError(
    `${name} is not a baseline: ${where}: ${issue?.message}.\n` +
      'Expected {"known": [{policy, resource, message, until}]}, as --write-baseline writes it.',
  );
}

/** Writes what is wrong with a stack now, so that from here on only what is new fails. */
export function writeBaseline(file: string, review: Review, until: string): number {
  const known = findingsOf(review).map(({ policy, message, ...about }) => ({
    policy,
    resource: placeOf(about),
    message,
    until,
  }));
  const sorted = known.sort((a, b) => keyOf(a).localeCompare(keyOf(b), "en"));
  writeFileSync(file, `${JSON.stringify({ known: sorted }, undefined, 2)}\n`);
  return sorted.length;
}

/**
 * A review as far as it is new: what a baseline knows passes until its day, and what has outlived that counts again.
 *
 * @param today the day as `YYYY-MM-DD`, UTC
 */
export function againstBaseline(review: Review, file: string, entries: readonly KnownFinding[], today: string): Review {
  const usable = entries.filter(mayBeKnown);
  const entryFor = (finding: Finding) => usable.find((one) => keyOf(one) === keyOf(asEntry(finding)));
  const isKnown = (finding: Finding) => (entryFor(finding)?.until ?? "") >= today;
  const found = new Set(findingsOf(review).map((finding) => keyOf(asEntry(finding))));
  const rest = {
    ...review,
    violations: review.violations.filter((one) => !isKnown(one)).map((one) => outlived(one, entryFor(one))),
    unchecked: review.unchecked.filter((one) => !isKnown(one)),
  };
  return {
    ...rest,
    verdict: verdictOf(rest),
    baseline: {
      file,
      known: findingsOf(review).flatMap((one) => (isKnown(one) ? [{ ...one, until: entryFor(one)?.until ?? "" }] : [])),
      unneeded: entries.filter((one) => !found.has(keyOf(one))),
    },
  };
}

function findingsOf({ violations, unchecked }: Review): Finding[] {
  return [...violations, ...unchecked].filter(mayBeKnown);
}

/** A replacement is of one run, and is allowed there or not at all. */
function mayBeKnown({ policy }: Pick<Finding, "policy">): boolean {
  return policy !== KEPT_POLICY;
}

function outlived(finding: Finding, entry: KnownFinding | undefined): Finding {
  if (!entry) return finding;
  const ended = `the baseline let it pass until ${entry.until}`;
  return { ...finding, remedy: finding.remedy === undefined ? ended : `${finding.remedy}\n  ${ended}` };
}

/** The resource without its stack: a baseline holds for one, whatever that is called. */
function placeOf({ urn, resource }: Pick<Finding, "urn" | "resource">): string {
  const type = urn?.split("::").at(-2)?.split("$").at(-1);
  return type === undefined || resource === "stack" ? resource : `${type}/${resource}`;
}

function asEntry(finding: Finding): Omit<KnownFinding, "until"> {
  return { policy: finding.policy, resource: placeOf(finding), message: finding.message };
}

function keyOf({ policy, resource, message }: Omit<KnownFinding, "until">): string {
  return JSON.stringify([policy, resource, message]);
}
