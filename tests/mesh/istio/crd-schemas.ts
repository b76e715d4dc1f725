import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { parseAllDocuments } from "yaml";

interface Crd {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}
type Schema = Readonly<Record<string, unknown>>;

/**
 * A function that tells what is wrong with a spec by Istio's own CRD of that kind, in its version `v1`. The CRDs are
 * those of the istio.io/api Go module that the sandbox's Istio is built with.
 */
export function crdValidator(kind: string): (spec: unknown) => string[] {
  const crd = crds().find(({ spec }) => spec.names.kind === kind);
  const schema = crd?.spec.versions.find(({ name }) => name === "v1")?.schema.openAPIV3Schema;
  if (!schema) throw new Error(`Istio has no CRD ${kind} in version v1`);
  // What Kubernetes adds to JSON schema (x-kubernetes-*, int32) is not for ajv to judge.
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(strict(schema));
  return (spec) => {
    if (validate({ spec })) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

let cached: readonly Crd[] | undefined;

function crds(): readonly Crd[] {
  cached ??= parseAllDocuments(readFileSync(crdFile(), "utf8")).map((document) => document.toJS() as Crd);
  return cached;
}

function crdFile(): string {
  const modules = join(__dirname, "../../../sandbox/toolchain/go/tools");
  const answer = execFileSync("go", ["mod", "download", "-json", "istio.io/api"], { cwd: modules, encoding: "utf8" });
  const { Dir } = JSON.parse(answer) as { Dir: string };
  return join(Dir, "kubernetes", "customresourcedefinitions.gen.yaml");
}

/** The API server drops fields that a CRD does not know; here they are mistakes. */
function strict(schema: unknown): object {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== "object" || schema === null) return schema as object;
  const entries = Object.entries(schema).map(([key, value]) => [key, strict(value)]);
  const closed = "properties" in schema && !("additionalProperties" in schema) && !("not" in schema);
  return {
    ...Object.fromEntries(entries),
    ...(closed && isWhole(schema) && { additionalProperties: false }),
  } as object;
}

/** Parts of a `oneOf` list only what must be there, and would refuse the fields beside it. */
function isWhole(schema: object): boolean {
  return "type" in schema;
}
