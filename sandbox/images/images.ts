import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheDir } from "../../commands/stack/sandbox/paths";
import { cached, removeCached } from "../toolchain/cache";
import { newLog } from "../toolchain/command";
import { fingerprint } from "../toolchain/fingerprint";
import { type Report, withClock } from "../toolchain/report";
import { type Toolchain } from "../toolchain/toolchain";
import { writeArchive } from "./archive";
import { type ImageGroup, type Source, type SourceName, type Sources } from "./image";
import { IMAGE_GROUPS } from "./image-groups";
import { bundleServices } from "./services";

/** One file that `ctr --namespace k8s.io images import` takes, and the images that it brings. */
export interface ImageArchive {
  /** Full names, e.g. `sandbox.local/istio/pilot:1.31.1`. */
  readonly references: readonly string[];
  /** An OCI archive. Its folder is named after what went into it: same path, same images. */
  readonly archive: string;
}

/** Builds those container images of the sandbox whose inputs changed since they were last built. */
export async function prepareImages(toolchain: Toolchain, report: Report): Promise<readonly ImageArchive[]> {
  const sources = await findSources(toolchain, report);
  const archives: ImageArchive[] = [];
  for (const group of IMAGE_GROUPS) archives.push(await prepareGroup(group, sources, report));
  return archives;
}

async function prepareGroup(group: ImageGroup, sources: Sources, report: Report): Promise<ImageArchive> {
  const entry = join(cacheDir, "images", `${group.name}-${groupKey(group, sources)}`);
  await cached(entry, report, async (unfinished) => {
    rmSync(unfinished, { recursive: true });
    mkdirSync(unfinished);
    const log = newLog(`images-${group.name}`);
    await withClock(
      report,
      () => `packing ${group.images.length} container images: ${group.name}`,
      () => writeArchive(group.images, sources, unfinished, log),
    );
  });
  removeOlder(group, entry);
  return { references: group.images.map(({ reference }) => reference), archive: join(entry, "images.tar") };
}

/** Archives are quick to make and large: what an earlier state of the sources gave is not kept. */
function removeOlder(group: ImageGroup, current: string): void {
  const folder = dirname(current);
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const older = entries.filter(({ name }) => name.startsWith(`${group.name}-`) && name !== basename(current));
  for (const { name } of older) removeCached(join(folder, name));
}

/** Names all that goes into a group: what is said of its images, and the sources that they take files from. */
export function groupKey(group: ImageGroup, sources: Sources): string {
  const used = new Set<SourceName>(group.images.flatMap((image) => image.layers.map((layer) => layer.from)));
  return fingerprint([JSON.stringify(group.images), ...[...used].flatMap((name) => [name, sources[name].identity])]);
}

async function findSources(toolchain: Toolchain, report: Report): Promise<Sources> {
  return {
    programs: { folder: toolchain.bin, identity: identityOfPrograms(toolchain.bin) },
    // The cache names its folders after what is in them.
    istio: { folder: toolchain.istio, identity: basename(dirname(toolchain.istio)) },
    root: { folder: toolchain.imageRoot, identity: basename(toolchain.imageRoot) },
    certificates: findCertificates(),
    node: { folder: dirname(process.execPath), identity: `${process.version} ${process.arch}` },
    services: await keepServices(report),
  };
}

/** Of those programs alone that images hold: another version of any other one leaves the images as they are. */
function identityOfPrograms(folder: string): string {
  const layers = IMAGE_GROUPS.flatMap((group) => group.images).flatMap((image) => image.layers);
  const names = new Set(layers.filter(({ from }) => from === "programs").flatMap(({ files }) => Object.keys(files)));
  return [...names]
    .map((name) => ({ name, file: statSync(join(folder, name)) }))
    .map(({ name, file }) => `${name} ${file.size} ${file.mtimeMs}`)
    .join("\n");
}

function findCertificates(): Source {
  const folder = "/etc/ssl/certs";
  return { folder, identity: fingerprint([readFileSync(join(folder, "ca-certificates.crt"))]) };
}

/** Puts the bundled services where images can take them from. */
async function keepServices(report: Report): Promise<Source> {
  const services = await bundleServices();
  const identity = fingerprint(services.flatMap(({ name, content }) => [name, content]));
  const folder = await cached(join(cacheDir, "services", identity), report, (unfinished) => {
    for (const { name, content } of services) writeFileSync(join(unfinished, name), content);
    return Promise.resolve();
  });
  return { folder, identity };
}
