/**
 * What `pulumi config set` and `pulumi config rm` do to a stack's config, as Pulumi 3.259 does it
 * (pulumi/pulumi, sdk/go/common/resource/config/object.go and map.go, sdk/go/common/resource/properties_path.go). Where
 * the outcome depends on how the file is written, it is the worse one.
 */

/** The config section of a stack's file: what has structure as it is, everything else as text. */
export type StackFile = Readonly<Record<string, unknown>>;

type Path = readonly (string | number)[];
type Container = unknown[] | Record<string, unknown>;

/**
 * Runs what a person would type, commands joined by `&&` and with a comment at the end too. @throws Error as Pulumi
 * does.
 */
export function typed(file: StackFile, line: string): StackFile {
  const config = copy(file) as Record<string, unknown>;
  for (const command of commandsOf(line)) run(config, command);
  return config;
}

/** A config as the program gets to see it: JSON with its keys sorted, as Go writes it. */
export function asSeen(file: StackFile): Record<string, string> {
  return Object.fromEntries(
    Object.entries(file).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(copy(value))]),
  );
}

function run(config: Record<string, unknown>, [program, noun, verb, ...rest]: readonly string[]): void {
  if (program !== "pulumi" || noun !== "config") throw new Error(`not a command of pulumi config: ${program} ${noun}`);
  if (verb === "set-all") return setAll(config, rest);
  const { flags, words } = options(rest);
  const [key = "", value, ...more] = words;
  if (more.length > 0 || (verb !== "set" && verb !== "rm")) throw new Error(`unknown command: ${rest.join(" ")}`);
  const { name, path } = placeOf(key, flags.has("--path"));
  if (verb === "rm") {
    if (path.length === 0) delete config[name];
    else remove(config[name], path);
    return;
  }
  if (value === undefined) throw new Error("a value is asked for at a terminal");
  if (path.length === 0) {
    config[name] = value;
    return;
  }
  const type = flags.get("--type") ?? (flags.has("--secret") ? "string" : undefined);
  // On the first level, and there alone, a container takes the place of anything that is none.
  if (!isContainer(config[name])) config[name] = undefined;
  config[name] = put(config[name], path, coerced(value, type));
}

/**
 * `set-all --json` takes what `pulumi config --json` prints: with an `objectValue`, `value` is JSON that becomes a
 * structure.
 */
function setAll(config: Record<string, unknown>, [flag, json = "", ...rest]: readonly string[]): void {
  if (flag !== "--json" || rest.length > 0) throw new Error("only set-all --json is known");
  const entries = JSON.parse(json) as Record<string, { value: string; objectValue?: unknown }>;
  for (const [key, { value, objectValue }] of Object.entries(entries)) {
    config[placeOf(key, false).name] = objectValue === undefined ? value : copy(JSON.parse(value));
  }
}

function options(words: readonly string[]): { flags: Map<string, string>; words: string[] } {
  const flags = new Map<string, string>();
  const plain: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") return { flags, words: [...plain, ...words.slice(at + 1)] };
    if (word === "--type") flags.set(word, words[++at] ?? "");
    else if (word === "--path" || word === "--secret") flags.set(word, "");
    else if (word.startsWith("-") && word !== "-") throw new Error(`unknown shorthand flag in ${word}`);
    else plain.push(word);
  }
  return { flags, words: plain };
}

function placeOf(key: string, isPath: boolean): { name: string; path: Path } {
  const colon = key.indexOf(":");
  const namespace = key.slice(0, colon);
  const [first, ...path] = isPath ? parsePath(key.slice(colon + 1)) : [key.slice(colon + 1)];
  if (colon < 0 || typeof first !== "string" || first === "") throw new Error(`not a config key: ${key}`);
  return { name: `${namespace}:${first}`, path };
}

function parsePath(path: string): Path {
  const elements: (string | number)[] = [];
  let rest = path;
  while (rest !== "") {
    if (rest.startsWith(".")) rest = rest.slice(1);
    const quoted = /^\["((?:\\"|[^"])*)"\]/.exec(rest);
    const index = /^\[(\d+)\]/.exec(rest);
    const bare = /^[^.[]+/.exec(rest);
    const found = quoted ?? index ?? bare;
    if (!found) throw new Error(`invalid config key path: ${path}`);
    elements.push(quoted ? (quoted[1] ?? "").replaceAll('\\"', '"') : index ? Number(index[1]) : found[0]);
    rest = rest.slice(found[0].length);
  }
  return elements;
}

function put(container: unknown, [head, ...rest]: Path, value: unknown): unknown {
  // The file keeps the quotes of a text that is there (sdk/go/common/util/yamlutil/edit.go), and here all texts have
  // some.
  if (head === undefined) return typeof container === "string" ? String(value) : value;
  const into = container ?? (typeof head === "number" ? new Array<unknown>(head + 1).fill(null) : bare());
  if (!isContainer(into)) throw new Error(`expected ${typeof head === "number" ? "an array" : "a map"}`);
  if (Array.isArray(into)) {
    if (typeof head !== "number") throw new Error("key for an array must be an int");
    if (head > into.length) throw new Error("array index out of range");
    into[head] = put(into[head], rest, value);
  } else {
    if (typeof head !== "string") throw new Error("key for a map must be a string");
    into[head] = put(into[head], rest, value);
  }
  return into;
}

function remove(container: unknown, [head, ...rest]: Path): void {
  if (head === undefined || !isContainer(container)) return;
  if (Array.isArray(container)) {
    if (typeof head !== "number") return;
    if (rest.length === 0) container.splice(head, 1);
    else remove(container[head], rest);
  } else if (typeof head === "string") {
    if (rest.length === 0) delete container[head];
    else remove(container[head], rest);
  }
}

/** What `set --path` makes of a value, of a `--type` where it is told one. */
function coerced(text: string, type: string | undefined): unknown {
  if (type === "string") return text;
  if (type === "float") return Number(text);
  if (text === "true" || text === "false") return text === "true";
  if (text.length > 1 && text.startsWith("0")) return text;
  return /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) < 2 ** 63 ? Number(text) : text;
}

function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

function bare(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

/** A deep copy with sorted keys, in objects that have no others than their own. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isContainer(value)) return value;
  const into = bare();
  for (const [key, part] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) into[key] = copy(part);
  return into;
}

/**
 * The words of each command of a line, as a POSIX shell reads quotes; `< FILE` is the value that stands in the file.
 */
function commandsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  const token = /\s*(?:(&&)|(#.*)|(<)\s*((?:'[^']*'|[^\s'])+)|((?:'[^']*'|\\'|[^\s'])+))/gy;
  for (const match of line.matchAll(token)) {
    const [, and, comment, redirect, file, word] = match;
    if (comment !== undefined) break;
    if (and !== undefined) commands.push([]);
    else if (redirect !== undefined) commands.at(-1)?.push(`what ${unquoted(file ?? "")} holds`);
    else commands.at(-1)?.push(unquoted(word ?? ""));
  }
  return commands;
}

function unquoted(word: string): string {
  return word.replaceAll(/'([^']*)'|\\'/g, (_, inner: string | undefined) => inner ?? "'");
}
