/**
 * The namespace of the control plane, and Istio's root namespace: what is configured there holds for the whole mesh.
 */
export const ISTIO_NAMESPACE = "istio-system";
