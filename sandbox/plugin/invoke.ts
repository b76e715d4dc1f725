import { parseAllDocuments } from "yaml";
import { NotImplementedError } from "./wire/failures";
import { type Json, stringAt } from "./wire/json";
import { type Properties } from "./wire/properties";

/**
 * The provider's functions that a program may call: decoding YAML into objects is one.
 * @throws NotImplementedError for those that only the official provider has
 */
export function invoke(token: string, args: Properties): Properties {
  if (token !== "kubernetes:yaml:decode") throw new NotImplementedError(`the function ${token}`);
  return { value: { result: decodeYaml(stringAt(args.value, ["text"]) ?? "") }, secrets: [] };
}

/** @throws Error saying which document is not YAML, and why */
function decodeYaml(text: string): readonly Json[] {
  return parseAllDocuments(text).flatMap((document, index) => {
    const [error] = document.errors;
    if (error) throw new Error(`document ${index + 1} is not YAML: ${error.message}`);
    const value = document.toJS() as Json;
    return value === null ? [] : [value];
  });
}
