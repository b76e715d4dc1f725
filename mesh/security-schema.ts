import { z } from "zod";
import { BOOKINFO } from "./bookinfo";

const reason = z.string().trim().min(1);
const port = z.number().int().min(1).max(65535);

/** A host name, or a wildcard that stands for its first labels: `*.example.com`. */
export const hostPattern = z
  .string()
  .regex(/^(\*|(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$/);

export const mtlsSchema = z.enum(["mesh", "namespace", "permissive"]).default("mesh");

const exceptionSchema = z.strictObject({
  workload: z.enum(Object.keys(BOOKINFO) as [keyof typeof BOOKINFO]),
  port: port.optional(),
  mode: z.enum(["permissive", "strict"]).default("permissive"),
  reason,
});

const clientRuleSchema = z.strictObject({
  host: hostPattern,
  tls: z.enum(["DISABLE", "SIMPLE", "ISTIO_MUTUAL"]),
  reason,
});

const jwtSchema = z.strictObject({
  issuer: z.string().min(1),
  jwksUri: z
    .string()
    .regex(/^https?:\/\/\S+$/)
    .optional(),
  jwks: z.string().refine(isKeySet).optional(),
  audiences: z.array(z.string().min(1)).default([]),
  required: z.array(z.string().regex(/^\/[^*]*\*?$/)).default([]),
});

/** The key set may be written as text or, as JSON in a config value turns into it by itself, as an object. */
function isKeySet(text: string): boolean {
  try {
    const set = JSON.parse(text) as { keys?: unknown } | null;
    return Array.isArray(set?.keys) && set.keys.length > 0;
  } catch {
    return false; // Text that is no JSON is no key set.
  }
}

const pem = z.string().min(1);

/** The authority's private key: a key of the config by itself, since Pulumi tells of no smaller part whether it is encrypted. */
export const caKeySchema = pem.optional();

const caSchema = z
  .strictObject({ cert: pem, root: pem, chain: pem.optional() })
  .transform((ca) => ({ ...ca, chain: ca.chain ?? `${ca.cert.trimEnd()}\n${ca.root}` }));

export const securitySchema = z
  .strictObject({
    clientTls: z.enum(["auto", "mutual"]).default("auto"),
    apiServerTls: z.enum(["disable", "auto"]).default("disable"),
    exceptions: z.array(exceptionSchema).default([]),
    clientRules: z.array(clientRuleSchema).default([]),
    authorization: z.enum(["none", "enforced"]).default("none"),
    jwt: jwtSchema.optional(),
    caCertificates: caSchema.optional(),
  })
  .prefault({});

/** HTTPS at the ingress gateway. Which of the two certificates it names is a rule between values. */
export const gatewayTlsSchema = z.strictObject({
  credentialName: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/)
    .optional(),
  acmCertificateArn: z
    .string()
    .regex(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/)
    .optional(),
  minVersion: z.enum(["TLSV1_2", "TLSV1_3"]).default("TLSV1_2"),
  redirect: z.boolean().default(true),
});

const egressPortSchema = z.strictObject({
  number: port,
  protocol: z.enum(["HTTP", "HTTPS", "TLS", "TCP"]),
  tls: z.literal("originate").optional(),
  targetPort: port.default(443),
  verify: z.enum(["system", "none"]).default("system"),
  caSecret: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/)
    .optional(),
});

export const egressSchema = z
  .strictObject({
    policy: z.enum(["ALLOW_ANY", "REGISTRY_ONLY"]).default("ALLOW_ANY"),
    via: z.enum(["sidecar", "gateway"]).default("sidecar"),
    hosts: z.array(z.strictObject({ host: hostPattern, ports: z.array(egressPortSchema).min(1) })).default([]),
  })
  .prefault({});
