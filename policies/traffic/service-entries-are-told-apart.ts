import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { flag, text } from "../engine/settings";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { knownTogether } from "../rules/known-together";
import { givesOwnAddresses } from "../rules/dns-capture";
import {
  addressesOf,
  entriesByPort,
  type EntryPort,
  hostPort,
  hostsOf,
  isOpaque,
  listenersOf,
  portsOf,
} from "../rules/opaque-ports";

export const serviceEntriesAreToldApart = definePolicy({
  name: "service-entries-are-told-apart",
  description:
    "No two hosts of ServiceEntries share a TCP port at the same address, and one host has one protocol at a port. TCP names no host: of two, all calls to the port go to one.",
  severity: "high",
  codes: ["IST0134", "IST0177"],
  url: "https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#external-tcp-services-without-vips",
  remediationSteps:
    "let sidecars capture DNS (ISTIO_META_DNS_CAPTURE in meshConfig.defaultConfig.proxyMetadata), which gives each host an address of its own, or set addresses, or export each entry to the namespace that calls it.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {
    rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace."),
    capturesDns: flag(false, "Whether the mesh captures DNS, where its istiod is not in the stack."),
  },
  subjects: (view) => view.serviceEntries,
  check(entry, { view, settings, each, report }) {
    const isMet = (other: KubernetesObject) => knownTogether(entry, other, view, settings.rootNamespace);
    const ownAddresses = () => settings.capturesDns || givesOwnAddresses(view, settings.rootNamespace);
    each(portsOf(entry), (port) => {
      const unlike = hostsOf(entry)
        .flatMap((host) => before(entry, entriesByPort(view).named.find(hostPort(host, port.number))))
        .find((other) => hasOtherProtocol(other, port) && isMet(other));
      if (unlike) report(`${entry.title}: port ${port.number} is not of the protocol that ${unlike.title} gives it`);

      if (!isOpaque(port) || !hasNoAddressOfIstio(entry, ownAddresses)) return;
      if (resolvesEach(entry)) {
        report(`${entry.title}: all calls to port ${port.number} go to one of its hosts ${hostsOf(entry).join(", ")}`);
      }
      const rival = listenersOf(entry, port.number)
        .flatMap((listener) => before(entry, entriesByPort(view).opaque.find(listener)))
        .find((other) => isRival(entry, other) && hasNoAddressOfIstio(other, ownAddresses) && isMet(other));
      if (rival) report(`${entry.title} and ${rival.title} share TCP port ${port.number}: all calls go to one of them`);
    });
  },
});

/** Whether it has none but the addresses that the program says: Istio gives others only to what it looks up itself. */
function hasNoAddressOfIstio(entry: KubernetesObject, ownAddresses: () => boolean): boolean {
  if (addressesOf(entry).length > 0 || !canHaveOwnAddress(entry)) return true;
  return !ownAddresses();
}

function canHaveOwnAddress(entry: KubernetesObject): boolean {
  return (
    resolutionOf(entry) !== "NONE" &&
    entry.labels["networking.istio.io/enable-autoallocate-ip"] !== "false" &&
    hostsOf(entry).every((host) => !host.startsWith("*"))
  );
}

/** Whether each of its hosts has other servers behind it: none is said for them all. */
function resolvesEach(entry: KubernetesObject): boolean {
  const { spec } = entry;
  return (
    hostsOf(entry).length > 1 &&
    resolutionOf(entry).startsWith("DNS") &&
    spec.at("endpoints").items().length === 0 &&
    spec.at("workloadSelector").isAbsent &&
    addressesOf(entry).length === 0
  );
}

/** Calls to entries that look nothing up go where the caller wanted, whichever of them takes them. */
function isRival(entry: KubernetesObject, other: KubernetesObject): boolean {
  const hosts = new Set(hostsOf(other));
  return (
    !hostsOf(entry).some((host) => hosts.has(host)) &&
    (resolutionOf(entry) !== "NONE" || resolutionOf(other) !== "NONE")
  );
}

function resolutionOf({ spec }: KubernetesObject): string {
  return spec.at("resolution").text() ?? "NONE";
}

function hasOtherProtocol(other: KubernetesObject, { number, protocol }: EntryPort): boolean {
  return portsOf(other).some((port) => port.number === number && port.protocol !== protocol);
}

/** The others that come before it, so that each pair is told once. */
function before(entry: KubernetesObject, all: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return all.slice(0, Math.max(0, all.indexOf(entry)));
}
