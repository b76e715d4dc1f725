import { type Path } from "../../config-path";
import { fieldOf, type Fields, isFields } from "../../fields";
import { type RouteOptions } from "../traffic-plan";
import { type Destinations, readVersion } from "./read-split";
import { isUnset, lost, otherFields, type Reading, type Remark } from "./remark";

/** One copy of requests: to where, and of how many percent. */
interface Copy {
  readonly destination: unknown;
  readonly path: Path;
  readonly percent: number;
  readonly remarks: readonly Remark[];
}

/** Reads where a route sends copies of its requests: `mirror` with its percentage, or the newer `mirrors`. */
export function readMirror(
  route: Fields,
  path: Path,
  destinations: Destinations,
): Reading<NonNullable<RouteOptions["mirror"]>> {
  const copies = [...single(route, path), ...several(route["mirrors"], [...path, "mirrors"])];
  const sent = copies.filter(({ percent }) => percent > 0);
  const [one, ...others] = sent.length > 0 ? sent : copies;
  if (!one) return { remarks: [] };
  const version = readVersion(one.destination, one.path, destinations);
  const value = version.value === undefined ? undefined : { version: version.value, percent: one.percent };
  if (sent.length === 0) return { value, remarks: [] };
  const more = others.map(({ path: at }) => lost(at, "is one more copy of the requests: stack config has one"));
  return { value, remarks: [...version.remarks, ...one.remarks, ...more] };
}

/** Without a percentage it is a copy of each request (istio.io/istio, MirrorPercent). */
function single(route: Fields, path: Path): Copy[] {
  const { mirror, mirrorPercentage, mirrorPercent } = route;
  if (!isFields(mirror)) return [];
  const percent = percentOf(mirrorPercentage) ?? (isUnset(mirrorPercent) && mirrorPercent !== 0 ? 100 : mirrorPercent);
  return [{ destination: mirror, path: [...path, "mirror"], percent: Number(percent), remarks: [] }];
}

function several(mirrors: unknown, path: Path): Copy[] {
  return (Array.isArray(mirrors) ? (mirrors as readonly unknown[]) : []).flatMap((one, index) => {
    if (!isFields(one) || !isFields(one["destination"])) return [];
    const at = [...path, index];
    const remarks = otherFields(one, at, ["destination", "percentage"]);
    const percent = percentOf(one["percentage"]) ?? 100;
    return [{ destination: one["destination"], path: [...at, "destination"], percent, remarks }];
  });
}

function percentOf(percentage: unknown): number | undefined {
  return isFields(percentage) ? Number(fieldOf(percentage, "value") ?? 0) : undefined;
}
