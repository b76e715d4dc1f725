import { type MutualTlsMode } from "./security";

/**
 * What the mesh guarantees to other stacks that run on it, as the output `platform` that their policy pack reads
 * (`platformStack` of the policy platform-is-known). What is not guaranteed is not in it.
 */
export interface PlatformOutput {
  /** The mode of workloads for which no other PeerAuthentication sets one. */
  readonly mtls: "STRICT" | "PERMISSIVE";
  /** Only the application's own namespace refuses calls by default, which is of no use to other stacks. */
  readonly denyByDefault: false;
  readonly revisions: readonly string[];
  /** `NAMESPACE/NAME=VALUE` of the gateways' pods. */
  readonly gateways: readonly string[];
}

/** What a mesh of this config guarantees. */
export function platformOutput(
  mtls: MutualTlsMode,
  revision: string | undefined,
  gateways: readonly { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }[],
): PlatformOutput {
  return {
    mtls: mtls === "mesh" ? "STRICT" : "PERMISSIVE",
    denyByDefault: false,
    revisions: [revision ?? "default"],
    gateways: gateways.map(({ namespace, labels }) => {
      const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
      return `${namespace}/${pairs.join(", ")}`;
    }),
  };
}
