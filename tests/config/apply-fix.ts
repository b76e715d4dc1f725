import { type Fix } from "../../config/problem/fix";
import { valueAt, withoutField, withValueAt } from "../../config/value";
import { type Path, PROJECT, REGION } from "../../mesh/config-path";
import { type StackFile } from "./pulumi-config";

/** A stack's file after a fix, by what the fix says and not by how it is told. Nothing else changes. */
export function applied(file: StackFile, fix: Fix): StackFile {
  switch (fix.kind) {
    case "set":
      // What is no part of a structure is text in the file.
      return withPlace(file, fix.path, fix.path.length === 1 ? String(fix.value) : fix.value);
    case "setFromFile":
      return withPlace(file, fix.path, `what ${fix.file} holds`);
    case "remove":
      return withoutPlace(file, fix.path);
    case "move": {
      const moved = fix.parts.reduce((one, { at, value }) => withPlace(one, [...fix.to, ...at], value), file);
      return withoutPlace(moved, fix.from);
    }
    case "unpack":
      return withPlace(file, [fix.section], JSON.parse(fix.json));
    case "inTurn":
      return fix.fixes.reduce(applied, file);
    case "show":
    case "run":
      throw new Error(`no change of the config: ${JSON.stringify(fix)}`);
  }
}

function withPlace(file: StackFile, path: Path, value: unknown): StackFile {
  return withValueAt(file, inFile(path), value) as StackFile;
}

function withoutPlace(file: StackFile, path: Path): StackFile {
  const place = inFile(path);
  const [parent, last] = [place.slice(0, -1), place.at(-1)];
  const list = valueAt(file, parent);
  if (!Array.isArray(list)) return withoutField(file, place) as StackFile;
  return withValueAt(
    file,
    parent,
    list.filter((_, index) => index !== last),
  ) as StackFile;
}

/** A place of the config in a stack's file, where the name of a section has the project's before it. */
function inFile([section, ...rest]: Path): Path {
  return [section === REGION ? REGION : `${PROJECT}:${String(section)}`, ...rest];
}
