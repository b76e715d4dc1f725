import { definePolicy } from "../engine/policy";
import { type Route } from "../objects/virtual-service";
import { ANY_REQUEST, type HttpMatch, httpMatch, matchCovers } from "../rules/http-match";

export const routesEndInADefault = definePolicy({
  name: "routes-end-in-a-default",
  description:
    "The last http rule of a VirtualService for the mesh takes every request. Those that no rule matches get a 404 instead of an answer.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/ops/best-practices/traffic-management/#set-default-routes-for-services",
  remediationSteps: "add a last rule without match that routes to the version everybody else is to get.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {},
  subjects: (view) => view.virtualServices,
  check(virtualService, { report }) {
    // Behind a gateway the paths that are listed are those that are open: the rest is meant to get a 404.
    if (!virtualService.isForMesh || virtualService.object.spec.at("hosts").items().length === 0) return;
    const last = virtualService.httpRoutes().filter(isForSidecars).at(-1);
    if (last && !takesEveryRequest(last)) {
      report(`${last.title} is the last rule and has a match: what no rule matches gets a 404`);
    }
  },
});

/** A VirtualService for gateways and the mesh may say for each rule which of them it is for. */
function isForSidecars({ place, takesEverything }: Route): boolean {
  const matches = place.at("match").items();
  return (
    takesEverything ||
    matches.some((match) => match.at("gateways").isAbsent || match.at("gateways").texts().includes("mesh"))
  );
}

/** A rule for one port of the host takes everything that comes to that port. */
function takesEveryRequest({ place, takesEverything }: Route): boolean {
  return takesEverything || place.at("match").items().map(httpMatch).some(isForAll);
}

function isForAll({ request, others }: HttpMatch): boolean {
  const isOther = (field: string) => !["gateways", "port"].includes(field);
  return !Object.keys(others).some(isOther) && matchCovers({ request, others: {} }, ANY_REQUEST);
}
