import { type Path, projectKey } from "../../mesh/config-path";
import { type Problem } from "./problem";
import { shellQuote } from "./shell-quote";

/** How Pulumi is called where the program runs: whoever calls it in another way, as the sandbox does, says so there. */
export const PULUMI = process.env["PULUMI_COMMAND"] ?? "pulumi";

/** What a key may be set to. */
export type Scalar = string | number | boolean;

/** The command that sets one key of a stack's config. */
export function setCommand(key: string, value: Scalar): string {
  // Without the type, Pulumi writes such a text as a number or a truth value; what begins with a dash is taken for a flag.
  const type = typeof value === "string" && isInside(key) && /^(true|false|[+-]?\d+)$/.test(value);
  const words = [
    `${PULUMI} config set --path`,
    type && "--type string",
    shellQuote(key),
    /^-/.test(String(value)) && "--",
  ];
  return [...words.filter((word) => word !== false), shellQuote(String(value))].join(" ");
}

/** The command that sets a key which holds something else now. */
export function replaceCommand(key: string, value: Scalar, now: unknown): string {
  const set = setCommand(key, value);
  // Where a quoted text stands, Pulumi keeps its quotes around whatever is set, and a number would become a text again.
  return typeof now === "string" && typeof value !== "string" ? inTurn(removeCommand(key), set) : set;
}

/** The command that sets one key to what a file holds. */
export function setFileCommand(key: string, file: string): string {
  return `${PULUMI} config set --path ${shellQuote(key)} < ${shellQuote(file)}`;
}

/** The command that sets one key, encrypted, to what a file holds: a secret belongs neither on a command line nor in the clear. */
export function setSecretCommand(key: string, file: string): string {
  return `${PULUMI} config set --secret --path ${shellQuote(key)} < ${shellQuote(file)}`;
}

/** The command that removes one key of a stack's config. */
export function removeCommand(key: string): string {
  return `${PULUMI} config rm --path ${shellQuote(key)}`;
}

/** Takes a place out of the config. */
export function removal(path: Path): Pick<Problem, "mend" | "takesOut"> {
  const mend = removeCommand(projectKey(path));
  return typeof path.at(-1) === "number" ? { mend, takesOut: path } : { mend };
}

/** The commands that give a value another place, part by part, since Pulumi has none that moves a whole. */
export function moveCommand(from: Path, to: Path, value: unknown): string {
  const sets = leavesOf(value).map(([path, leaf]) => setCommand(projectKey([...to, ...path]), leaf));
  return inTurn(...sets, removeCommand(projectKey(from)));
}

/** One command line that runs others, each if the one before it went well. */
export function inTurn(...commands: readonly string[]): string {
  return commands.join(" && ");
}

function leavesOf(value: unknown, path: Path = []): [Path, Scalar][] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) =>
    leavesOf(part, [...path, Array.isArray(value) ? Number(name) : name]),
  );
}

/** Whether a key is of a place inside a value: what Pulumi keeps on the first level is text, whatever it looks like. */
function isInside(key: string): boolean {
  return /^[^:]+:[^.[]+[.[]/.test(key);
}
