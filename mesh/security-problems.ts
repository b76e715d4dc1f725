import { BOOKINFO_PORT } from "./bookinfo";
import { clientRuleProblems } from "./client-rule-problems";
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
