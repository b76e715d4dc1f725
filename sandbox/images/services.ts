import { join } from "node:path";
import { build } from "esbuild";
import { repoDir } from "../../commands/stack/sandbox/paths";
import { BOOKINFO } from "../../mesh/bookinfo";

/** A file made in memory. */
export interface BundledService {
  /** e.g. `reviews.js` */
  readonly name: string;
  readonly content: Uint8Array;
}

/** Bundles each of Bookinfo's services, with all that it imports, to one file for the Node that runs this. */
export async function bundleServices(): Promise<readonly BundledService[]> {
  const services = Object.keys(BOOKINFO);
  const { outputFiles } = await build({
    // Relative to the clone, so that the bundle is the same wherever it lies.
    absWorkingDir: repoDir,
    entryPoints: services.map((service) => join("sandbox", "bookinfo", `${service}.ts`)),
    outdir: ".",
    bundle: true,
    platform: "node",
    target: `node${process.versions.node}`,
    write: false,
    logLevel: "error",
  });
  return outputFiles.map(({ path, contents }) => ({ name: path.slice(path.lastIndexOf("/") + 1), content: contents }));
}
