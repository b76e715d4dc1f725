import { fits } from "../engine/glob";
import { definePolicy } from "../engine/policy";
import { texts } from "../engine/settings";
import { hostCovers } from "../../mesh/security/client-tls";
import { serviceHost } from "../../mesh/traffic/destination-rule";
import { fullHost } from "../../mesh/traffic/full-host";
import { namesFitting, serviceOf } from "../objects/host";
import { demandToSeeAll } from "../objects/namespaces";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type VirtualService } from "../objects/virtual-service";
import { KeyedItems } from "../resources/keyed-items";
import { findKnown } from "../resources/subject";
import { canaryHosts } from "../rules/canary";
import { isForServiceOfOthers } from "../rules/service-of-others";

export const hostsAreKnown = definePolicy({
  name: "hosts-are-known",
  description:
    "Every host that a route sends to, every host of a DestinationRule and every host that a VirtualService routes in the mesh is a Service or ServiceEntry of the stack. Istio drops what is sent to one that it does not know, and no sidecar follows a rule for one.",
  severity: "high",
  codes: ["IST0101", "IST0174", "KIA1101", "KIA0202"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0101/",
  remediationSteps:
    "fix the host's name (a short name means the rule's own namespace), or add the Service or ServiceEntry; list a host that lives outside of the stack in \"outsideHosts\".",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {
    outsideHosts: texts([], "Full names of hosts that exist without this stack; * stands for any characters."),
  },
  subjects: (view) => [...view.virtualServices, ...view.destinationRules],
  check(rule, { view, settings, each, report }) {
    if (isForServiceOfOthers(rule)) return;
    const check = (host: string, place: string) => {
      if (settings.outsideHosts.some((pattern) => fits(pattern, host)) || isKnown(host, view)) return;
      const service = serviceOf(host);
      if (service) demandToSeeAll(view, service.namespace);
      report(`${place}: ${host} is not a Service or ServiceEntry of the stack`);
    };
    if (rule.kind === "DestinationRule") {
      if (rule.host !== undefined) check(rule.host, rule.title);
      return;
    }
    each(hostsForSidecars(rule), (host) => check(host, rule.title));
    const targets = rule.routes().flatMap((route) => route.destinations().map((target) => ({ route, target })));
    each(targets, ({ route, target: { host } }) => {
      if (host !== undefined) check(host, route.title);
    });
  },
});

/**
 * The hosts that sidecars are to follow a rule for: they know those of the registry alone. One that is for a gateway
 * too may have the names by which the outside knows it, and of an address nobody says where it is.
 */
function hostsForSidecars(rule: VirtualService): string[] {
  const isForSidecarsAlone = rule.isForMesh && rule.gatewayNames().length === 0;
  return isForSidecarsAlone ? rule.hosts().filter((host) => !isAddress(host)) : [];
}

/** `10.0.0.1`, `10.0.0.0/8`, `2001:db8::1`. */
function isAddress(host: string): boolean {
  return /^[\d.]+(\/\d+)?$/.test(host) || host.includes(":");
}

/** Services that are there in every cluster. */
const IN_EVERY_CLUSTER = [serviceHost("kubernetes", "default"), serviceHost("kube-dns", "kube-system")];

function isKnown(host: string, view: StackView): boolean {
  const known = knownHosts(view);
  if (namesFitting(host).some((name) => known.known(name).length > 0)) return true;
  const fitsHost = (name: string) => hostCovers(host, name) || hostCovers(name, host);
  if (IN_EVERY_CLUSTER.some(fitsHost)) return true;
  // A wildcard is looked for among all, and so is what may be among those whose names are not known.
  return findKnown(sources(view), (names) => names().some(fitsHost)).length > 0;
}

const knownHosts = oncePerStack((view) => new KeyedItems(sources(view), (names) => names()));

/** The hosts of whatever makes some known, each by itself: of one it may not be known. */
const sources = oncePerStack((view): (() => readonly string[])[] => [
  ...view.services.map((object) => () => [serviceHost(object.name, object.namespace)]),
  ...view.serviceEntries.map(
    (object) => () =>
      object.spec
        .at("hosts")
        .texts()
        .map((host) => fullHost(host, object)),
  ),
  ...canaryHosts(view).map((host) => () => [host()]),
  // A Service that a chart makes has, as a rule, its release's name. No host is written with one that Pulumi makes up.
  ...view.releases
    .filter(({ hasName }) => hasName)
    .map((release) => () => [serviceHost(release.name, release.namespace)]),
]);
