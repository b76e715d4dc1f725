import { sumOf, weightProblems } from "../../mesh/traffic/split";
import { definePolicy } from "../engine/policy";
import { type Route } from "../objects/virtual-service";
import { type Place } from "../resources/value";

type Weight = readonly [version: string, weight: unknown];

export const weightsAddUpTo100 = definePolicy({
  name: "weights-add-up-to-100",
  description:
    "The weights of a route are whole percentages that add up to 100. Istio accepts any others and silently sends weight / sum.",
  severity: "critical",
  codes: ["KIA1104"],
  url: "https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination",
  remediationSteps: "give every destination of the route a whole weight from 0 to 100, together 100.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {},
  subjects: (view) => view.withPatches.virtualServices,
  check(virtualService, { each, report }) {
    each(virtualService.routes(), (route) => {
      const { given, unset, unknown } = weightsOf(route);
      const isComplete = unset.length === 0 && unknown.length === 0;
      if (unset.length > 0 && route.routePlaces().length > 1) {
        report(`${route.title}: no weight for ${unset.join(" and ")}, which Istio takes for 0`);
      }
      for (const [version] of given.filter(([, weight]) => typeof weight !== "number")) {
        // The weight is not shown: a text may be a secret that went astray.
        report(`${route.title}: ${version}: its weight is not a number`);
      }
      const numbers = given.filter(([, weight]) => typeof weight === "number");
      for (const { version, is } of numbers.length > 0 ? weightProblems(numbers) : []) {
        if (version !== undefined) report(`${route.title}: ${version}: ${is}`);
        else if (isComplete && numbers.length === given.length) {
          report(`${route.title}: ${is} (${listed(given)}); ${consequence(given)}`);
        } else if (sumOf(numbers) > 100) {
          report(`${route.title}: weights add up to ${sumOf(numbers)} without the others already (${listed(numbers)})`);
        }
      }
      each(unknown, (weight) => weight.known());
    });
  },
});

/** The weights of a route: those that are known, the versions without any, and where the unknown ones are. */
function weightsOf(route: Route): { given: Weight[]; unset: string[]; unknown: Place[] } {
  const weights = route.weightedDestinations().map(({ destination, weight }, index) => ({
    version: destination.label ?? `destination ${index}`,
    weight,
    reading: weight.reading(),
  }));
  return {
    given: weights.flatMap(({ version, reading }) =>
      reading.kind === "known" ? [[version, reading.value] as const] : [],
    ),
    unset: weights.flatMap(({ version, reading }) => (reading.kind === "absent" ? [version] : [])),
    unknown: weights.flatMap(({ weight, reading }) => (reading.kind === "unknown" ? [weight] : [])),
  };
}

function listed(weights: readonly Weight[]): string {
  return weights.map(([version, weight]) => `${version} ${String(weight)}`).join(", ");
}

/** What Istio would do with weights that are all numbers. It looks at no weight where there is but one destination. */
function consequence(weights: readonly Weight[]): string {
  const sum = sumOf(weights);
  if (weights.length === 1) return `Istio would send ${weights.map(([version]) => version).join()} 100 %`;
  if (sum === 0) return "Istio would refuse them";
  const percentages = weights.map(
    ([version, weight]) => `${version} ${Number(((100 * Number(weight)) / sum).toFixed(1))} %`,
  );
  return `Istio would send ${percentages.join(", ")}`;
}
