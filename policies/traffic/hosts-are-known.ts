import { fits } from "../engine/glob";
import { definePolicy } from "../engine/policy";
import { texts } from "../engine/settings";
import { hostCovers } from "../../mesh/security/client-tls";
import { serviceHost } from "../../mesh/traffic/destination-rule";
import { fullHost, serviceOf } from "../objects/host";
import { demandToSeeAll } from "../objects/namespaces";
import { type StackView } from "../objects/stack-view";
import { findKnown } from "../resources/subject";

export const hostsAreKnown = definePolicy({
  name: "hosts-are-known",
  description:
    "Every host that a route sends to, and every host of a DestinationRule, is a Service or ServiceEntry of the stack. Istio drops what is sent to one that it does not know.",
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
    const check = (host: string, place: string) => {
      if (settings.outsideHosts.some((pattern) => fits(pattern, host)) || isKnown(host, view)) return;
      const service = serviceOf(host);
      if (service) demandToSeeAll(view, service.namespace);
      report(`${place}: ${host} is no Service or ServiceEntry of the stack`);
    };
    if (rule.kind === "DestinationRule") {
      if (rule.host !== undefined) check(rule.host, rule.title);
      return;
    }
    const targets = rule.routes().flatMap((route) => route.destinations().map((target) => ({ route, target })));
    each(targets, ({ route, target: { host } }) => {
      if (host !== undefined) check(host, route.title);
    });
  },
});

/** Services that are there in every cluster. */
const IN_EVERY_CLUSTER = [serviceHost("kubernetes", "default"), serviceHost("kube-dns", "kube-system")];

function isKnown(host: string, view: StackView): boolean {
  const fitsHost = (known: string) => hostCovers(host, known) || hostCovers(known, host);
  // A Service that a chart makes has, as a rule, its release's name.
  const installed = findKnown(view.releases, ({ name, namespace }) => fitsHost(serviceHost(name, namespace)));
  if (IN_EVERY_CLUSTER.some(fitsHost) || installed.length > 0) return true;

  const services = findKnown(view.services, ({ name, namespace }) => fitsHost(serviceHost(name, namespace)));
  if (services.length > 0) return true;
  const entries = findKnown(view.serviceEntries, (object) =>
    object.spec
      .at("hosts")
      .texts()
      .some((entry) => fitsHost(fullHost(entry, object))),
  );
  return entries.length > 0;
}
