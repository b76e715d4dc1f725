import { definePolicy } from "../engine/policy";
import { serviceOf } from "../objects/host";
import { exemptNamespaces } from "../objects/namespaces";
import { serviceAt } from "../objects/known-hosts";
import { servicePortTraffic } from "../objects/port-protocol";
import { VirtualService } from "../objects/virtual-service";
import { isBeforeGateway } from "../rules/gateway-pods";

export const servicePortsNameTheirProtocol = definePolicy({
  name: "service-ports-name-their-protocol",
  description:
    "Every port of a Service says its protocol, in appProtocol or as the start of its name, and a route to a Service of many ports says which. Istio treats other ports as it guesses, and a route without the port is refused.",
  severity: "medium",
  codes: ["IST0118", "IST0112", "KIA0601"],
  url: "https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/",
  remediationSteps:
    "name the port PROTOCOL or PROTOCOL-something (http, grpc, tcp ...) or set appProtocol; in a route set destination.port.number.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: { exemptNamespaces },
  subjects: (view) => [...view.services, ...view.virtualServices],
  check(subject, { view, settings, each, report }) {
    if (!(subject instanceof VirtualService)) {
      if (settings.exemptNamespaces.includes(subject.namespace)) return;
      const outside = subject.spec.at("type").text() === "ExternalName" || isBeforeGateway(subject, view);
      each(outside ? [] : subject.spec.at("ports").items(), (port) => {
        if (servicePortTraffic(port) !== "sniffed") return;
        const name = port.at("name").text();
        const called = name === undefined ? "no name" : `the name ${name}`;
        report(
          `${subject.title}: port ${port.at("port").number() ?? port.path} has ${called} and no appProtocol: its protocol is left to guessing`,
        );
      });
      return;
    }
    const targets = subject.routes().flatMap((route) => route.destinations().map((target) => ({ route, target })));
    each(targets, ({ route, target }) => {
      if (target.port !== undefined) return;
      const { host } = target;
      if (host === undefined || !serviceOf(host)) return;
      const service = serviceAt(view, host);
      const ports = service?.spec.at("ports").items().length ?? 0;
      if (service && ports > 1) {
        report(`${route.title} sends to ${service.title}, which has ${ports} ports, and does not say to which`);
      }
    });
  },
});
