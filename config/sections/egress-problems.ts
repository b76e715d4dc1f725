import { BOOKINFO } from "../../mesh/bookinfo";
import { type Path } from "../../mesh/config-path";
import { type ControlPlane, givesHostsAddresses } from "../../mesh/istio/control-plane";
import { type EgressConfig, type EgressPort } from "../../mesh/security/egress";
import { type Fix, remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";

/** A host of the list, as far as it is right. */
interface ValidHost {
  readonly host: string | undefined;
  readonly ports: readonly (EgressPort | undefined)[];
}

type Via = EgressConfig["via"] | undefined;

/** What is wrong between the values of the section `egress`, as far as each is right by itself. */
export function egressProblems(
  section: Reading<EgressConfig>,
  namespace: string | undefined,
  controlPlane: ControlPlane | undefined,
): Problem[] {
  const mayShare = !controlPlane || givesHostsAddresses(controlPlane);
  const via = section.field("via").valid;
  const hosts = section.field("hosts").elements.map((host) => ({
    host: host.field("host").valid,
    ports: host.field("ports").elements.map(({ valid }) => valid),
  }));
  return hosts.flatMap((host, index) => {
    const path = ["egress", "hosts", index, "ports"];
    return [
      ...hostProblems(host, index, hosts, via, namespace),
      ...twiceProblems(host, path),
      ...host.ports.flatMap((port, at) =>
        port
          ? [
              ...portProblems(host, port, [...path, at], via),
              ...(mayShare ? [] : sharedTcpProblems(host, port, [...path, at], hosts)),
            ]
          : [],
      ),
    ];
  });
}

function hostProblems(
  { host }: ValidHost,
  index: number,
  all: readonly ValidHost[],
  via: Via,
  namespace: string | undefined,
): Problem[] {
  if (host === undefined) return [];
  const path = ["egress", "hosts", index];
  const label = host;
  const problems: Problem[] = [];
  const first = all.findIndex((other) => other.host === host);
  if (first !== index) {
    const message = `hosts[${first}] is this host already: list its ports there`;
    problems.push({ path, label, message, fix: remove(path) });
  }
  if (isInside(host, namespace)) {
    const message = "is not a host outside the mesh: expected a full domain name such as api.example.com";
    problems.push({ path, label, message, fix: remove(path) });
  }
  if (host.startsWith("*") && via === "gateway") {
    const message =
      "a wildcard can't go through the egress gateway, which has to know the exact host: expected a full host name";
    problems.push({ path, label, message, fix: set(["egress", "via"], "sidecar") });
  }
  return problems;
}

function twiceProblems({ host, ports }: ValidHost, path: Path): Problem[] {
  return ports.flatMap((port, at): Problem[] => {
    if (!port || ports.findIndex((other) => other?.number === port.number) === at) return [];
    const message = `port ${port.number} is listed twice`;
    return [{ path: [...path, at], ...labelOf(host), message, fix: remove([...path, at]) }];
  });
}

function labelOf(host: string | undefined): Pick<Problem, "label"> {
  return host === undefined ? {} : { label: host };
}

/**
 * Whether a pod's DNS takes a name for a Service of the cluster: in full, or in one of the shorter forms that it
 * completes.
 */
function isInside(host: string, namespace: string | undefined): boolean {
  const services = Object.keys(BOOKINFO).map((service) => `${service}.${namespace}`);
  return (
    /(^|\.)(local|localhost|svc)$/.test(host) ||
    !host.includes(".") ||
    ["kubernetes.default", ...services].includes(host)
  );
}

/** Istio's own ports in a pod with a proxy (istio.io, Application Requirements: ports used by Istio). */
const ISTIO_PORTS: readonly number[] = [15000, 15001, 15002, 15004, 15006, 15008, 15020, 15021, 15053, 15090];

/** The port on which everyone expects TLS (istio.io, Traffic Management Problems: sending HTTPS to an HTTP port). */
const HTTPS_PORT = 443;

function portProblems(
  { host }: ValidHost,
  { number, protocol, tls, targetPort, caSecret, verify }: EgressPort,
  path: Path,
  via: Via,
): Problem[] {
  const at = (name: string) => [...path, name];
  const problem = (name: string, message: string, fix: Fix): Problem => ({
    path: at(name),
    ...labelOf(host),
    message,
    fix,
  });
  const isWildcard = host?.startsWith("*") ?? false;
  const unread = ([name, value]: readonly [string, unknown]) =>
    value !== undefined && !tls
      ? problem(name, "has an effect only with tls: originate", set(at("tls"), "originate"))
      : undefined;
  return [
    ISTIO_PORTS.includes(number)
      ? problem("number", `${number} is Istio's own in every pod with a proxy`, remove(path))
      : undefined,
    number === HTTPS_PORT && protocol === "HTTP" && !tls
      ? problem(
          "protocol",
          `workloads speak TLS to port ${HTTPS_PORT}, which a sidecar would read as HTTP and answer with 400: expected HTTPS, or tls: originate where they speak plain HTTP`,
          set(at("protocol"), "HTTPS"),
        )
      : undefined,
    tls && protocol !== "HTTP"
      ? problem("tls", `TLS is originated from plain HTTP, not from ${protocol}`, set(at("protocol"), "HTTP"))
      : undefined,
    tls && isWildcard
      ? problem("tls", "TLS can't be originated for a wildcard: expected a full host name", remove(at("tls")))
      : undefined,
    unread(["targetPort", targetPort]),
    unread(["verify", verify]),
    protocol === "TCP" && (via === "gateway" || isWildcard)
      ? problem(
          "protocol",
          "TCP carries no host name, which the egress gateway needs to find the way: expected HTTP, HTTPS or TLS",
          set(at("protocol"), "TLS"),
        )
      : undefined,
    caSecret !== undefined && (!tls || via === "sidecar" || verify === "none")
      ? problem(
          "caSecret",
          "has an effect only where the egress gateway originates TLS and checks certificates",
          remove(at("caSecret")),
        )
      : undefined,
  ].filter((one) => one !== undefined);
}

/**
 * TCP names no host, so a sidecar takes all calls to its port for calls to the one host that is listed with it (Istio:
 * outbound listener 0.0.0.0:PORT), unless each host has an address of its own.
 */
function sharedTcpProblems(
  host: ValidHost,
  { number, protocol }: EgressPort,
  path: Path,
  all: readonly ValidHost[],
): Problem[] {
  if (protocol !== "TCP") return [];
  const before = all.slice(0, all.indexOf(host));
  const other = all.find(
    (one) =>
      one !== host &&
      one.ports.some((port) => port?.number === number && (port.protocol !== "TCP" || before.includes(one))),
  );
  if (host.host === undefined || other?.host === undefined) return [];
  const message = `with TCP, all calls to port ${number} go to ${host.host}, but ${other.host} uses that port too: expected a port that no other host has, or istio.dnsCapture, which gives each host an address of its own`;
  return [{ path, label: host.host, message, fix: set(["istio", "dnsCapture"], true) }];
}
