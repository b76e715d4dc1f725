import { createHash } from "node:crypto";
import { type Fields, isFields, valueAt } from "../fields";
import { type ControlPlane, DNS_CAPTURE, istiodValuesInForce, PROXY_METADATA } from "./control-plane";

/**
 * The annotation of a pod that tells how its sidecar was set up. Another value has pods start anew: nothing else does.
 */
export const SIDECAR_ANNOTATION = "bookinfo-mesh/sidecar";

/**
 * What istiod's webhook reads as it gives a pod its sidecar (its chart: istiod-injector-configmap.yaml), but the
 * version.
 */
const INJECTED: readonly (readonly string[])[] = [
  ["cni"],
  ["global"],
  ["sidecarInjectorWebhook"],
  ["meshConfig", "defaultConfig"],
];

/**
 * How the sidecars of a control plane are set up, in a few words. A sidecar is as old as its pod: what is told here for
 * one differs whenever a new pod would get another sidecar.
 */
export function sidecarSetup(controlPlane: ControlPlane): string {
  const { version, revision } = controlPlane;
  const values = istiodValuesInForce(controlPlane);
  const injected = INJECTED.map((path) => valueAt(values, path)).filter((value) => value !== undefined);
  return [
    version,
    ...(revision === undefined ? [] : [`revision ${revision}`]),
    ...(valueAt(values, [...PROXY_METADATA, DNS_CAPTURE]) === "true" ? ["DNS capture"] : []),
    ...(injected.length === 0 ? [] : [`settings ${digest(injected)}`]),
  ].join(", ");
}

/** Sorted, because in which order values are written makes no difference. */
function digest(values: readonly unknown[]): string {
  const sorted = JSON.stringify(values, (_, value: unknown) => (isFields(value) ? sortedFields(value) : value));
  return createHash("sha256").update(sorted).digest("hex").slice(0, 8);
}

function sortedFields(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}
