import { parse } from "yaml";
import { PROJECT, projectKey } from "../mesh/config-path";
import { PULUMI } from "./problem/mend";
import { shellQuote } from "./problem/shell-quote";
import { type Problem } from "./problem/problem";
import { isAtOrIn } from "./problem/schema-problem";
import { mayBeSecret } from "./secret-places";
import { fieldOf, isFields } from "./value";

/**
 * The project's keys, without its name, that a stack's file holds as one text, encrypted or not. A program can't tell such a
 * text from a structure: Pulumi hands it both as JSON. But `config set --path` puts a new structure in place of the text.
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

/** Problems with that of one section before them: the text has to become a structure before a part of it can be mended. */
export function withStructureFirst(problems: readonly Problem[], text: JsonText): Problem[] {
  const key = projectKey([text.section]);
  const inside = problems.filter((problem) => isAtOrIn(problem.key, key));
  if (inside.length === 0) return [...problems];
  const mend = structureCommand(key, text);
  const message = "is JSON in one text, of which Pulumi sets no part: expected a structure, which can be mended then";
  return [
    { key, message, mend },
    ...inside.map(({ key, label, message, detail }) => ({
      key,
      message,
      mend,
      ...(label && { label }),
      ...(detail && { detail }),
    })),
    ...problems.filter((problem) => !inside.includes(problem)),
  ];
}

function structureCommand(key: string, { section, json, isEncrypted }: JsonText): string {
  if (mayBeSecret([section], isEncrypted ? [section] : [])) {
    return `${PULUMI} config get ${key}   # write this into the stack's file as YAML, what is secret with config set --secret --path`;
  }
  return `${PULUMI} config set-all --json ${shellQuote(JSON.stringify({ [key]: { value: json, objectValue: {} } }))}`;
}

function yaml(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    return undefined; // Pulumi has read the file already; what it makes of it counts.
  }
}
