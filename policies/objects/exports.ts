import { SERVICE } from "./kinds";
import { type KubernetesObject } from "./kubernetes-object";

/**
 * Whether clients in a namespace see an object: `*` stands for every namespace, `.` for the object's own, `~` for none
 * (istio.io, ServiceEntry.exportTo, and the annotation of a Service). What says nothing is for all.
 */
export function isExportedTo(object: KubernetesObject, namespace: string): boolean {
  return (
    isExportedToAll(object) ||
    exportTo(object).some((to) => to === namespace || (to === "." && object.namespace === namespace))
  );
}

export function isExportedToAll(object: KubernetesObject): boolean {
  const to = exportTo(object);
  return to.length === 0 || to.includes("*");
}

/** Whether there may be clients that see both. */
export function areSeenTogether(a: KubernetesObject, b: KubernetesObject): boolean {
  if (isExportedToAll(a)) return isExportedToAll(b) || exportTo(b).some((namespace) => namespace !== "~");
  if (isExportedToAll(b)) return areSeenTogether(b, a);
  return exportTo(a).some((to) => to !== "~" && isExportedTo(b, to === "." ? a.namespace : to));
}

function exportTo(object: KubernetesObject): string[] {
  if (!object.is(SERVICE)) return object.spec.at("exportTo").texts();
  const annotation = object.metadata.at("annotations", "networking.istio.io/exportTo").text() ?? "";
  return annotation
    .split(",")
    .map((namespace) => namespace.trim())
    .filter((namespace) => namespace !== "");
}
