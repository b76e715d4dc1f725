import { BOOKINFO_PORT } from "../../mesh/bookinfo";
import { projectKey } from "../../mesh/config-path";
import { type MutualTlsMode, type TlsException } from "../../mesh/security/security";
import { removal, setCommand } from "../problem/mend";
import { type Problem } from "../problem/problem";
import { soundElements, soundFields } from "../sound-parts";
import { fieldOf, isFields } from "../value";
import { clientRuleProblems } from "./client-rule-problems";
import { clientRuleSchema, exceptionSchema, securitySchema } from "./security-schema";

/** What is wrong between the values of the section `security`, as far as each is right by itself. */
export function securityProblems(
  section: unknown,
  mtls: MutualTlsMode | undefined,
  namespace: string | undefined,
): Problem[] {
  const exceptions = soundElements(fieldOf(section, "exceptions"), (one) => exceptionSchema.safeParse(one).data);
  const clientRules = soundElements(fieldOf(section, "clientRules"), (one) => clientRuleSchema.safeParse(one).data);
  const sound = soundFields(securitySchema.unwrap(), section);
  const demands =
    mtls && namespace && sound.exceptions && sound.authorization
      ? { mtls, namespace, exceptions: sound.exceptions, authorization: sound.authorization }
      : undefined;
  return [
    ...exceptions.flatMap((exception, index) => (exception ? exceptionProblems(exception, index, exceptions) : [])),
    ...clientRules.flatMap((rule, index) => (rule ? clientRuleProblems(rule, index, clientRules, demands) : [])),
    ...jwtProblems(fieldOf(section, "jwt")),
  ];
}

function exceptionProblems(
  { workload, port }: TlsException,
  index: number,
  all: readonly (TlsException | undefined)[],
): Problem[] {
  const path = ["security", "exceptions", index];
  if (port !== undefined && port !== BOOKINFO_PORT) {
    const key = projectKey([...path, "port"]);
    const message = `${workload} does not listen on ${port}: expected ${BOOKINFO_PORT}`;
    return [{ key, label: workload, message, mend: setCommand(key, BOOKINFO_PORT) }];
  }
  const first = all.findIndex((other) => other?.workload === workload && other.port === port);
  if (first === index) return [];
  const key = projectKey(path);
  const place = port === undefined ? "the whole workload" : `port ${port}`;
  return [{ key, label: workload, message: `exceptions[${first}] is for ${place} already`, ...removal(path) }];
}

function jwtProblems(jwt: unknown): Problem[] {
  if (!isFields(jwt)) return [];
  const path = ["security", "jwt"];
  const key = projectKey(path);
  const hasUri = fieldOf(jwt, "jwksUri") !== undefined;
  const hasKeys = fieldOf(jwt, "jwks") !== undefined;
  if (hasUri && hasKeys) {
    return [{ key, message: "has both jwksUri and jwks: expected one of them", ...removal([...path, "jwks"]) }];
  }
  if (hasUri || hasKeys) return [];
  const message = "has no keys to check tokens with: expected one of jwksUri and jwks";
  return [{ key, message, mend: setCommand(`${key}.jwksUri`, "https://issuer.example.com/.well-known/jwks.json") }];
}
