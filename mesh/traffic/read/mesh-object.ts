/** One of Istio's objects as a cluster has it, of whatever version of the API. */
export interface MeshObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly spec: unknown;
}

/** An object in two words, as kubectl's users know it: `VirtualService shop/reviews`. */
export function objectName({ kind, namespace, name }: Omit<MeshObject, "spec">): string {
  return `${kind} ${namespace}/${name}`;
}
