/** Files that an image holds, all from one source. Images that have an equal layer share it. */
export interface Layer {
  /** The source's name. */
  readonly from: SourceName;
  /** Where each file of the source's folder goes, without the leading slash. `.` is the whole folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** A container image: files, and how its program is run. */
export interface Image {
  /** Its full name, e.g. `sandbox.local/istio/pilot:1.31.1`. */
  readonly reference: string;
  readonly layers: readonly Layer[];
  /** Numeric, `user:group`: what pods that say `runAsNonRoot` need to be let in. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  /** Added to PATH, which every image has. */
  readonly environment?: Readonly<Record<string, string>>;
  /** TCP ports that its program listens on. */
  readonly ports?: readonly number[];
}

/** Images that are stored in one archive, where a layer that they share stands once. */
export interface ImageGroup {
  readonly name: string;
  readonly images: readonly Image[];
}

/**
 * Where files of images come from: the toolchain's programs, Istio's source, the base of a file system with glibc and
 * iptables, this machine's CA certificates, the Node that runs this, and Bookinfo's services.
 */
export type SourceName = "programs" | "istio" | "root" | "certificates" | "node" | "services";

/** A folder that images take files from. */
export interface Source {
  readonly folder: string;
  /** Changes whenever the files that images take from the folder do. */
  readonly identity: string;
}

export type Sources = Readonly<Record<SourceName, Source>>;
