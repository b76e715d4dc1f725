import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import { parseAllDocuments } from "yaml";
import { builtGoModule, goEnvironment } from "../../sandbox/toolchain/go";
import { GO_MODULES } from "../../sandbox/toolchain/go-modules";
import { type Manifest } from "../policies/corpus/manifest";
import { repo } from "./command";

/** The folder of Istio's source that the toolchain is built from. It is read there, and nothing of it is kept here. */
export function istioSource(): string {
  // By one of its packages: asked for the module itself, Go wants its .info file, which the proxy may not have.
  const { stdout } = execaSync(
    "go",
    ["list", "-find", "-f", "{{.Module.Dir}}", "istio.io/istio/pilot/cmd/pilot-discovery"],
    { cwd: join(repo, "sandbox", "toolchain", "go", "tools"), env: { ...goEnvironment } },
  );
  return stdout.trim();
}

/** The toolchain's istioctl. */
export function istioctlProgram(): string {
  const tools = GO_MODULES.find(({ name }) => name === "tools");
  const program = tools && builtGoModule(tools)?.bin;
  if (program === undefined || !existsSync(join(program, "istioctl")))
    throw new Error("the toolchain has no istioctl: run npm start");
  return join(program, "istioctl");
}

/** The objects of a file with manifests, those of a List one by one. What has no name is no object. */
export function readManifests(file: string, change: (text: string) => string = (text) => text): Manifest[] {
  const documents = parseAllDocuments(change(readFileSync(file, "utf8")));
  return documents.flatMap((document): readonly Manifest[] => {
    const read = document.toJS() as Manifest | { readonly items: readonly Manifest[] } | null;
    const objects = read === null ? [] : "items" in read ? (read.items as readonly Manifest[]) : [read];
    return objects.filter(isObject);
  });
}

function isObject({ metadata }: { readonly metadata?: { readonly name?: string } }): boolean {
  return metadata?.name !== undefined;
}
