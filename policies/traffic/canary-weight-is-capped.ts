import { fits } from "../engine/glob";
import { definePolicy } from "../engine/policy";
import { textByName, texts, wholeNumber } from "../engine/settings";
import { serviceOf } from "../objects/host";
import { percent, type VirtualService, type WeightedDestination } from "../objects/virtual-service";

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
