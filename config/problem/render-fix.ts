import { type Path, projectKey, REGION } from "../../mesh/config-path";
import { type Fix, type Scalar } from "./fix";
import { shellQuote } from "./shell-quote";

/** How Pulumi is called where the program runs: whoever calls it in another way, as the sandbox does, says so there. */
export function pulumiCommand(environment: NodeJS.ProcessEnv): string {
  return environment["PULUMI_COMMAND"] ?? "pulumi";
}

/** A fix as a line to type into a shell; `pulumi` is how Pulumi is called there. */
export function renderFix(fix: Fix, pulumi: string): string {
  const line = commandsOf(fix, pulumi).join(" && ");
  return fix.note === undefined ? line : `${line}   # ${fix.note}`;
}

function commandsOf(fix: Fix, pulumi: string): string[] {
  switch (fix.kind) {
    case "set":
      return [setCommand(fix.path, fix.value, pulumi)];
    case "setFromFile": {
      const flags = fix.secret ? "--secret --path" : "--path";
      return [`${pulumi} config set ${flags} ${keyWord(fix.path)} < ${shellQuote(fix.file)}`];
    }
    case "remove":
      return [removeCommand(fix.path, pulumi)];
    case "move":
      return [
        ...fix.parts.map(({ at, value }) => setCommand([...fix.to, ...at], value, pulumi)),
        removeCommand(fix.from, pulumi),
      ];
    case "unpack": {
      const entry = { [projectKey([fix.section])]: { value: fix.json, objectValue: {} } };
      return [`${pulumi} config set-all --json ${shellQuote(JSON.stringify(entry))}`];
    }
    case "inTurn":
      return fix.fixes.flatMap((one) => commandsOf(one, pulumi));
    case "show":
      return [`${pulumi} config get ${keyWord(fix.path)}`];
    case "run": {
      const command = fix.command.map(shellQuote).join(" ");
      return [fix.before === undefined ? command : `${fix.before}: ${command}`];
    }
  }
}

function setCommand(path: Path, value: Scalar, pulumi: string): string {
  const type = path.length > 1 && typeToTell(value);
  const words = [
    `${pulumi} config set`,
    path[0] !== REGION && "--path",
    type && `--type ${type}`,
    keyWord(path),
    // What begins with a dash is taken for a flag.
    String(value).startsWith("-") && "--",
    shellQuote(String(value)),
  ];
  return words.filter((word) => word !== false && word !== undefined).join(" ");
}

/**
 * The type that Pulumi does not see in a text by itself: it takes whole numbers and truth values for what they look
 * like, and everything else for text. On the first level, where it keeps nothing but text, it needs none.
 */
export function typeToTell(value: Scalar): "string" | "float" | undefined {
  const looksTyped = /^(true|false|[+-]?\d+)$/.test(String(value));
  if (typeof value === "string") return looksTyped ? "string" : undefined;
  return looksTyped ? undefined : "float";
}

function removeCommand(path: Path, pulumi: string): string {
  return `${pulumi} config rm --path ${keyWord(path)}`;
}

function keyWord(path: Path): string {
  return shellQuote(projectKey(path));
}
