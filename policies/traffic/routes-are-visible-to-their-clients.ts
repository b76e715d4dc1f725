import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { isExportedTo } from "../objects/exports";
import { serviceOf } from "../objects/host";
import { entriesAt, serviceAt } from "../objects/known-hosts";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { type Sidecar } from "../objects/sidecar";
import { type StackView } from "../objects/stack-view";
import { type Destination, type VirtualService } from "../objects/virtual-service";
import { type Client, clientsOf } from "../rules/route-clients";
import { sidecarsFor } from "../rules/sidecar-scope";

export const routesAreVisibleToTheirClients = definePolicy({
  name: "routes-are-visible-to-their-clients",
  description:
    "The gateways of a VirtualService see it, and gateways and sidecars see every host that it sends to: neither exportTo nor a Sidecar hides it. Requests to a host that a client does not see get a 404, 502 or 503.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/reference/config/networking/sidecar/",
  remediationSteps:
    "export the object to the clients' namespace (exportTo, for a Service the annotation networking.istio.io/exportTo), and list the host in the Sidecar's egress as NAMESPACE/HOST or NAMESPACE/*.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: { rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace.") },
  subjects: (view) => view.virtualServices,
  check(rule, { view, settings, each, report }) {
    each(rule.routes(), (route) => {
      const clients = clientsOf(route, rule, view);
      each(clients, (client) => {
        if (client.is === "gateway" && rule.hosts().length > 0 && !isExportedTo(rule.object, client.namespace))
          report(`${rule.title} is not exported to ${client.namespace}, where its gateway is`);
      });
      each(route.destinations(), (target) => {
        const { host } = target;
        if (host === undefined) return;
        const known = objectsOf(host, view);
        // A host that the stack does not have is another policy's business.
        if (known.length === 0) return;
        each(clients, (client) => {
          const { namespace } = client;
          if (known.some((object) => isExportedTo(object, namespace))) return;
          const titles = known.map(({ title }) => title).join(", ");
          report(`${route.title}: ${titles} is not exported to ${clientText(client)}`);
        });
        if (!clients.some(({ is }) => is === "sidecar")) return;
        const { namespace } = rule.object;
        const hiding = sidecarsFor(view, namespace, settings.rootNamespace).filter(
          (sidecar) => isForIt(sidecar, rule) && !known.some((object) => shows(sidecar, object, target, namespace)),
        );
        for (const sidecar of hiding)
          report(`${route.title}: ${sidecar.title} does not let the sidecars in ${namespace} know ${host}`);
      });
    });
  },
});

/** The Services and ServiceEntries of the stack that a host is, those with a wildcard left aside. */
function objectsOf(host: string, view: StackView): KubernetesObject[] {
  const service = serviceOf(host) && serviceAt(view, host);
  return service ? [service] : entriesAt(view, host);
}

function shows(sidecar: Sidecar, { namespace }: KubernetesObject, target: Destination, client: string): boolean {
  return sidecar.shows({ host: target.host ?? "", namespace, port: target.port }, client);
}

/**
 * Whether sidecars that a Sidecar is for would follow the rule. One for hosts of its own namespace that the Sidecar
 * leaves out is there for callers from elsewhere.
 */
function isForIt(sidecar: Sidecar, rule: VirtualService): boolean {
  const { namespace } = rule.object;
  const follows = rule.hosts().some((host) => sidecar.shows({ host, namespace, port: undefined }, namespace));
  if (follows || !sidecar.isForAll) return follows;
  return rule.hosts().every((host) => serviceOf(host)?.namespace !== namespace);
}

function clientText({ is, namespace }: Client): string {
  return is === "gateway" ? `the gateway in ${namespace}` : `the sidecars in ${namespace}`;
}
