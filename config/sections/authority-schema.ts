import { z } from "zod";
import { key } from "../schema/about-key";
import { text } from "../schema/values";

const CERTIFICATE = "a certificate in PEM";

/**
 * The authority's private key: a key of the config by itself, since Pulumi tells of no smaller part whether it is
 * encrypted.
 */
export const caKeySchema = key(text.optional(), {
  meaning: "the private key of `security.caCertificates.cert`; set it with `--secret`",
  expected: "a private key in PEM",
  example: "PEM",
  file: "key.pem",
  secret: "encrypted",
});

export const caCertificatesSchema = key(
  z
    .strictObject({
      cert: key(text, {
        meaning: "the certificate that signs; its private key is `caKey`",
        expected: CERTIFICATE,
        example: "PEM",
        file: "cert.pem",
      }),
      root: key(text, {
        meaning: "the root that all workloads trust",
        expected: CERTIFICATE,
        example: "PEM",
        file: "root.pem",
      }),
      chain: key(text.optional(), {
        meaning: "from `cert` up to `root`; `cert` and `root` where it is not set",
        expected: "certificates in PEM",
        example: "PEM",
        file: "chain.pem",
      }),
    })
    .transform((ca) => ({ ...ca, chain: ca.chain ?? `${ca.cert.trimEnd()}\n${ca.root}` }))
    .optional(),
  {
    meaning:
      "a certificate authority of your own to sign the workloads' certificates, in place of one that istiod makes",
    expected: "{cert, root, chain}",
    parts: [{ at: ["cert"] }],
    secret: "unquoted",
  },
);
