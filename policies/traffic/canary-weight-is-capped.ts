import { fits } from "../engine/glob";
import { definePolicy } from "../engine/policy";
import { textByName, texts, wholeNumber } from "../engine/settings";
import { serviceOf } from "../objects/host";

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
  subjects: (view) => view.virtualServices,
  check(virtualService, { settings, each, report }) {
    if (!settings.protectedStacks.some((pattern) => fits(pattern, virtualService.resource.stack))) return;
    each(virtualService.routes(), (route) => {
      const legs = route.legs().flatMap((leg) => {
        const destination = route.destination(leg.at("destination"));
        const weight = leg.at("weight").number();
        return destination?.subset === undefined || weight === undefined
          ? []
          : [{ ...destination, subset: destination.subset, weight }];
      });
      const [first] = [...legs].sort((a, b) => b.weight - a.weight);
      if (legs.length < 2 || !first) return;

      for (const { host, subset, weight } of legs) {
        const stable = settings.stable[host] ?? settings.stable[serviceOf(host)?.service ?? ""] ?? first.subset;
        if (subset !== stable && weight > settings.largestCanary) {
          report(
            `${route.title}: ${subset} gets ${weight} %, more than the ${settings.largestCanary} % that a version beside the stable ${stable} may get`,
          );
        }
      }
    });
  },
});
