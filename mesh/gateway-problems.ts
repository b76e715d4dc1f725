import { type z } from "zod";
import { type GatewayConfig } from "./config";
import { type GatewayTls } from "./ingress";
import { type Problem, projectKey, removeCommand, setCommand } from "./problem";
import { type gatewayTlsSchema } from "./security-schema";

type TlsInput = z.infer<typeof gatewayTlsSchema>;
type GatewayInput = Omit<GatewayConfig, "tls"> & { readonly tls?: TlsInput | undefined };

/** What is wrong between the values of `istio.gateway`, each of which is right by itself. */
export function gatewayProblems(gateway: GatewayInput, applicationNamespace: string | undefined): Problem[] {
  return [...namespaceProblems(gateway, applicationNamespace), ...tlsProblems(gateway)];
}

/** The stack owns the gateway's namespace, so it must not be one that was there before or holds something else. */
function namespaceProblems({ namespace }: GatewayInput, applicationNamespace: string | undefined): Problem[] {
  const taken = namespace === applicationNamespace || namespace === "default" || namespace.startsWith("kube-");
  if (!taken) return [];
  const key = projectKey(["istio", "gateway", "namespace"]);
  const message = `${JSON.stringify(namespace)} is a namespace that the stack does not own: expected istio-system, or a name that is free`;
  return [{ key, message, mend: setCommand(key, "istio-system") }];
}

function tlsProblems({ tls, service, nodePort, httpsNodePort }: GatewayInput): Problem[] {
  if (!tls) return [];
  const key = (...path: string[]) => projectKey(["istio", "gateway", ...path]);
  const { credentialName, acmCertificateArn } = tls;
  const secret = setCommand(key("tls", "credentialName"), "bookinfo-certificate");

  if (credentialName === undefined && acmCertificateArn === undefined) {
    const message = "names no certificate: expected one of credentialName and acmCertificateArn";
    return [{ key: key("tls"), message, mend: secret }];
  }
  if (credentialName !== undefined && acmCertificateArn !== undefined) {
    const message = "has both credentialName and acmCertificateArn: expected one of them";
    return [{ key: key("tls"), message, mend: removeCommand(key("tls", "acmCertificateArn")) }];
  }
  if (service === "LoadBalancer") return [];
  if (acmCertificateArn !== undefined) {
    const message =
      "is shown by a load balancer, and istio.gateway.service is NodePort: expected LoadBalancer, or credentialName";
    return [{ key: key("tls", "acmCertificateArn"), message, mend: setCommand(key("service"), "LoadBalancer") }];
  }
  if (nodePort === httpsNodePort) {
    const message = `${httpsNodePort} is istio.gateway.nodePort already: expected a port of its own`;
    return [{ key: key("httpsNodePort"), message, mend: setCommand(key("httpsNodePort"), nodePort + 1) }];
  }
  return [];
}

/** Which of the two certificates is meant, of a value in which {@link gatewayProblems} found nothing. */
export function gatewayTlsOf({ credentialName, acmCertificateArn, minVersion, redirect }: TlsInput): GatewayTls {
  const common = { minVersion, redirect };
  if (credentialName !== undefined) return { credentialName, ...common };
  if (acmCertificateArn !== undefined) return { acmCertificateArn, ...common };
  throw new Error("istio.gateway.tls names no certificate");
}
