import { type Argument, type Command, type Option } from "commander";
import { type StackNames } from "./stack-names";

/** What may stand where the cursor is, and what it is in a few words. */
export interface Candidate {
  readonly value: string;
  readonly says?: string;
}

/** What a shell is told: some words, or that files of its user's may stand there. */
export type Completion = readonly Candidate[] | "files";

/** What has been typed of a command before the word at the cursor. */
interface Typed {
  readonly command: Command;
  readonly positional: readonly string[];
  readonly options: readonly { readonly option: Option; readonly value?: string }[];
  /** The option that waits for its value. */
  readonly waiting?: Option;
}

/**
 * What may stand in place of the last word, as the command itself defines it: subcommands, options, choices, and names
 * from a stack's file.
 *
 * @param words what stands after `npm run SCRIPT --`; the last one may be a part of a word, or empty
 * @param namesOf the names that a stack's file has; without a stack, those of the stack that is meant then
 */
export function complete(
  program: Command,
  words: readonly string[],
  namesOf: (stack: string | undefined) => StackNames,
): Completion {
  const current = words.at(-1) ?? "";
  const typed = read(program, words.slice(0, -1));
  const names = namesOf(typed.options.findLast(({ option }) => option.long === "--stack")?.value);
  const [, long, part] = /^(--[\w-]+)=(.*)$/s.exec(current) ?? [];
  if (long !== undefined && part !== undefined) {
    const option = optionOf(typed.command, long);
    const values = option ? valuesOf(option, typed, names) : [];
    return values === "files"
      ? values
      : starting(
          current,
          values.map((one) => ({ ...one, value: `${long}=${one.value}` })),
        );
  }
  const found = typed.waiting && valuesOf(typed.waiting, typed, names);
  if (found && !(current.startsWith("-") && typed.waiting?.variadic)) return limited(current, found);
  if (current.startsWith("-")) return starting(current, optionsFor(typed));
  const { command, positional } = typed;
  if (command.commands.length > 0 && positional.length === 0) return starting(current, subcommandsOf(command));
  const argument =
    command.registeredArguments[positional.length] ?? command.registeredArguments.findLast((one) => one.variadic);
  return argument ? limited(current, valuesOf(argument, typed, names)) : starting(current, optionsFor(typed));
}

function limited(current: string, values: Completion): Completion {
  return values === "files" ? values : starting(current, values);
}

function starting(current: string, candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(current));
}

function read(program: Command, words: readonly string[]): Typed {
  let typed: Typed = { command: program, positional: [], options: [] };
  for (const word of words) typed = readWord(typed, word);
  return typed;
}

function readWord({ waiting, ...typed }: Typed, word: string): Typed {
  const { command, positional, options } = typed;
  if (waiting && !word.startsWith("-")) {
    const given = [...options, { option: waiting, value: word }];
    return { ...typed, options: given, ...(waiting.variadic && { waiting }) };
  }
  const [, name = word, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
  const option = word.startsWith("-") ? optionOf(command, name) : undefined;
  if (option && value === undefined && (option.required || option.optional)) return { ...typed, waiting: option };
  if (option) return { ...typed, options: [...options, { option, ...(value !== undefined && { value }) }] };
  if (word.startsWith("-")) return typed;
  const called = positional.length === 0 ? command.commands.find((one) => one.name() === word) : undefined;
  return called ? { ...typed, command: called } : { ...typed, positional: [...positional, word] };
}

function optionOf({ options }: Command, name: string): Option | undefined {
  return options.find(({ long, short }) => long === name || short === name);
}

function subcommandsOf(command: Command): readonly Candidate[] {
  const shown = command.createHelp().visibleCommands(command);
  return shown.filter((one) => one.name() !== "help").map((one) => ({ value: one.name(), says: one.description() }));
}

/** The options that can still be given: those with a value may be repeatable. */
function optionsFor({ command, options }: Typed): readonly Candidate[] {
  const given = options.map(({ option }) => option).filter((option) => option.isBoolean());
  const own = command.createHelp().visibleOptions(command);
  return own
    .filter((option) => !given.includes(option))
    .flatMap(({ long, description }) =>
      long === undefined || long === null ? [] : [{ value: long, says: description }],
    );
}

/** What an option's or an argument's value may be. */
function valuesOf(of: Option | Argument, { positional, command }: Typed, names: StackNames): Completion {
  if (of.argChoices) return of.argChoices.map((value) => ({ value }));
  const service = command.registeredArguments[0]?.name() === "service" ? positional[0] : undefined;
  switch (kindOf(of)) {
    case "file":
    case "path":
      return "files";
    case "stack":
      return named(names.stacks);
    case "service":
      return named(names.services);
    case "rule":
      return named(names.rulesOf(service));
    case "version":
      return named(names.versionsOf(service));
    case "weights":
      return names
        .versionsOf(service)
        .filter((version) => !positional.some((word) => word.startsWith(`${version}=`)))
        .map((version) => ({ value: `${version}=`, says: "percent" }));
    default:
      return [];
  }
}

const named = (values: readonly string[]) => values.map((value) => ({ value }));

/** What a value is, by the name that the help gives it; what is called a name there, by that of its option. */
function kindOf(of: Option | Argument): string {
  if (!("flags" in of)) return of.name();
  if (of.long === "--stack" || of.long === "--rule") return of.long.slice("--".length);
  return /[<[](\w+)/.exec(of.flags)?.[1] ?? "";
}
