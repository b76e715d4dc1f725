import { BOOKINFO_PORT } from "../../mesh/bookinfo";
import { type MutualTlsMode, type TlsException } from "../../mesh/security/security";
import { remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { fieldOf, isFields } from "../value";
import { clientRuleProblems } from "./client-rule-problems";
import { type SecurityInput } from "./security-schema";

/** What is wrong between the values of the section `security`, as far as each is right by itself. */
export function securityProblems(
  section: Reading<SecurityInput>,
  mtls: MutualTlsMode | undefined,
  namespace: string | undefined,
): Problem[] {
  const exceptions = section.field("exceptions").elements.map(({ valid }) => valid);
  const clientRules = section.field("clientRules").elements.map(({ valid }) => valid);
  const authorization = section.field("authorization").valid;
  const allExceptions = section.field("exceptions").valid;
  const demands =
    mtls && namespace && allExceptions && authorization
      ? { mtls, namespace, exceptions: allExceptions, authorization }
      : undefined;
  return [
    ...exceptions.flatMap((exception, index) => (exception ? exceptionProblems(exception, index, exceptions) : [])),
    ...clientRules.flatMap((rule, index) => (rule ? clientRuleProblems(rule, index, clientRules, demands) : [])),
    ...jwtProblems(section.field("jwt").value),
  ];
}

function exceptionProblems(
  { workload, port }: TlsException,
  index: number,
  all: readonly (TlsException | undefined)[],
): Problem[] {
  const path = ["security", "exceptions", index];
  if (port !== undefined && port !== BOOKINFO_PORT) {
    const at = [...path, "port"];
    const message = `${workload} does not listen on ${port}: expected ${BOOKINFO_PORT}`;
    return [{ path: at, label: workload, message, fix: set(at, BOOKINFO_PORT) }];
  }
  const first = all.findIndex((other) => other?.workload === workload && other.port === port);
  if (first === index) return [];
  const place = port === undefined ? "the whole workload" : `port ${port}`;
  return [{ path, label: workload, message: `exceptions[${first}] is for ${place} already`, fix: remove(path) }];
}

function jwtProblems(jwt: unknown): Problem[] {
  if (!isFields(jwt)) return [];
  const path = ["security", "jwt"];
  const hasUri = fieldOf(jwt, "jwksUri") !== undefined;
  const hasKeys = fieldOf(jwt, "jwks") !== undefined;
  if (hasUri && hasKeys) {
    return [{ path, message: "has both jwksUri and jwks: expected one of them", fix: remove([...path, "jwks"]) }];
  }
  if (hasUri || hasKeys) return [];
  const message = "has no keys to check tokens with: expected one of jwksUri and jwks";
  return [{ path, message, fix: set([...path, "jwksUri"], "https://issuer.example.com/.well-known/jwks.json") }];
}
