import { z } from "zod";
import { key } from "../schema/about-key";
import { secretName, typed } from "../schema/values";

const certificateArn = typed(z.string().regex(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/));

/** HTTPS at the ingress gateway. Which of the two certificates it names is a rule between values. */
export const gatewayTlsSchema = key(
  z
    .strictObject({
      credentialName: key(secretName.optional(), {
        meaning: "a Secret of type kubernetes.io/tls in the gateway's namespace, which you make",
        expected: "the name of a Secret",
        example: "bookinfo-certificate",
      }),
      acmCertificateArn: key(certificateArn.optional(), {
        meaning: "a certificate of AWS Certificate Manager, shown by the load balancer",
        expected: "the ARN of a certificate of AWS Certificate Manager",
        example: "arn:aws:acm:ap-northeast-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
      }),
      minVersion: key(z.enum(["TLSV1_2", "TLSV1_3"]).default("TLSV1_2"), {
        meaning: "the oldest version of TLS that is spoken",
        expected: "TLSV1_2 or TLSV1_3",
      }),
      redirect: key(z.boolean().default(true), {
        meaning: "whether plain HTTP is answered with the way to HTTPS, and with nothing else",
        expected: "true or false",
      }),
    })
    .optional(),
  {
    meaning: "HTTPS at the gateway; without it the gateway serves plain HTTP",
    expected: "{credentialName or acmCertificateArn, minVersion, redirect}",
    parts: [{ at: ["credentialName"] }],
  },
);
