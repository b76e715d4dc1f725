import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "../toolchain/command";
import { type Image, type Layer, type Sources } from "./image";
import { configuration, type Descriptor, index, LAYER_TYPE, LAYOUT, manifest } from "./oci";

/**
 * Writes images to one OCI archive, `images.tar` in `folder`; the same files give the same archive.
 *
 * @param log the file that a log is kept in
 */
export async function writeArchive(
  images: readonly Image[],
  sources: Sources,
  folder: string,
  log: string,
): Promise<void> {
  const layout = join(folder, "layout");
  const blobs = join(layout, "blobs", "sha256");
  mkdirSync(blobs, { recursive: true });

  const layers = new Map<string, Descriptor>();
  for (const layer of images.flatMap((image) => image.layers)) {
    const key = JSON.stringify(layer);
    if (!layers.has(key)) layers.set(key, await writeLayer(layer, sources, blobs, log));
  }

  const manifests = images.map((image) => {
    const own = image.layers.flatMap((layer) => layers.get(JSON.stringify(layer)) ?? []);
    const config = configuration(image, own);
    const document = manifest(image, config.descriptor, own);
    for (const { content, descriptor } of [config, document]) writeFileSync(blobPath(blobs, descriptor), content);
    return document.descriptor;
  });
  writeFileSync(join(layout, "index.json"), index(manifests));
  writeFileSync(join(layout, "oci-layout"), LAYOUT);

  await tar(["--file", join(folder, "images.tar"), "--directory", layout, "oci-layout", "index.json", "blobs"], log);
  rmSync(layout, { recursive: true });
}

async function writeLayer(layer: Layer, sources: Sources, blobs: string, log: string): Promise<Descriptor> {
  const unnamed = join(blobs, "layer.unfinished");
  await tar(
    [
      ...["--file", unnamed, "--directory", sources[layer.from].folder],
      // Whoever unpacked the files here, in the image they are root's, and may be read by the user that it runs as.
      ...["--owner=0", "--group=0", "--numeric-owner", "--mode=a+rX"],
      ...Object.entries(layer.files).flatMap(([name, place]) => (name === place ? [] : [renaming(name, place)])),
      ...Object.keys(layer.files),
    ],
    log,
  );
  const hash = createHash("sha256");
  await pipeline(createReadStream(unnamed), hash);
  const descriptor = {
    mediaType: LAYER_TYPE,
    digest: `sha256:${hash.digest("hex")}`,
    size: statSync(unnamed).size,
  };
  renameSync(unnamed, blobPath(blobs, descriptor));
  return descriptor;
}

/** An option of tar that stores the file `name` as `place`; of links, not what they point to. */
function renaming(name: string, place: string): string {
  return `--transform=flags=rh;s|^${name.replaceAll(".", "\\.")}$|${place}|`;
}

function blobPath(blobs: string, descriptor: Descriptor): string {
  return join(blobs, descriptor.digest.slice("sha256:".length));
}

async function tar(args: readonly string[], log: string): Promise<void> {
  await run({
    program: "tar",
    args: ["--create", "--format=gnu", "--sort=name", "--mtime=@0", ...args],
    purpose: "packing container images",
    remedy: "make sure that the disk has room (`df -h`), then run the same command again",
    log,
  });
}
