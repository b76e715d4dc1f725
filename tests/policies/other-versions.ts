/**
 * Objects of the valid mesh with their type in another version of its API, which a policy has to know just the same.
 */
export const OTHER_ROUTES = {
  resource: "reviews-routes",
  type: "kubernetes:networking.istio.io/v1beta1:VirtualService",
};
export const OTHER_ENTRANCE = {
  resource: "bookinfo-routes",
  type: "kubernetes:networking.istio.io/v1beta1:VirtualService",
};
export const OTHER_PEER_AUTHENTICATION = {
  resource: "mesh-mtls",
  type: "kubernetes:security.istio.io/v1beta1:PeerAuthentication",
};
export const OTHER_GATEWAY = {
  resource: "bookinfo-gateway",
  type: "kubernetes:networking.istio.io/v1alpha3:Gateway",
};
export const OTHER_DEPLOYMENT = { resource: "reviews-v1", type: "kubernetes:apps/v1beta2:Deployment" };
