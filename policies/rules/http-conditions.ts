import { type Place } from "../resources/value";

/** What an operation or a source of an AuthorizationPolicy says of HTTP requests only. */
const OPERATION = ["hosts", "notHosts", "paths", "notPaths", "methods", "notMethods"];
const SOURCE = ["requestPrincipals", "notRequestPrincipals"];

/** The keys of conditions that only HTTP requests have. */
const CONDITION = /^request\./;

/** The conditions of a rule that only an HTTP request can meet (istiod's generators that say "HTTP only"). */
export function httpConditions(rule: Place): Place[] {
  return [
    ...listed(rule.at("to"), "operation", OPERATION),
    ...listed(rule.at("from"), "source", SOURCE),
    ...rule
      .at("when")
      .items()
      .filter((when) => CONDITION.test(when.at("key").text() ?? "")),
  ];
}

function listed(list: Place, part: string, fields: readonly string[]): Place[] {
  return list
    .items()
    .flatMap((item) => fields.map((field) => item.at(part, field)).filter((field) => field.items().length > 0));
}

/** Whether a rule is for a port of the workload's, as far as it says for which. */
export function isForPort(rule: Place, port: number): boolean {
  const operations = rule.at("to").items();
  const fits = (values: Place, notValues: Place) =>
    (values.items().length === 0 || values.texts().includes(String(port))) && !notValues.texts().includes(String(port));
  return (
    (operations.length === 0 ||
      operations.some((to) => fits(to.at("operation", "ports"), to.at("operation", "notPorts")))) &&
    rule
      .at("when")
      .items()
      .filter((when) => when.at("key").text() === "destination.port")
      .every((when) => fits(when.at("values"), when.at("notValues")))
  );
}
