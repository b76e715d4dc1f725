import { sumOf, weightProblems } from "../../mesh/split";
import { definePolicy } from "../engine/policy";
import { type Route } from "../objects/virtual-service";

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
  subjects: (view) => view.virtualServices,
  check(virtualService, { each, report }) {
    each(virtualService.routes(), (route) => {
      const weights = weightsOf(route);
      const given = weights.filter(([, weight]) => weight !== undefined);
      if (given.length < weights.length && weights.length > 1) {
        const unset = weights.filter(([, weight]) => weight === undefined).map(([version]) => version);
        report(`${route.title}: no weight for ${unset.join(" and ")}, which Istio takes for 0`);
      } else if (given.length > 0) {
        for (const { version, is } of weightProblems(given)) {
          report(
            version === undefined
              ? `${route.title}: ${is} (${listed(given)}); ${consequence(given)}`
              : `${route.title}: ${version}: ${is}`,
          );
        }
      }
    });
  },
});

function weightsOf(route: Route): Weight[] {
  return route.legs().map((leg, index) => {
    const destination = route.destination(leg.at("destination"));
    return [destination?.subset ?? destination?.host ?? `destination ${index}`, leg.at("weight").known()];
  });
}

function listed(weights: readonly Weight[]): string {
  return weights.map(([version, weight]) => `${version} ${String(weight)}`).join(", ");
}

/** What Istio would do with weights that are all numbers. */
function consequence(weights: readonly Weight[]): string {
  const sum = sumOf(weights);
  if (sum === 0) return "Istio would refuse them";
  const shares = weights.map(
    ([version, weight]) => `${version} ${Number(((100 * Number(weight)) / sum).toFixed(1))} %`,
  );
  return `Istio would send ${shares.join(", ")}`;
}
