import { isIP } from "node:net";
import { z } from "zod";
import { type ClusterConfig } from "../../mesh/config";
import { DEFAULT_ISTIO_VERSION, isIstioVersion } from "../../mesh/istio/istio-versions";
import { gatewayTlsSchema } from "./security-schema";

/** Names of Kubernetes objects that are DNS labels (RFC 1123), such as namespaces. */
const dnsLabel = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
const helmValues = z.record(z.string(), z.unknown()).default({});
const nodeCount = z.number().int().min(1);

export const eksCluster = z.strictObject({
  kind: z.literal("eks"),
  // Amazon EKS, CreateCluster: the pattern of `name`.
  name: z
    .string()
    .regex(/^[0-9A-Za-z][\w-]{0,99}$/)
    .default("istio-test-cluster"),
  kubernetesVersion: z
    .string()
    .regex(/^1\.\d+$/)
    .default("1.36"),
  zones: z.number().int().min(2).max(6).default(2),
  nodes: z
    .strictObject({
      desired: nodeCount.default(2),
      min: nodeCount.default(2),
      max: nodeCount.default(4),
      instanceType: z
        .string()
        .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/)
        .default("t3.medium"),
    })
    .prefault({}),
});

export const existingCluster = z.strictObject({
  kind: z.literal("existing"),
  kubeconfig: z.string().min(1).default("~/.kube/config"),
  context: z.string().min(1),
});

export const clusterSchema = z.discriminatedUnion("kind", [eksCluster, existingCluster]);
export type ClusterInput = z.infer<typeof clusterSchema>;

export const istioVersionSchema = z.string().refine(isIstioVersion).default(DEFAULT_ISTIO_VERSION);

// The range that an API server hands out unless told otherwise (kube-apiserver --service-node-port-range).
export const LAST_NODE_PORT = 32767;
const nodePort = z.number().int().min(30000).max(LAST_NODE_PORT);

export const gatewaySchema = z
  .strictObject({
    namespace: dnsLabel.default("istio-system"),
    service: z.enum(["LoadBalancer", "NodePort"]).default("LoadBalancer"),
    nodePort: nodePort.default(30080),
    httpsNodePort: nodePort.default(30443),
    address: z
      .string()
      .refine((address) => isIP(address) !== 0 || /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/.test(address))
      .default("127.0.0.1"),
    tls: gatewayTlsSchema.optional(),
  })
  .prefault({});

export const istioSchema = z
  .strictObject({
    chartSource: z
      .string()
      .refine((source) => /^(https?|oci):\/\/\S+$/.test(source) || /^([/~]|\.\.?\/)/.test(source))
      .default("https://blob.istio.io/istio-release/charts"),
    gateway: gatewaySchema,
    values: z
      .strictObject({ base: helmValues, istiod: helmValues, gateway: helmValues, egressGateway: helmValues })
      .prefault({}),
  })
  .prefault({});

export const bookinfoSchema = z
  .strictObject({
    namespace: dnsLabel.default("default"),
    registry: z
      .string()
      .regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)*$/)
      .default("docker.io/istio"),
    tag: z
      .string()
      .regex(/^\w[\w.-]{0,127}$/)
      .default("1.20.3"),
  })
  .prefault({});

/** What the cluster section leads to, once the region is known from `aws:region`. */
export function clusterOf(input: ClusterInput, region: string, path: (file: string) => string): ClusterConfig {
  return input.kind === "eks" ? { ...input, region } : { ...input, kubeconfig: path(input.kubeconfig) };
}
