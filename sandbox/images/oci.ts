import { createHash } from "node:crypto";
import { type Image } from "./image";

// Documents of the OCI image format, v1.1: https://github.com/opencontainers/image-spec

/** What a manifest or an index says of a blob. */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:` and the content's hash in hexadecimal. */
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A document with its descriptor. */
export interface Blob {
  readonly content: string;
  readonly descriptor: Descriptor;
}

/**
 * Layers are stored as they are: packed and unpacked on one machine, compression costs more time than its room is
 * worth.
 */
export const LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What OCI, after Go, calls Node's names of architectures. */
const ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = { x64: "amd64", arm64: "arm64" };

/** How an image's program is run, and which layers make up its files. */
export function configuration(image: Image, layers: readonly Descriptor[]): Blob {
  const environment = { PATH, ...image.environment };
  return blob("application/vnd.oci.image.config.v1+json", {
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: "linux",
    config: {
      User: image.user,
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      Entrypoint: image.entrypoint,
      ...(image.ports && { ExposedPorts: Object.fromEntries(image.ports.map((port) => [`${port}/tcp`, {}])) }),
    },
    // Of layers that are not compressed, the stored and the unpacked form have the same hash.
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
  });
}

/** An image: its configuration and its layers, the lowest first. */
export function manifest(image: Image, config: Descriptor, layers: readonly Descriptor[]): Blob {
  const document = blob("application/vnd.oci.image.manifest.v1+json", {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config,
    layers,
  });
  // containerd takes the name of an imported image from the first, other tools from the second.
  const annotations = {
    "io.containerd.image.name": image.reference,
    "org.opencontainers.image.ref.name": image.reference,
  };
  return { ...document, descriptor: { ...document.descriptor, annotations } };
}

/** The images of an archive. */
export function index(manifests: readonly Descriptor[]): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests,
  });
}

/** What marks a folder as an image layout. */
export const LAYOUT = JSON.stringify({ imageLayoutVersion: "1.0.0" });

function blob(mediaType: string, document: unknown): Blob {
  const content = JSON.stringify(document);
  const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
  return { content, descriptor: { mediaType, digest, size: Buffer.byteLength(content) } };
}
