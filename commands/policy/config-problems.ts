import { Ajv, type ErrorObject } from "ajv";
import { knownWords } from "../../config/problem/nearest";
import { packConfigSchema } from "../../policies/config-schema";
import { KEPT, PACK } from "./pack";

const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
const ofConfig = ajv.compile(packConfigSchema(PACK));
const ofExceptions = ajv.compile(packConfigSchema([...PACK, KEPT]));

/** What is wrong with a config of the pack, a line each: where, what is there and what was expected. */
export function configProblems(config: Readonly<Record<string, unknown>>): string[] {
  return ofConfig(config) ? [] : (ofConfig.errors ?? []).map(problem);
}

/** The same for exceptions, which there are of what the review itself refuses, too. */
export function exceptionProblems(exceptions: Readonly<Record<string, unknown>>): string[] {
  return ofExceptions(exceptions) ? [] : (ofExceptions.errors ?? []).map(problem);
}

function problem({ instancePath, keyword, params, data, message, parentSchema }: ErrorObject): string {
  const where = placeOf(instancePath);
  if (keyword === "additionalProperties") {
    const { additionalProperty: name } = params as { additionalProperty: string };
    const known = Object.keys((parentSchema as { properties: object }).properties).sort();
    const what = where === "" ? `${name} is not a policy of the pack` : `${where} has no ${name}`;
    return `${what}; ${knownWords(name, known)}`;
  }
  const allowed = keyword === "enum" ? `: ${(params as { allowedValues: string[] }).allowedValues.join(", ")}` : "";
  return `${where} is ${JSON.stringify(data)}, and ${message}${allowed}`;
}

/** `policy.exceptions[0].expires` for `/policy/exceptions/0/expires`. */
function placeOf(instancePath: string): string {
  return instancePath
    .slice(1)
    .replaceAll(/\/(\d+)(?=\/|$)/g, "[$1]")
    .replaceAll("/", ".");
}
