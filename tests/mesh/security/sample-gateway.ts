/** An ingress gateway without HTTPS. */
export const gateway = {
  namespace: "istio-system",
  service: "NodePort",
  nodePort: 30080,
  httpsNodePort: 30443,
  address: "127.0.0.1",
} as const;
/** HTTPS alone at an ingress gateway. */
export const tls = { credentialName: "cert", minVersion: "TLSV1_2", redirect: true } as const;
