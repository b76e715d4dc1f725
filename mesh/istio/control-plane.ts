import { type Fields, isFields, valueAt } from "../fields";
import { mergeValues } from "./helm-values";
import { isSince } from "../versions/istio-versions";

/** What a stack says of its control plane. */
export interface ControlPlane {
  readonly version: string;
  /** The name by which pods ask for this istiod and no other; Istio's default one where there is none. */
  readonly revision?: string | undefined;
  /** Whether sidecars answer their pods' DNS queries. */
  readonly dnsCapture: boolean;
  /** Helm values of the user's for the chart istiod. */
  readonly values: Fields;
}

/**
 * Istiod's release. A revision has one of its own, so that the next one comes up before it goes (istio.io, Canary
 * Upgrades).
 */
export function istiodName(revision: string | undefined): string {
  return revision === undefined ? "istiod" : `istiod-${revision}`;
}

/**
 * The label by which a namespace asks for sidecars of a revision; a namespace must not have both (istiod's webhooks).
 */
export function injectionLabels(revision: string | undefined): Readonly<Record<string, string>> {
  return revision === undefined ? { "istio-injection": "enabled" } : { "istio.io/rev": revision };
}

/** Values by which a chart is of a revision. */
export function revisionValues(revision: string | undefined): Fields {
  return revision === undefined ? {} : { revision };
}

/** Values by which the chart base lets the istiod of a revision validate Istio's objects. */
export function baseValues(revision: string | undefined): Fields {
  return revision === undefined ? {} : { defaultRevision: revision };
}

/** Where a proxy is told how to treat DNS, in the values of the chart istiod. */
export const PROXY_METADATA = ["meshConfig", "defaultConfig", "proxyMetadata"] as const;
export const DNS_CAPTURE = "ISTIO_META_DNS_CAPTURE";
export const DNS_AUTO_ALLOCATE = "ISTIO_META_DNS_AUTO_ALLOCATE";

/** The program's own values for the chart istiod. */
export function istiodValues({ revision, dnsCapture }: Pick<ControlPlane, "revision" | "dnsCapture">): Fields {
  const proxyMetadata = { [DNS_CAPTURE]: "true", [DNS_AUTO_ALLOCATE]: "true" };
  return { ...revisionValues(revision), ...(dnsCapture && { meshConfig: { defaultConfig: { proxyMetadata } } }) };
}

/**
 * The values that the chart istiod works with, as far as a stack sets them: it copies what is under `pilot` over the
 * rest.
 */
export function istiodValuesInForce(controlPlane: ControlPlane): Fields {
  const { pilot, ...values } = mergeValues(istiodValues(controlPlane), controlPlane.values);
  return isFields(pilot) ? mergeValues(values, pilot) : values;
}

/**
 * Whether hosts outside the mesh get an address each, by which sidecars tell them apart where the protocol names no
 * host: sidecars answer DNS, and istiod gives out the addresses, by itself since 1.25 (istio.io, DNS Proxying; istiod,
 * nodeUsesAutoallocatedIPs).
 */
export function givesHostsAddresses(controlPlane: ControlPlane): boolean {
  const values = istiodValuesInForce(controlPlane);
  const metadata = (name: string) => valueAt(values, [...PROXY_METADATA, name]);
  const said = valueAt(values, ["env", "PILOT_ENABLE_IP_AUTOALLOCATE"]);
  const byItself = said === undefined ? isSince(controlPlane.version, 25) : said === true || said === "true";
  return metadata(DNS_CAPTURE) === "true" && (metadata(DNS_AUTO_ALLOCATE) === "true" || byItself);
}
