import { apiVersionOf, kindOf, type KubeObject } from "../cluster/object";
import { type ProviderSettings } from "../settings";
import { type Path } from "../wire/json";
import { groupOf } from "./type-token";

type Mutability = Pick<ProviderSettings, "enableConfigMapMutable" | "enableSecretMutable">;

/** What names an object; another name is another object. */
const IDENTITY = ["kind", "metadata.name", "metadata.namespace"];

/**
 * The fields that the API server never changes in an existing object, by group and kind, and those for which the
 * official provider replaces an object (pulumi-kubernetes, provider/pkg/provider/diff.go). `*` is any index.
 */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  "apps/Deployment": ["spec.selector"],
  "apps/DaemonSet": ["spec.selector"],
  "apps/ReplicaSet": ["spec.selector"],
  "apps/StatefulSet": ["spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
  "batch/Job": ["spec.selector", "spec.template", "spec.completions", "spec.completionMode", "spec.parallelism"],
  "/Service": ["spec.clusterIP"],
  "/PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  "/ResourceQuota": ["spec.scopes"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"],
  "scheduling.k8s.io/PriorityClass": ["value", "preemptionPolicy"],
  "node.k8s.io/RuntimeClass": ["handler"],
  "apiextensions.k8s.io/CustomResourceDefinition": ["spec.group", "spec.scope", "spec.names.plural", "spec.names.kind"],
};

/** What may change in a running Pod; all the rest of its spec may not (kubernetes.io, Pods: Pod update and replacement). */
const MUTABLE_IN_POD: ReadonlySet<string> = new Set(["activeDeadlineSeconds", "tolerations"]);

/** The fields whose change replaces the object. */
export function immutableFields(object: KubeObject, mutability: Mutability): readonly Path[] {
  const groupKind = `${groupOf(apiVersionOf(object))}/${kindOf(object)}`;
  return [...IDENTITY, ...(IMMUTABLE[groupKind] ?? []), ...dataFields(object, groupKind, mutability)].map((field) =>
    field.split("."),
  );
}

function dataFields(object: KubeObject, groupKind: string, mutability: Mutability): readonly string[] {
  const sealed = object["immutable"] === true;
  if (groupKind === "/Secret") {
    return ["type", ...(sealed || !mutability.enableSecretMutable ? ["data", "stringData"] : [])];
  }
  if (groupKind === "/ConfigMap") return sealed || !mutability.enableConfigMapMutable ? ["data", "binaryData"] : [];
  return [];
}

/** Whether a change inside a Pod's spec needs a new Pod. */
export function replacesPod(path: Path): boolean {
  const [root, field, , inContainer] = path;
  if (root !== "spec" || typeof field !== "string") return false;
  if (MUTABLE_IN_POD.has(field)) return false;
  const isContainers = field === "containers" || field === "initContainers";
  return !(isContainers && inContainer === "image");
}
