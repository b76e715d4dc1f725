import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isFields, valueAt } from "../../mesh/fields";
import { deployedVersions } from "../../mesh/bookinfo";
import { PROJECT } from "../../mesh/config-path";
import { DEFAULT_RULE } from "../../mesh/traffic/traffic-plan";
import { shortStackName } from "../stack/stack-name";

/** Names that a stack's file has, as far as it can be read: none of them is checked. */
export interface StackNames {
  /** The stacks that have a file in this clone. */
  readonly stacks: readonly string[];
  /** The services whose traffic is configured, or can be split. */
  readonly services: readonly string[];
  /** The rules of a service; without one, those of all. */
  readonly rulesOf: (service: string | undefined) => readonly string[];
  readonly versionsOf: (service: string | undefined) => readonly string[];
}

/** Reads the names of a stack. Never fails: who types a command is told by the command what is wrong with the file. */
export function stackNames(folder: string, stack: string): StackNames {
  const config = configOf(join(folder, `Pulumi.${shortStackName(stack)}.yaml`));
  const traffic = fieldsOf(config["traffic"]);
  const versions = versionsIn(config);
  const split = Object.keys(versions).filter((service) => (versions[service]?.length ?? 0) > 1);
  const ofAll = <T>(service: string | undefined, of: Readonly<Record<string, readonly T[]>>): readonly T[] =>
    service === undefined ? Object.values(of).flat() : (of[service] ?? []);
  const rules = mapped(traffic, ruleNames);
  return {
    stacks: stackFiles(folder),
    services: unique([...Object.keys(traffic), ...split]),
    rulesOf: (service) => unique([...ofAll(service, rules), DEFAULT_RULE]),
    versionsOf: (service) => unique(ofAll(service, versions)),
  };
}

function stackFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((file) => /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1] ?? []);
}

/** The sections of a stack's config, whatever is in them. */
function configOf(file: string): Readonly<Record<string, unknown>> {
  try {
    const entries = Object.entries(fieldsOf(valueAt(parse(readFileSync(file, "utf8")), ["config"])));
    return Object.fromEntries(entries.map(([key, value]) => [key.replace(`${PROJECT}:`, ""), value]));
  } catch {
    return {};
  }
}

function versionsIn(config: Readonly<Record<string, unknown>>): Readonly<Record<string, readonly string[]>> {
  const bookinfo = fieldsOf(config["bookinfo"]);
  const chosen = mapped(fieldsOf(bookinfo["versions"]), (some) => (Array.isArray(some) ? some.map(String) : undefined));
  const own = bookinfo["enabled"] === false ? {} : deployedVersions(chosen);
  return {
    ...own,
    ...mapped(fieldsOf(config["services"]), (about) => Object.keys(fieldsOf(valueAt(about, ["versions"])))),
  };
}

function mapped<T>(fields: Readonly<Record<string, unknown>>, of: (value: unknown) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, of(value)]));
}

function ruleNames(plan: unknown): string[] {
  const rules = valueAt(plan, ["rules"]);
  return Array.isArray(rules)
    ? rules.map((rule) => valueAt(rule, ["name"])).filter((name) => typeof name === "string")
    : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isFields(value) ? value : {};
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
