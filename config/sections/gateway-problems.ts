import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { type GatewayTls } from "../../mesh/security/gateway-tls";
import { remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { fieldOf, isFields } from "../value";
import { type IstioInput, LAST_NODE_PORT } from "./istio-schema";

type Gateway = IstioInput["gateway"];

/**
 * What is wrong between the values of `istio.gateway`, as far as each is right by itself. `taken` are the namespaces
 * that are there for other things.
 */
export function gatewayProblems(gateway: Reading<Gateway>, taken: readonly string[]): Problem[] {
  // The namespace of a gateway that is there is there, too.
  const isOwn = gateway.field("selector").value === undefined;
  return [
    ...(isOwn ? namespaceProblems(gateway.field("namespace").valid, taken) : []),
    ...hostProblems(gateway.field("hosts").valid ?? []),
    ...tlsProblems(gateway.field("tls").value, {
      service: gateway.field("service").valid,
      nodePort: gateway.field("nodePort").valid,
      httpsNodePort: gateway.field("httpsNodePort").valid,
    }),
  ];
}

/** What is wrong with the application's namespace: it must not be one that belongs to Istio or to Kubernetes. */
export function applicationNamespaceProblems(namespace: string | undefined): Problem[] {
  if (namespace === undefined || !(namespace === ISTIO_NAMESPACE || namespace.startsWith("kube-"))) return [];
  const path = ["bookinfo", "namespace"];
  const message = `${JSON.stringify(namespace)} is not a namespace for an application: expected default, or one of your own`;
  return [{ path, message, fix: set(path, "default") }];
}

/** The stack owns the gateway's namespace, so it must not be one that was there before or holds something else. */
function namespaceProblems(namespace: string | undefined, others: readonly string[]): Problem[] {
  const path = ["istio", "gateway", "namespace"];
  const message = `${JSON.stringify(namespace)} is a namespace that the stack does not own: expected istio-system, or a name that is free`;
  if (namespace === undefined || namespace === ISTIO_NAMESPACE) return [];
  const taken = others.includes(namespace) || namespace === "default" || namespace.startsWith("kube-");
  return taken ? [{ path, message, fix: set(path, ISTIO_NAMESPACE) }] : [];
}

/** A host stands in the list once. */
function hostProblems(hosts: readonly string[]): Problem[] {
  return hosts.flatMap((host, index): Problem[] => {
    if (hosts.indexOf(host) === index) return [];
    const path = ["istio", "gateway", "hosts", index];
    return [{ path, message: `${host} is in the list already: expected each of them once`, fix: remove(path) }];
  });
}

function tlsProblems(tls: unknown, { service, nodePort, httpsNodePort }: Partial<Gateway>): Problem[] {
  if (!isFields(tls)) return [];
  const path = ["istio", "gateway", "tls"];
  const arn = [...path, "acmCertificateArn"];
  const hasSecret = fieldOf(tls, "credentialName") !== undefined;
  const hasArn = fieldOf(tls, "acmCertificateArn") !== undefined;

  if (!hasSecret && !hasArn) {
    const message = "names no certificate: expected one of credentialName and acmCertificateArn";
    return [{ path, message, fix: set([...path, "credentialName"], "bookinfo-certificate") }];
  }
  if (hasSecret && hasArn) {
    const message = "has both credentialName and acmCertificateArn: expected one of them";
    return [{ path, message, fix: remove(arn) }];
  }
  if (service !== "NodePort") return [];
  if (hasArn) {
    const message =
      "is shown by a load balancer, and istio.gateway.service is NodePort: expected LoadBalancer, or credentialName";
    return [{ path: arn, message, fix: set(["istio", "gateway", "service"], "LoadBalancer") }];
  }
  if (nodePort !== undefined && nodePort === httpsNodePort) {
    const port = ["istio", "gateway", "httpsNodePort"];
    const message = `${httpsNodePort} is istio.gateway.nodePort already: expected a port of its own`;
    return [{ path: port, message, fix: set(port, nodePort < LAST_NODE_PORT ? nodePort + 1 : nodePort - 1) }];
  }
  return [];
}

/** Which of the two certificates is meant, of a value in which {@link gatewayProblems} found nothing. */
export function gatewayTlsOf({
  credentialName,
  acmCertificateArn,
  minVersion,
  redirect,
}: NonNullable<Gateway["tls"]>): GatewayTls {
  const common = { minVersion, redirect };
  if (credentialName !== undefined) return { credentialName, ...common };
  if (acmCertificateArn !== undefined) return { acmCertificateArn, ...common };
  throw new Error("istio.gateway.tls names no certificate");
}
