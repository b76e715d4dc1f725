import { ApiException, CoreV1Api, CustomObjectsApi, type KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { type MeshObject } from "../../../mesh/traffic/read/mesh-object";
import { answered, unlessGone } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";

const GROUP = "networking.istio.io";

/** The versions in which a cluster may have Istio's objects, the newest first. All say the same. */
const VERSIONS = ["v1", "v1beta1", "v1alpha3"];

const managedField = z.object({
  manager: z.string().default("unknown"),
  operation: z.string().default(""),
  time: z.string().optional(),
  fieldsV1: z.record(z.string(), z.unknown()).default({}),
});

const liveObject = z.object({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    creationTimestamp: z.string().optional(),
    managedFields: z.array(managedField).default([]),
  }),
  spec: z.unknown(),
});

const list = z.object({
  metadata: z.object({ continue: z.string().optional() }).optional(),
  items: z.array(liveObject),
});

/** One of Istio's objects as the API server has it. */
export interface LiveObject extends MeshObject {
  readonly metadata: z.output<typeof liveObject>["metadata"];
}

/** Whoever writes into an object, as the API server keeps note of it. */
export type ManagedField = z.output<typeof managedField>;

/** What a cluster says of routing. */
export interface LiveRouting {
  readonly virtualServices: readonly LiveObject[];
  readonly destinationRules: readonly LiveObject[];
  /** Whether only one namespace could be read, for want of the right to read all. */
  readonly isOfOneNamespace: boolean;
}

/** Reads all VirtualServices and DestinationRules of a cluster, or, where that is forbidden, those of one namespace. */
export async function readRouting(access: KubeConfig, namespace: string): Promise<LiveRouting> {
  const api = access.makeApiClient(CustomObjectsApi);
  const [services, rules] = await Promise.all([
    readAll(api, "virtualservices", namespace),
    readAll(api, "destinationrules", namespace),
  ]);
  return {
    virtualServices: services.objects,
    destinationRules: rules.objects,
    isOfOneNamespace: services.isOfOneNamespace || rules.isOfOneNamespace,
  };
}

/** Reads the VirtualServices alone, in the same way. */
export async function readVirtualServices(access: KubeConfig, namespace: string): Promise<readonly LiveObject[]> {
  return (await readAll(access.makeApiClient(CustomObjectsApi), "virtualservices", namespace)).objects;
}

/** The ports of a Service; undefined where there is no such Service. */
export async function readPorts(access: KubeConfig, namespace: string, name: string): Promise<number[] | undefined> {
  const service = await unlessGone(access.makeApiClient(CoreV1Api).readNamespacedService({ namespace, name }));
  return service && (service.spec?.ports ?? []).map(({ port }) => port);
}

async function readAll(api: CustomObjectsApi, plural: string, namespace: string) {
  for (const version of VERSIONS) {
    const kind = { group: GROUP, version, plural };
    const objects = await unlessGone(
      pages((_continue) => api.listClusterCustomObject({ ...kind, _continue, limit: 500 })).catch((error: unknown) => {
        if (error instanceof ApiException && error.code === 403) return "forbidden" as const;
        throw error;
      }),
    );
    if (objects === undefined) continue;
    if (objects !== "forbidden") return { objects, isOfOneNamespace: false };
    const some = pages((_continue) => api.listNamespacedCustomObject({ ...kind, namespace, _continue, limit: 500 }));
    return { objects: await answered(some), isOfOneNamespace: true };
  }
  throw new UserError(
    `The cluster has no ${plural} of ${GROUP} (${VERSIONS.join(", ")}): Istio's CRDs are not installed in it.\n` +
      "Expected a cluster with Istio. See which kinds it has with:  kubectl api-resources --api-group=" +
      GROUP,
  );
}

async function pages(page: (_continue: string | undefined) => Promise<unknown>): Promise<LiveObject[]> {
  const objects: LiveObject[] = [];
  let next: string | undefined;
  do {
    const { items, metadata } = list.parse(await page(next));
    objects.push(...items.map(liveOf));
    next = metadata?.continue === "" ? undefined : metadata?.continue;
  } while (next !== undefined);
  return objects;
}

function liveOf({ kind, metadata, spec }: z.output<typeof liveObject>): LiveObject {
  return { kind, metadata, spec, name: metadata.name, namespace: metadata.namespace };
}
