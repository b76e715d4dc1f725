import { createPublicKey, type JsonWebKey } from "node:crypto";
import { z } from "zod";
import { BOOKINFO } from "../../mesh/bookinfo";
import { isClusterHost, isHostName } from "../../mesh/istio/host-name";

const text = z.string().trim().min(1);
const port = z.number().int().min(1).max(65535);

/** The name of a Secret (RFC 1123, DNS subdomain). */
const secretName = z.string().regex(/^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);

export const mtlsSchema = z.enum(["mesh", "namespace", "permissive"]).default("mesh");

export const exceptionSchema = z.strictObject({
  workload: z.enum(Object.keys(BOOKINFO) as [keyof typeof BOOKINFO]),
  port: port.optional(),
  mode: z.enum(["permissive", "strict"]).default("permissive"),
  reason: text,
});

export const clientRuleSchema = z.strictObject({
  host: z.string().refine(isClusterHost),
  tls: z.enum(["DISABLE", "SIMPLE", "ISTIO_MUTUAL"]),
  reason: text,
});

const jwtSchema = z.strictObject({
  issuer: text,
  jwksUri: z.url({ protocol: /^https?$/, hostname: /./ }).optional(),
  jwks: z.string().refine(isKeySet).optional(),
  audiences: z.array(text).default([]),
  required: z.array(z.string().regex(/^\/[^*]*\*?$/)).default([]),
});

/** Whether a text is a set of public keys, none of which tells more than it should: it stands in the config and on an object. */
function isKeySet(text: string): boolean {
  try {
    const { keys } = JSON.parse(text) as { keys: JsonWebKey[] };
    return keys.length > 0 && keys.every(isPublicKey);
  } catch {
    return false; // Text that is no JSON or has no list of keys is no key set.
  }
}

function isPublicKey(key: JsonWebKey): boolean {
  // Node reads over what is no base64 where Istio does not: so a key must be what Node has read.
  const read = createPublicKey({ key, format: "jwk" }).export({ format: "jwk" });
  return !("d" in key || "k" in key) && Object.entries(read).every(([name, value]) => key[name] === value);
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
  credentialName: secretName.optional(),
  acmCertificateArn: z
    .string()
    .regex(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/)
    .optional(),
  minVersion: z.enum(["TLSV1_2", "TLSV1_3"]).default("TLSV1_2"),
  redirect: z.boolean().default(true),
});

export const egressPortSchema = z.strictObject({
  number: port,
  protocol: z.enum(["HTTP", "HTTPS", "TLS", "TCP"]),
  tls: z.literal("originate").optional(),
  targetPort: port.optional(),
  verify: z.enum(["system", "none"]).optional(),
  caSecret: secretName.optional(),
});

export const egressHostSchema = z.strictObject({
  host: z.string().refine(isHostName),
  ports: z.array(egressPortSchema).min(1),
});

export const egressSchema = z
  .strictObject({
    policy: z.enum(["ALLOW_ANY", "REGISTRY_ONLY"]).default("ALLOW_ANY"),
    via: z.enum(["sidecar", "gateway"]).default("sidecar"),
    hosts: z.array(egressHostSchema).default([]),
  })
  .prefault({});
