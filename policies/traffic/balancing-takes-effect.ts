import { definePolicy } from "../engine/policy";
import { type DestinationRule } from "../objects/destination-rule";
import { type Place } from "../resources/value";
import { splitHosts } from "../rules/split-subsets";

export const balancingTakesEffect = definePolicy({
  name: "balancing-takes-effect",
  description:
    "A DestinationRule's load balancing does what it says: failover between localities has the outlier detection that it needs, and consistent hashing is not undone by a route's weights. Without the one no request ever leaves a failing zone; with the other a user is sent to another version at random.",
  severity: "medium",
  codes: [],
  url: "https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/failover/",
  remediationSteps:
    "add outlierDetection beside localityLbSetting, at the same level; keep a user at one version by a match (of a header or a cookie) instead of weights.",
  // Advice in prod for one release, as every new policy.
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.destinationRules,
  check(rule, { view, each, report }) {
    each(policiesOf(rule), ({ place, detection, isSplit }) => {
      const balancer = place.at("loadBalancer");
      const locality = localityWithoutOutliers(balancer.at("localityLbSetting"), detection);
      const where = place.path.replace(/^spec\./, "");
      if (locality !== undefined) {
        report(`${rule.title}: ${where} has ${locality} and no outlierDetection: nothing ever fails over`);
      }
      if (balancer.at("consistentHash").isAbsent) return;
      const [route] = (splitHosts(view).get(rule.host ?? "") ?? []).filter(({ subsets }) => isSplit(subsets));
      if (route) {
        report(
          `${rule.title}: ${where} hashes consistently, but ${route.title} draws a version for each request before that`,
        );
      }
    });
  },
});

interface Balancing {
  readonly place: Place;
  /** The outlier detection that holds beside it. */
  readonly detection: readonly Place[];
  /** Whether a route that divides its requests among subsets divides those that it is for. */
  readonly isSplit: (subsets: readonly (string | undefined)[]) => boolean;
}

/**
 * Every place that may say how to balance. A subset has the host's outlier detection unless it says another; a port's
 * settings stand for themselves (istio.io, Destination Rule, PortTrafficPolicy).
 */
function policiesOf(rule: DestinationRule): Balancing[] {
  const top = rule.object.spec.at("trafficPolicy");
  const always = () => true;
  return [
    ...levelsOf(top, [], always),
    ...rule.subsets().flatMap((subset) => {
      const name = subset.at("name").text();
      return levelsOf(subset.at("trafficPolicy"), [top], (subsets) => subsets.includes(name));
    }),
  ];
}

function levelsOf(place: Place, inherited: readonly Place[], isSplit: Balancing["isSplit"]): Balancing[] {
  const ports = place.at("portLevelSettings").items();
  return [
    { place, detection: [place, ...inherited].map((one) => one.at("outlierDetection")), isSplit },
    ...ports.map((port) => ({ place: port, detection: [port.at("outlierDetection")], isSplit })),
  ];
}

/**
 * What asks to fail over; to distribute by weight needs no outlier detection (istio.io/istio,
 * ApplyLocalityLoadBalancer).
 */
function localityWithoutOutliers(setting: Place, detection: readonly Place[]): string | undefined {
  if (setting.isAbsent || setting.at("enabled").flag() === false || detection.some(ejects)) {
    return undefined;
  }
  if (setting.at("distribute").items().length > 0) return undefined;
  const asked = ["failover", "failoverPriority"].find((field) => setting.at(field).items().length > 0);
  if (asked !== undefined) return `localityLbSetting.${asked}`;
  return setting.at("enabled").flag() === true ? "localityLbSetting.enabled" : undefined;
}

/** Without a word it ejects after five errors of any kind; counts of 0 switch it off (istio.io, OutlierDetection). */
function ejects(detection: Place): boolean {
  if (detection.isAbsent) return false;
  const errors = detection.at("consecutive5xxErrors").number() ?? 5;
  const gatewayErrors = detection.at("consecutiveGatewayErrors").number() ?? 0;
  return errors > 0 || gatewayErrors > 0;
}
