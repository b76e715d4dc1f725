import { type DestinationWeight } from "./routing";

/** Ways to name a destination, the shortest first. Each is taken only where it tells all destinations apart. */
const NAMINGS: readonly ((destination: NonNullable<DestinationWeight["destination"]>) => string)[] = [
  ({ host, subset }) => subset ?? service(host),
  ({ host, subset }) => [service(host), subset].filter(Boolean).join(" "),
  ({ host, subset, port }) => [port ? `${host}:${port}` : host, subset].filter(Boolean).join(" "),
];

/** The weight of each destination of a rule, by a name that no other destination in any of these rules has. */
export type Weights = ReadonlyMap<string, string>;

/** The weights of several versions of a rule, with the same names in each. */
export function weightsOf(...rules: readonly (readonly DestinationWeight[])[]): Weights[] {
  const destinations = rules.flat().flatMap(({ destination }) => destination ?? []);
  const distinct = [
    ...new Map(destinations.map((one) => [JSON.stringify([one.host, one.port, one.subset]), one])).values(),
  ];
  const isClear = (naming: (typeof NAMINGS)[number]) => new Set(distinct.map(naming)).size === distinct.length;
  const naming = NAMINGS.find(isClear) ?? NAMINGS[NAMINGS.length - 1];

  return rules.map((all) => {
    const weights = new Map<string, DestinationWeight["weight"]>();
    for (const [index, { destination, weight }] of all.entries()) {
      const name = destination && naming ? naming(destination) : `destination ${index + 1}`;
      weights.set(name, sum(weights.get(name), weight));
    }
    return new Map([...weights].map(([name, weight]) => [name, String(weight)]));
  });
}

/** A destination may stand in a rule more than once. */
function sum(a: DestinationWeight["weight"] | undefined, b: DestinationWeight["weight"]): DestinationWeight["weight"] {
  if (a === undefined) return b;
  return typeof a === "number" && typeof b === "number" ? a + b : `${a} + ${b}`;
}

function service(host: string): string {
  return host.split(".")[0] ?? host;
}
