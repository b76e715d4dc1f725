import { type z } from "zod";
import { projectKey } from "../../mesh/config-path";
import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { type GatewayTls } from "../../mesh/security/ingress";
import { removal, setCommand } from "../problem/mend";
import { type Problem } from "../problem/problem";
import { soundFields } from "../sound-parts";
import { fieldOf, isFields } from "../value";
import { gatewaySchema, LAST_NODE_PORT } from "./config-schema";
import { type gatewayTlsSchema } from "./security-schema";

type Gateway = z.infer<typeof gatewaySchema>;

/** What is wrong between the values of `istio.gateway`, as far as each is right by itself. */
export function gatewayProblems(gateway: unknown, applicationNamespace: string | undefined): Problem[] {
  const sound = soundFields(gatewaySchema.unwrap(), gateway);
  return [...namespaceProblems(sound.namespace, applicationNamespace), ...tlsProblems(fieldOf(gateway, "tls"), sound)];
}

/** What is wrong with the application's namespace: it must not be one that belongs to Istio or to Kubernetes. */
export function applicationNamespaceProblems(namespace: string | undefined): Problem[] {
  if (namespace === undefined || !(namespace === ISTIO_NAMESPACE || namespace.startsWith("kube-"))) return [];
  const key = projectKey(["bookinfo", "namespace"]);
  const message = `${JSON.stringify(namespace)} is no namespace for an application: expected default, or one of your own`;
  return [{ key, message, mend: setCommand(key, "default") }];
}

/** The stack owns the gateway's namespace, so it must not be one that was there before or holds something else. */
function namespaceProblems(namespace: string | undefined, applicationNamespace: string | undefined): Problem[] {
  const key = projectKey(["istio", "gateway", "namespace"]);
  const message = `${JSON.stringify(namespace)} is a namespace that the stack does not own: expected istio-system, or a name that is free`;
  if (namespace === undefined || namespace === ISTIO_NAMESPACE) return [];
  const taken = namespace === applicationNamespace || namespace === "default" || namespace.startsWith("kube-");
  return taken ? [{ key, message, mend: setCommand(key, ISTIO_NAMESPACE) }] : [];
}

function tlsProblems(tls: unknown, { service, nodePort, httpsNodePort }: Partial<Gateway>): Problem[] {
  if (!isFields(tls)) return [];
  const path = ["istio", "gateway", "tls"];
  const key = projectKey(path);
  const arn = [...path, "acmCertificateArn"];
  const hasSecret = fieldOf(tls, "credentialName") !== undefined;
  const hasArn = fieldOf(tls, "acmCertificateArn") !== undefined;

  if (!hasSecret && !hasArn) {
    const message = "names no certificate: expected one of credentialName and acmCertificateArn";
    return [{ key, message, mend: setCommand(`${key}.credentialName`, "bookinfo-certificate") }];
  }
  if (hasSecret && hasArn) {
    const message = "has both credentialName and acmCertificateArn: expected one of them";
    return [{ key, message, ...removal(arn) }];
  }
  if (service !== "NodePort") return [];
  if (hasArn) {
    const message =
      "is shown by a load balancer, and istio.gateway.service is NodePort: expected LoadBalancer, or credentialName";
    const mend = setCommand(projectKey(["istio", "gateway", "service"]), "LoadBalancer");
    return [{ key: projectKey(arn), message, mend }];
  }
  if (nodePort !== undefined && nodePort === httpsNodePort) {
    const portKey = projectKey(["istio", "gateway", "httpsNodePort"]);
    const message = `${httpsNodePort} is istio.gateway.nodePort already: expected a port of its own`;
    return [
      { key: portKey, message, mend: setCommand(portKey, nodePort < LAST_NODE_PORT ? nodePort + 1 : nodePort - 1) },
    ];
  }
  return [];
}

/** Which of the two certificates is meant, of a value in which {@link gatewayProblems} found nothing. */
export function gatewayTlsOf({
  credentialName,
  acmCertificateArn,
  minVersion,
  redirect,
}: z.infer<typeof gatewayTlsSchema>): GatewayTls {
  const common = { minVersion, redirect };
  if (credentialName !== undefined) return { credentialName, ...common };
  if (acmCertificateArn !== undefined) return { acmCertificateArn, ...common };
  throw new Error("istio.gateway.tls names no certificate");
}
