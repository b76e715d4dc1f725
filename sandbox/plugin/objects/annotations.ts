import { annotationOf, apiVersionOf, type KubeObject, kindOf } from "../cluster/object";

/** Marks an object whose name the provider chose, so that a later check keeps it and a replacement may get another. */
export const AUTONAMED = "pulumi.com/autonamed";

/** The official provider's annotations that steer one object (pulumi.com, Kubernetes provider: annotations). */
const PATCH_FORCE = "pulumi.com/patchForce";
const PATCH_FIELD_MANAGER = "pulumi.com/patchFieldManager";
const SKIP_AWAIT = "pulumi.com/skipAwait";
const TIMEOUT_SECONDS = "pulumi.com/timeoutSeconds";
export const WAIT_FOR = "pulumi.com/waitFor";
export const REPLACE_UNREADY = "pulumi.com/replaceUnready";
const DELETION_PROPAGATION = "pulumi.com/deletionPropagationPolicy";

export const isAutonamed = (object: KubeObject): boolean => annotationOf(object, AUTONAMED) === "true";
export const forcesPatch = (object: KubeObject): boolean => annotationOf(object, PATCH_FORCE) === "true";
export const skipsAwait = (object: KubeObject): boolean => annotationOf(object, SKIP_AWAIT) === "true";
export const replacesUnready = (object: KubeObject): boolean => annotationOf(object, REPLACE_UNREADY) === "true";
export const fieldManagerOf = (object: KubeObject): string | undefined => annotationOf(object, PATCH_FIELD_MANAGER);

/** What the program waits for in place of what makes an object of its kind ready. */
export const waitForOf = (object: KubeObject): string | undefined => annotationOf(object, WAIT_FOR) || undefined;

/** The kinds whose deletion is not waited for either with `skipAwait`; that of all others is (as with the official provider). */
const LEFT_TO_GO: ReadonlySet<string> = new Set([
  "v1/Namespace",
  "v1/Pod",
  "v1/ReplicationController",
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/StatefulSet",
  "batch/v1/Job",
]);

export function skipsAwaitOfDeletion(object: KubeObject): boolean {
  return skipsAwait(object) && LEFT_TO_GO.has(`${apiVersionOf(object)}/${kindOf(object)}`);
}

/** How long to wait when neither `customTimeouts` nor an annotation says so, in seconds (as the official provider). */
export const DEFAULT_TIMEOUT_SECONDS = 600;

/** How long an operation on an object may take, in seconds. */
export function timeoutSecondsOf(object: KubeObject, customTimeout: number | undefined): number {
  if (customTimeout !== undefined) return customTimeout;
  const annotated = Number(annotationOf(object, TIMEOUT_SECONDS));
  return annotated > 0 ? annotated : DEFAULT_TIMEOUT_SECONDS;
}

/** What happens to the objects that the deleted one owns; they go first unless the annotation says otherwise. */
export function deletionPropagationOf(object: KubeObject): "Foreground" | "Background" | "Orphan" {
  const wanted = annotationOf(object, DELETION_PROPAGATION)?.toLowerCase();
  if (wanted === "background") return "Background";
  return wanted === "orphan" ? "Orphan" : "Foreground";
}
