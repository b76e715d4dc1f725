import { ISTIO_NAMESPACE } from "../istio/istio-namespace";
import { type PeerAuthenticationSpec } from "../istio/istio-types";
import { type MutualTlsMode, type TlsException } from "./security";

/** An Istio object before it is a resource. */
export interface NamedSpec<Spec> {
  readonly name: string;
  readonly namespace: string;
  /** Why it is there, where a person gave a reason. */
  readonly reason?: string;
  readonly spec: Spec;
}

/** What decides whether a workload takes plain text. */
export interface ServerTls {
  readonly mtls: MutualTlsMode;
  /** The application's namespace. */
  readonly namespace: string;
  readonly exceptions: readonly TlsException[];
}

/**
 * The PeerAuthentications of a mode and its exceptions: one for the mesh or the namespace, and one for each workload
 * with exceptions, since Istio applies only one that selects a workload (istio.io, PeerAuthentication).
 */
export function peerAuthentications({
  mtls,
  namespace,
  exceptions,
}: ServerTls): [wide: NamedSpec<PeerAuthenticationSpec>, ...workloads: NamedSpec<PeerAuthenticationSpec>[]] {
  const wide: NamedSpec<PeerAuthenticationSpec> =
    mtls === "namespace"
      ? { name: "default", namespace, spec: { mtls: { mode: "STRICT" } } }
      : {
          name: "default",
          namespace: ISTIO_NAMESPACE,
          spec: { mtls: { mode: mtls === "mesh" ? "STRICT" : "PERMISSIVE" } },
        };
  const workloads = [...new Set(exceptions.map(({ workload }) => workload))];
  return [wide, ...workloads.map((workload) => ofWorkload(workload, namespace, exceptions))];
}

function ofWorkload(
  workload: string,
  namespace: string,
  exceptions: readonly TlsException[],
): NamedSpec<PeerAuthenticationSpec> {
  const own = exceptions.filter((exception) => exception.workload === workload);
  const whole = own.find(({ port }) => port === undefined);
  const ports = own.flatMap(({ port, mode }) => (port === undefined ? [] : [[String(port), mutualTls(mode)] as const]));
  return {
    name: workload,
    namespace,
    reason: own.map(({ reason }) => reason).join("; "),
    spec: {
      selector: { matchLabels: { app: workload } },
      // Without a mode of its own it has that of the namespace or the mesh.
      ...(whole && { mtls: mutualTls(whole.mode) }),
      ...(ports.length > 0 && { portLevelMtls: Object.fromEntries(ports) }),
    },
  };
}

function mutualTls(mode: TlsException["mode"]): { mode: "STRICT" | "PERMISSIVE" } {
  return { mode: mode === "strict" ? "STRICT" : "PERMISSIVE" };
}

/**
 * Whether a port of a workload of the application takes plain text: as its own exception says, else that of the whole
 * workload, else the mode.
 */
export function takesPlainText({ mtls, exceptions }: ServerTls, workload: string, port: number): boolean {
  const own = exceptions.filter((exception) => exception.workload === workload);
  const exception = own.find((one) => one.port === port) ?? own.find((one) => one.port === undefined);
  return exception ? exception.mode === "permissive" : mtls === "permissive";
}
