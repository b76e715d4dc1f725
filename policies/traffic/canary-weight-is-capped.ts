import { shapeOf } from "../../mesh/traffic/string-shape";
import { fits } from "../engine/glob";
import { definePolicy } from "../engine/policy";
import { textByName, texts, wholeNumber } from "../engine/settings";
import { serviceOf } from "../objects/host";
import { percent, type Route, type VirtualService, type WeightedDestination } from "../objects/virtual-service";
import { type Place } from "../resources/value";
import { stringMatch } from "../rules/http-match";

export const canaryWeightIsCapped = definePolicy({
  name: "canary-weight-is-capped",
  description:
    "In a protected stack no version but a host's stable one gets more than a certain share of the requests, so that a bad one hurts few.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/concepts/traffic-management/#routing-versions",
  remediationSteps:
    "lower the weight, or, once the version has proved itself, name it as the host's stable version in the policy's setting \"stable\".",
  levels: { dev: "disabled", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {
    largestCanary: wholeNumber(
      30,
      { from: 0, to: 100 },
      "The most that a version other than the stable one may get, in percent.",
    ),
    stable: textByName(
      {},
      "The stable subset of each host, by the Service's name or the full host. Without one it is the version with most weight.",
    ),
    protectedStacks: texts(["*"], "Names of the stacks that this holds for; * stands for any characters."),
  },
  profileSettings: { strict: { largestCanary: 10 } },
  subjects: (view) => view.withPatches.virtualServices,
  check(virtualService, { settings, each, report }) {
    if (!settings.protectedStacks.some((pattern) => fits(pattern, virtualService.resource.stack))) return;
    each(virtualService.routes(), (route) => {
      const destinations = route.weightedDestinations();
      if (isForTesters(route) && goesToOne(destinations)) return;
      each(destinations, (one) => {
        const weight = percent(one, destinations);
        const version = versionOf(one);
        if (version === undefined || weight <= settings.largestCanary) return;
        const stable = namedStable(one, virtualService, settings.stable) ?? heaviest(destinations);
        if (stable === undefined || stable === version || stable === one.destination.host) return;
        report(
          `${route.title}: ${version} gets ${weight} %, more than the ${settings.largestCanary} % that a version beside the stable ${stable} may get`,
        );
      });
    });
  },
});

/**
 * Headers that every client sends, whoever it is: a condition on one of them does not make its senders ask for a
 * version.
 */
const COMMON_HEADERS: ReadonlySet<string> = new Set([
  ...[":authority", ":method", ":path", ":scheme", "accept", "accept-encoding", "accept-language", "connection"],
  ...["content-length", "content-type", "host", "origin", "referer", "traceparent", "user-agent", "x-envoy-internal"],
  ...["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id"],
]);

/**
 * Whether a rule is for those alone who ask for the version, by a header or a query: that is the smallest canary
 * there is, and it takes nobody else's requests. Argo Rollouts' setHeaderRoute makes such rules.
 */
function isForTesters({ place, protocol }: Route): boolean {
  const matches = place.at("match").items();
  return protocol === "http" && matches.length > 0 && matches.every(asks);
}

/** A rule that divides requests takes a part of them at random, whoever they are from. */
function goesToOne(destinations: readonly WeightedDestination[]): boolean {
  const served = destinations.filter(({ weight }) => {
    const reading = weight.reading();
    const isZero = reading.kind === "known" ? reading.value === 0 : reading.kind === "absent";
    return destinations.length === 1 || !isZero;
  });
  return served.length === 1;
}

function asks(match: Place): boolean {
  const headers = match.at("headers").entries();
  return [
    ...headers.filter(([name]) => !COMMON_HEADERS.has(name.toLowerCase())),
    ...match.at("queryParams").entries(),
  ].some(([, condition]) => !acceptsAny(condition));
}

/** Whether any text meets a condition. */
function acceptsAny(condition: Place): boolean {
  const test = stringMatch(condition);
  if (test === undefined) return false;
  const { start, rest } = shapeOf(test);
  return start === "" && (rest === "anything" || rest === "something");
}

/** A version is a subset of its host, or a Service of its own. */
function versionOf({ destination }: WeightedDestination): string | undefined {
  return destination.subset ?? serviceName(destination.host);
}

/**
 * The stable version that the settings name: of the destination's host, or, for Services of their own, of what is
 * routed.
 */
function namedStable(
  { destination: { subset, host = "" } }: WeightedDestination,
  virtualService: VirtualService,
  stable: Readonly<Record<string, string>>,
): string | undefined {
  const hosts = subset === undefined ? virtualService.hosts().filter((routed) => routed !== host) : [host];
  return hosts.flatMap((name) => stable[name] ?? stable[serviceName(name) ?? ""] ?? [])[0];
}

function heaviest(destinations: readonly WeightedDestination[]): string | undefined {
  const [first] = [...destinations].sort((a, b) => percent(b, destinations) - percent(a, destinations));
  return first && versionOf(first);
}

function serviceName(host: string | undefined): string | undefined {
  return host === undefined ? undefined : (serviceOf(host)?.service ?? host);
}
