import { BOOKINFO } from "./bookinfo";
import { type EgressConfig, type EgressHost, type EgressPort } from "./egress";
import { type Problem, projectKey, removeCommand, setCommand } from "./problem";

/** What is wrong between the values of the section `egress`, each of which is right by itself. */
export function egressProblems({ via, hosts }: EgressConfig, namespace: string | undefined): Problem[] {
  return hosts.flatMap((host, index) => [
    ...hostProblems(host, index, hosts, via, namespace),
    ...host.ports.flatMap((port, at) => {
      const path = ["egress", "hosts", index, "ports", at];
      return [...portProblems(host, port, path, via), ...sharedTcpProblems(host, port, path, hosts)];
    }),
  ]);
}

function hostProblems(
  { host, ports }: EgressHost,
  index: number,
  all: readonly EgressHost[],
  via: EgressConfig["via"],
  namespace: string | undefined,
): Problem[] {
  const key = projectKey(["egress", "hosts", index]);
  const label = host;
  const remove = removeCommand(key);
  const problems: Problem[] = [];
  const first = all.findIndex((other) => other.host === host);
  if (first !== index) {
    problems.push({ key, label, message: `hosts[${first}] is this host already: list its ports there`, mend: remove });
  }
  if (isInside(host, namespace)) {
    const message = "is no host outside the mesh: expected a full domain name such as api.example.com";
    problems.push({ key, label, message, mend: remove });
  }
  if (host.startsWith("*") && via === "gateway") {
    const message =
      "a wildcard can't leave through the egress gateway, which must know where to send: expected a full host name";
    problems.push({ key, label, message, mend: setCommand(projectKey(["egress", "via"]), "sidecar") });
  }
  const twice = ports.findIndex(({ number }, at) => ports.findIndex((other) => other.number === number) !== at);
  if (twice >= 0) {
    const portKey = projectKey(["egress", "hosts", index, "ports", twice]);
    const message = `port ${ports[twice]?.number} is listed twice`;
    problems.push({ key: portKey, label, message, mend: removeCommand(portKey) });
  }
  return problems;
}

/** Whether a pod's DNS takes a name for a Service of the cluster: in full, or in one of the shorter forms that it completes. */
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

function portProblems(
  { host }: EgressHost,
  { number, protocol, tls, targetPort, caSecret, verify }: EgressPort,
  path: readonly PropertyKey[],
  via: EgressConfig["via"],
): Problem[] {
  const key = (name: string) => projectKey([...path, name]);
  const problem = (name: string, message: string, mend: string): Problem => ({
    key: key(name),
    label: host,
    message,
    mend,
  });
  const unread = ([name, value]: readonly [string, unknown]) =>
    value !== undefined && !tls
      ? problem(name, "is read where TLS is originated, and nowhere else", setCommand(key("tls"), "originate"))
      : undefined;
  return [
    ISTIO_PORTS.includes(number)
      ? problem("number", `${number} is Istio's own in every pod with a proxy`, removeCommand(projectKey(path)))
      : undefined,
    tls && protocol !== "HTTP"
      ? problem("tls", `TLS is originated from plain HTTP, not from ${protocol}`, setCommand(key("protocol"), "HTTP"))
      : undefined,
    tls && host.startsWith("*")
      ? problem("tls", "TLS can't be originated for a wildcard: expected a full host name", removeCommand(key("tls")))
      : undefined,
    unread(["targetPort", targetPort]),
    unread(["verify", verify]),
    protocol === "TCP" && (via === "gateway" || host.startsWith("*"))
      ? problem(
          "protocol",
          "TCP names no host that the way out could be found by: expected HTTP, HTTPS or TLS",
          setCommand(key("protocol"), "TLS"),
        )
      : undefined,
    caSecret !== undefined && (!tls || via !== "gateway" || verify === "none")
      ? problem(
          "caSecret",
          "is read by the egress gateway where it originates TLS and checks certificates, and nowhere else",
          removeCommand(key("caSecret")),
        )
      : undefined,
  ].filter((one) => one !== undefined);
}

/**
 * TCP names no host, so a sidecar takes all calls to its port for calls to the one host that is listed with it (Istio: outbound
 * listener 0.0.0.0:PORT).
 */
function sharedTcpProblems(
  host: EgressHost,
  { number, protocol }: EgressPort,
  path: readonly PropertyKey[],
  all: readonly EgressHost[],
): Problem[] {
  if (protocol !== "TCP") return [];
  const before = all.slice(0, all.indexOf(host));
  const other = all.find(
    (one) =>
      one !== host &&
      one.ports.some((port) => port.number === number && (port.protocol !== "TCP" || before.includes(one))),
  );
  if (!other) return [];
  const message = `TCP takes all calls to port ${number} for calls to ${host.host}, and ${other.host} is called on it too: expected a port that no other host has`;
  return [{ key: projectKey(path), label: host.host, message, mend: removeCommand(projectKey(path)) }];
}
