import { parse } from "yaml";
import { isAtOrIn, PROJECT } from "../mesh/config-path";
import { type Fix } from "./problem/fix";
import { type Problem } from "./problem/problem";
import { mayBeSecret } from "./secret-places";
import { fieldOf, isFields } from "./value";

/**
 * The project's keys, without its name, that a stack's file holds as one text, encrypted or not. A program can't tell
 * such a text from a structure: Pulumi hands it both as JSON. But `config set --path` puts a new structure in place of
 * the text.
 */
export function textKeys(stackFile: string): string[] {
  const config = fieldOf(yaml(stackFile), "config");
  if (!isFields(config)) return [];
  return Object.entries(config).flatMap(([key, value]) => {
    const isText = typeof value === "string" || (isFields(value) && Object.keys(value).join() === "secure");
    return isText && key.startsWith(`${PROJECT}:`) ? [key.slice(PROJECT.length + 1)] : [];
  });
}

/** A section that is JSON in one text. */
export interface JsonText {
  readonly section: string;
  readonly json: string;
  readonly isEncrypted: boolean;
}

/**
 * Problems with that of one section before them: the text has to become a structure before a part of it can be fixed.
 */
export function withStructureFirst(problems: readonly Problem[], text: JsonText): Problem[] {
  const path = [text.section];
  const inside = problems.filter((problem) => isAtOrIn(problem.path, path));
  if (inside.length === 0) return [...problems];
  const fix = structureFix(text);
  const message =
    "is JSON in a single string, in which Pulumi can't set a part: expected structured config, which can then be fixed";
  return [
    { path, message, fix },
    ...inside.map((problem) => ({ ...problem, fix })),
    ...problems.filter((problem) => !inside.includes(problem)),
  ];
}

function structureFix({ section, json, isEncrypted }: JsonText): Fix {
  if (!mayBeSecret([section], isEncrypted ? [section] : [])) return { kind: "unpack", section, json };
  const note = "write this into the stack's file as YAML, what is secret with config set --secret --path";
  return { kind: "show", path: [section], note };
}

function yaml(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    return undefined; // Pulumi has read the file already; what it makes of it counts.
  }
}
