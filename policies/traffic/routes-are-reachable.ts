import { definePolicy } from "../engine/policy";
import { type Route } from "../objects/virtual-service";
import { ANY_REQUEST, type HttpMatch, httpMatch, matchCovers, matchEquals } from "../rules/http-match";

export const routesAreReachable = definePolicy({
  name: "routes-are-reachable",
  description:
    "No http rule stands behind one that takes all of its requests already: the first rule that matches decides.",
  severity: "high",
  codes: ["IST0130", "IST0131"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0130/",
  remediationSteps: "move the narrower rule before the wider one, or remove the one that is not needed.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {},
  subjects: (view) => view.withPatches.virtualServices,
  check(virtualService, { each, report }) {
    const routes = virtualService.httpRoutes();
    each(routes.entries(), ([index, route]) => {
      const earlier = routes.slice(0, index).flatMap((other) => conditionsOf(other).map((match) => ({ other, match })));
      for (const [position, own] of conditionsOf(route).entries()) {
        const same = earlier.find(({ match }) => matchEquals(match, own));
        const wider = same ?? earlier.find(({ match }) => matchCovers(match, own));
        if (!wider) continue;
        const how = same ? "has the same match" : "takes all of its requests";
        const part = route.takesEverything ? "" : `, match[${position}]`;
        report(
          `${route.title}${part} can never be reached: ${wider.other.place.path.replace("spec.", "")} comes first and ${how}`,
        );
      }
    });
  },
});

/** The alternatives of a rule's match; a rule without any has one that asks for nothing. */
function conditionsOf(route: Route): HttpMatch[] {
  const matches = route.place.at("match").items().map(httpMatch);
  return matches.length > 0 ? matches : [ANY_REQUEST];
}
