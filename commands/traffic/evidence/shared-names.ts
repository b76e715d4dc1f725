import { z } from "zod";
import { fullHost } from "../../../mesh/traffic/full-host";
import { objectName, type MeshObject } from "../../../mesh/traffic/read/mesh-object";
import { allRoutes } from "../moves/own-objects";
import { type PlacedPlan } from "../placed-plan";
import { ruleNames } from "./attribution";

const destination = z.looseObject({ destination: z.looseObject({ host: z.string() }) });
const route = z.looseObject({ name: z.string().optional(), route: z.array(destination).default([]) });
const virtualService = z.looseObject({ http: z.array(route).default([]) });

/**
 * The rules of a plan whose requests can't be told from those of a route of the same name in a VirtualService that is
 * not the stack's, each with the reason: a log names the route and the host that a request was sent to, and not whose
 * route it was.
 */
export function sharedNames(placed: PlacedPlan, virtualServices: readonly MeshObject[]): ReadonlyMap<string, string> {
  const own = allRoutes(placed);
  const foreign = virtualServices.filter(
    ({ namespace, name }) => !own.some((one) => one.namespace === namespace && one.name === name),
  );
  const rules = ruleNames(placed);
  return new Map(
    foreign.flatMap((object) =>
      routeNames(object, placed.host)
        .filter((name) => rules.includes(name))
        .map((name) => [name, reason(object, name, placed.host)] as const),
    ),
  );
}

/** The names of the routes that send requests to a host. */
function routeNames(object: MeshObject, host: string): string[] {
  const { http } = virtualService.safeParse(object.spec).data ?? { http: [] };
  return http
    .filter((one) => one.route.some((to) => fullHost(to.destination.host, object) === host))
    .flatMap(({ name }) => name ?? []);
}

function reason(object: MeshObject, name: string, host: string): string {
  return (
    `the ${objectName(object)}, which is not the stack's, has a route named ${name} to ${host}, too: ` +
    "the requests of the two can't be told apart. Give one of them another name"
  );
}
