import { BOOKINFO_PORT } from "./bookinfo";
import { clientRuleProblems } from "./client-rule-problems";
import { type EgressConfig, type EgressHost, type EgressPort } from "./egress";
import { type Problem, projectKey, removeCommand, setCommand } from "./problem";
import { type JwtConfig, type MutualTlsMode, type SecurityConfig, type TlsException } from "./security";

/** What is wrong between the values of the section `security`, each of which is right by itself. */
export function securityProblems(
  { exceptions, clientRules, authorization, jwt }: SecurityConfig,
  mtls: MutualTlsMode | undefined,
  namespace: string | undefined,
): Problem[] {
  const demands = mtls && namespace ? { mtls, namespace, exceptions, authorization } : undefined;
  return [
    ...exceptions.flatMap((exception, index) => exceptionProblems(exception, index, exceptions)),
    ...clientRules.flatMap((rule, index) => clientRuleProblems(rule, index, clientRules, demands)),
    ...(jwt ? jwtProblems(jwt) : []),
  ];
}

function exceptionProblems({ workload, port }: TlsException, index: number, all: readonly TlsException[]): Problem[] {
  const path = ["security", "exceptions", index];
  if (port !== undefined && port !== BOOKINFO_PORT) {
    const key = projectKey([...path, "port"]);
    const message = `${workload} does not listen on ${port}: expected ${BOOKINFO_PORT}`;
    return [{ key, label: workload, message, mend: setCommand(key, BOOKINFO_PORT) }];
  }
  const first = all.findIndex((other) => other.workload === workload && other.port === port);
  if (first === index) return [];
  const key = projectKey(path);
  const place = port === undefined ? "the whole workload" : `port ${port}`;
  return [{ key, label: workload, message: `exceptions[${first}] is for ${place} already`, mend: removeCommand(key) }];
}

function jwtProblems({ jwksUri, jwks }: JwtConfig): Problem[] {
  if ((jwksUri === undefined) !== (jwks === undefined)) return [];
  const key = projectKey(["security", "jwt"]);
  return jwksUri === undefined
    ? [
        {
          key,
          message: "has no keys to check tokens with: expected one of jwksUri and jwks",
          mend: setCommand(`${key}.jwksUri`, "https://issuer.example.com/.well-known/jwks.json"),
        },
      ]
    : [{ key, message: "has both jwksUri and jwks: expected one of them", mend: removeCommand(`${key}.jwks`) }];
}

/** What is wrong between the values of the section `egress`, each of which is right by itself. */
export function egressProblems({ via, hosts }: EgressConfig): Problem[] {
  return hosts.flatMap((host, index) => [
    ...hostProblems(host, index, hosts, via),
    ...host.ports.flatMap((port, at) => portProblems(host, port, ["egress", "hosts", index, "ports", at], via)),
  ]);
}

function hostProblems(
  { host, ports }: EgressHost,
  index: number,
  all: readonly EgressHost[],
  via: EgressConfig["via"],
): Problem[] {
  const key = projectKey(["egress", "hosts", index]);
  const label = host;
  const remove = removeCommand(key);
  const problems: Problem[] = [];
  const first = all.findIndex((other) => other.host === host);
  if (first !== index) {
    problems.push({ key, label, message: `hosts[${first}] is this host already: list its ports there`, mend: remove });
  }
  if (/(^|\.)(local|localhost)$/.test(host) || host === "*" || !host.includes(".")) {
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

function portProblems(
  { host }: EgressHost,
  { protocol, tls, caSecret, verify }: EgressPort,
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
  return [
    tls && protocol !== "HTTP"
      ? problem("tls", `TLS is originated from plain HTTP, not from ${protocol}`, setCommand(key("protocol"), "HTTP"))
      : undefined,
    tls && host.startsWith("*")
      ? problem("tls", "TLS can't be originated for a wildcard: expected a full host name", removeCommand(key("tls")))
      : undefined,
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
