import { annotationOf, type KubeObject } from "../cluster/object";

/** Marks an object whose name the provider chose, so that a later check keeps it and a replacement may get another. */
export const AUTONAMED = "pulumi.com/autonamed";

/** The official provider's annotations that steer one object (pulumi.com, Kubernetes provider: annotations). */
const PATCH_FORCE = "pulumi.com/patchForce";
const PATCH_FIELD_MANAGER = "pulumi.com/patchFieldManager";
const SKIP_AWAIT = "pulumi.com/skipAwait";
const TIMEOUT_SECONDS = "pulumi.com/timeoutSeconds";
const DELETION_PROPAGATION = "pulumi.com/deletionPropagationPolicy";

export const isAutonamed = (object: KubeObject): boolean => annotationOf(object, AUTONAMED) === "true";
export const forcesPatch = (object: KubeObject): boolean => annotationOf(object, PATCH_FORCE) === "true";
export const skipsAwait = (object: KubeObject): boolean => annotationOf(object, SKIP_AWAIT) === "true";
export const fieldManagerOf = (object: KubeObject): string | undefined => annotationOf(object, PATCH_FIELD_MANAGER);

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
