/** What the machine is like, as far as the sandbox depends on it. Sizes are bytes. */
export interface MachineFacts {
  /** As Node names it, e.g. `linux`, `darwin`. */
  readonly platform: string;
  /** The effective user id; -1 where there is no such thing. */
  readonly userId: number;
  /** Whether the sandbox runs already: then what it holds is its own. */
  readonly sandboxRuns: boolean;
  /** Those of the sandbox's ports on loopback that somebody else holds, with what is known of the holder. */
  readonly takenPorts: readonly { readonly port: number; readonly holder?: string }[];
  /** Whether somebody else has an interface with the name of the sandbox's link. */
  readonly linkNameTaken: boolean;
  /**
   * Addresses of the machine, with the networks that they are in, and its routes; neither the sandbox's own nor the
   * default one.
   */
  readonly networks: readonly {
    readonly kind: "address" | "route";
    readonly cidr: string;
    readonly interface: string;
  }[];
  /** The file systems that the sandbox writes to, with what it asks of each and what it has there already. */
  readonly disks: readonly {
    readonly folder: string;
    readonly free: number;
    readonly used: number;
    readonly needed: number;
  }[];
  /** Memory that can be had without swapping. */
  readonly availableMemory: number;
  /** What `go env GOVERSION` and `python3 --version` say; undefined where the program is missing. */
  readonly go: string | undefined;
  readonly python: string | undefined;
  readonly aptGet: boolean;
  /** Why namespaces and mounts cannot be made, in the kernel's words; undefined where they can. */
  readonly namespacesRefused: string | undefined;
  /** The controllers of the control groups that are there. */
  readonly controllers: readonly string[];
  /** Whether processes in the topmost control group keep it from sharing them out. */
  readonly topGroupInUse: boolean;
}
