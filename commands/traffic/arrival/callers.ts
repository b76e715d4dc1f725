import { type GatewaySpec, type VirtualServiceSpec } from "../../../mesh/istio/istio-types";
import { type ProxyPod } from "./proxy-pods";

/** The name that a VirtualService gives to all sidecars (istio.io, VirtualService.gateways). */
const MESH = "mesh";

export interface VirtualService {
  readonly metadata: {
    readonly namespace: string;
    readonly name: string;
    /** Counts the changes of the spec. */
    readonly generation?: number;
  };
  readonly spec?: VirtualServiceSpec;
}

export interface Gateway {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec?: GatewaySpec;
}

/** Whether any route of a VirtualService leads to a service; a short name is one in its own namespace. */
export function leadsTo({ metadata, spec }: VirtualService, host: string): boolean {
  const own = `.${metadata.namespace}.svc.cluster.local`;
  return (spec?.http ?? []).some(({ route = [] }) =>
    route.some(({ destination }) => {
      const full = destination.host.includes(".") ? destination.host : destination.host + own;
      return full === host;
    }),
  );
}

/**
 * The gateways of a VirtualService that a proxy stands for, as they are written there: none where its routes are not
 * for this proxy, or its namespace is not told of them (istio.io, VirtualService.exportTo).
 */
export function gatewaysAt(
  { metadata, spec }: VirtualService,
  proxy: ProxyPod,
  gateways: readonly Gateway[],
): readonly string[] {
  if (!isExported(spec?.exportTo ?? [], metadata.namespace, proxy.namespace)) return [];
  const written = spec?.gateways?.length ? spec.gateways : [MESH];
  if (proxy.kind === "sidecar") return written.filter((name) => name === MESH);
  return written.filter((name) => {
    const gateway = gateways.find((one) => gatewayKey(name, metadata.namespace) === keyOf(one));
    const selector = Object.entries(gateway?.spec?.selector ?? {});
    return gateway !== undefined && selector.every(([label, value]) => proxy.labels[label] === value);
  });
}

/** Whether a VirtualService has routes for sidecars. */
export function isForMesh({ spec }: VirtualService): boolean {
  return !spec?.gateways?.length || spec.gateways.includes(MESH);
}

/** The gateways, as `NAMESPACE/NAME`, that a VirtualService names. */
export function gatewayKeys({ metadata, spec }: VirtualService): string[] {
  return (spec?.gateways ?? []).filter((name) => name !== MESH).map((name) => gatewayKey(name, metadata.namespace));
}

function gatewayKey(written: string, namespace: string): string {
  return written.includes("/") ? written.replace(/^\.\//, `${namespace}/`) : `${namespace}/${written}`;
}

function keyOf({ metadata }: Gateway): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function isExported(exportTo: readonly string[], own: string, namespace: string): boolean {
  if (exportTo.length === 0 || exportTo.includes("*")) return true;
  return exportTo.includes(namespace) || (exportTo.includes(".") && own === namespace);
}
