import { parsePath } from "../mesh/config-path";
import { move, remove } from "./problem/fix";
import { knownWords } from "./problem/nearest";
import { type Problem } from "./problem/problem";
import { isSection, type Section, SECTIONS } from "./schema/config-schema";
import { mayBeSecret } from "./secret-places";
import { withValueAt } from "./value";

/** What each section says, and what is wrong with keys that are none. */
export interface ProjectKeys {
  readonly sections: Readonly<Partial<Record<Section, unknown>>>;
  readonly problems: readonly Problem[];
}

/**
 * Sorts the project's keys into its sections. A key such as `cluster.context` is a part that was set without `--path`:
 * that is wrong, but what it says is read, so that the section's own problems are told as they are.
 */
export function projectKeys(values: Readonly<Record<string, string>>, encrypted: readonly string[]): ProjectKeys {
  const entries = Object.entries(values);
  const written = entries
    .filter(([name]) => isSection(name))
    .map(([name, text]) => [name, valueOf(name, text)] as const);
  let sections: ProjectKeys["sections"] = Object.fromEntries(written);
  const problems = entries
    .filter(([name]) => !isSection(name))
    .map(([name, text]): Problem => {
      const path = [name];
      const [section, ...rest] = parsePath(name);
      if (!isSection(section) || mayBeSecret([section, ...rest], encrypted)) {
        return { path, message: `unknown key; ${knownWords(name, SECTIONS)}`, fix: remove(path) };
      }
      const value = structured(text);
      sections = { ...sections, [section]: withValueAt(sections[section], rest, value) };
      const message = `is a part of ${section} and not a key of its own: expected it to be set with --path`;
      return { path, message, fix: move(path, [section, ...rest], value) };
    });
  return { sections, problems };
}

function valueOf(section: string, text: string): unknown {
  // A version such as 1.30 is a text, though it would read as a number.
  return section === "istioVersion" ? text : structured(text);
}

/** Pulumi keeps what has structure as JSON and everything else as it is. */
function structured(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // A plain text such as `mesh` is not JSON, and is its own value.
  }
}
