import { type Properties } from "../test-stack";

/** A Kubernetes object as a manifest has it. */
export interface Manifest extends Properties {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

interface Metadata extends Properties {
  readonly name: string;
  readonly namespace?: string;
}

const NETWORKING = "networking.istio.io/v1";
const SECURITY = "security.istio.io/v1";

function kind(apiVersion: string, kind: string) {
  return (name: string, spec: Properties, metadata: Properties = {}): Manifest => ({
    apiVersion,
    kind,
    metadata: { name, ...metadata },
    spec,
  });
}

export const virtualService = kind(NETWORKING, "VirtualService");
export const destinationRule = kind(NETWORKING, "DestinationRule");
export const gateway = kind(NETWORKING, "Gateway");
export const serviceEntry = kind(NETWORKING, "ServiceEntry");
export const sidecar = kind(NETWORKING, "Sidecar");
export const envoyFilter = kind("networking.istio.io/v1alpha3", "EnvoyFilter");
export const peerAuthentication = kind(SECURITY, "PeerAuthentication");
export const authorizationPolicy = kind(SECURITY, "AuthorizationPolicy");
export const requestAuthentication = kind(SECURITY, "RequestAuthentication");
export const telemetry = kind("telemetry.istio.io/v1", "Telemetry");
export const service = kind("v1", "Service");
export const ingress = kind("networking.k8s.io/v1", "Ingress");

/** An object of the Gateway API, of which no policy reads more than the kind. */
export function gatewayApi(ofKind: string, name: string, spec: Properties): Manifest {
  return { apiVersion: "gateway.networking.k8s.io/v1", kind: ofKind, metadata: { name }, spec };
}

const deployment = kind("apps/v1", "Deployment");

export function namespace(name: string, labels: Properties = { "istio-injection": "enabled" }): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

export function serviceAccount(name: string): Manifest {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } };
}

/** A TLS certificate or the like; what is in it is no policy's business. */
export function secret(name: string, metadata: Properties = {}): Manifest {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, ...metadata }, type: "kubernetes.io/tls" };
}

/** Pods of one container, as samples run them: one replica, and nothing said of resources, readiness or rights. */
export function pods(
  name: string,
  labels: Properties,
  image: string,
  { container = {}, pod = {}, annotations = {} }: PodParts = {},
): Manifest {
  return deployment(name, {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels, annotations },
      spec: { containers: [{ name: labels["app"] ?? name, image, ...container }], ...pod },
    },
  });
}

interface PodParts {
  readonly container?: Properties;
  readonly pod?: Properties;
  readonly annotations?: Properties;
}

/** A Service for pods by their label `app`. */
export function appService(app: string, ...ports: Properties[]): Manifest {
  return service(app, { ports, selector: { app } }, { labels: { app, service: app } });
}

/** The same manifests as `kubectl apply -n` takes them: those that name no namespace get this one. */
export function inNamespace(namespace: string, manifests: readonly Manifest[]): Manifest[] {
  return manifests.map((manifest) =>
    manifest.kind === "Namespace" ? manifest : { ...manifest, metadata: { namespace, ...manifest.metadata } },
  );
}

export const to = (host: string, subset?: string, port?: number): Properties => ({
  destination: { host, ...(subset && { subset }), ...(port && { port: { number: port } }) },
});

export const share = (weight: number, host: string, subset?: string, port?: number): Properties => ({
  ...to(host, subset, port),
  weight,
});

/** A subset for each version, by the label `version`. */
export const versions = (...names: string[]): Properties[] =>
  names.map((name) => ({ name, labels: { version: name } }));

export const httpPort = (number: number, name = "http"): Properties => ({ number, name, protocol: "HTTP" });
export const httpsPort = (number: number, name = "https"): Properties => ({ number, name, protocol: "HTTPS" });
