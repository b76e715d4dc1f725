/** A certificate that the gateway itself shows, from a Secret of type kubernetes.io/tls in the gateway's namespace. */
interface SecretTls {
  readonly credentialName: string;
}

/** A certificate of AWS Certificate Manager, which the load balancer before the gateway shows. */
interface AcmTls {
  readonly acmCertificateArn: string;
}

/** HTTPS at the ingress gateway. */
export type GatewayTls = (SecretTls | AcmTls) & {
  /** The oldest version of TLS that is spoken. */
  readonly minVersion: "TLSV1_2" | "TLSV1_3";
  /** Whether plain HTTP is answered with the way to HTTPS, and with nothing else. */
  readonly redirect: boolean;
};
