import { selects } from "../objects/workload";
import { type Place } from "../resources/value";

/**
 * Whether labels fit a selector with matchLabels and matchExpressions. An empty one fits all, and none at all fits
 * nothing.
 */
export function fitsSelector(selector: Place, labels: Readonly<Record<string, string>>): boolean {
  return (
    !selector.isAbsent &&
    selects(selector.at("matchLabels").textMap(), labels) &&
    selector
      .at("matchExpressions")
      .items()
      .every((expression) => fitsExpression(expression, labels))
  );
}

function fitsExpression(expression: Place, labels: Readonly<Record<string, string>>): boolean {
  const key = expression.at("key").text() ?? "";
  const values = expression.at("values").texts();
  switch (expression.at("operator").text()) {
    case "In":
      return key in labels && values.includes(labels[key] ?? "");
    case "NotIn":
      return !(key in labels && values.includes(labels[key] ?? ""));
    case "Exists":
      return key in labels;
    case "DoesNotExist":
      return !(key in labels);
    default:
      // The API server takes no other.
      return false;
  }
}
