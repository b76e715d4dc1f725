import { isIPv4 } from "node:net";
import { z } from "zod";
import { key } from "../schema/about-key";
import { typed } from "../schema/values";

const KEY_ARN = "arn:aws:kms:ap-northeast-1:123456789012:key/00000000-0000-0000-0000-000000000000";

/** The retention periods that CloudWatch Logs takes, in days (Amazon CloudWatch Logs, PutRetentionPolicy). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** A network of IPv4, with no bit set behind its prefix: EKS refuses others. */
function isNetwork(text: string): boolean {
  const [, address = "", bits = ""] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  if (!isIPv4(address) || Number(bits) > 32) return false;
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return number % 2 ** (32 - Number(bits)) === 0;
}

export const endpointSchema = key(
  z
    .strictObject({
      public: key(z.boolean().default(true), {
        meaning: "EKS: whether the API server answers from the internet too, or from the cluster's network alone",
        expected: "true or false",
      }),
      cidrs: key(
        z
          .array(
            key(typed(z.string().refine(isNetwork)), {
              meaning: "one network",
              expected: "an IPv4 network such as 203.0.113.0/24",
              example: "203.0.113.0/24",
            }),
          )
          .min(1)
          .max(40)
          .optional(),
        {
          meaning: "EKS: the networks of the internet that it answers; everyone (`0.0.0.0/0`) where none are named",
          expected: "a list of 1 to 40 IPv4 networks",
          parts: [{ at: [0] }],
        },
      ),
    })
    .prefault({}),
  {
    meaning: "EKS: from where the API server is reached",
    expected: "{public, cidrs}",
    parts: [{ at: ["public"] }],
  },
);

export const secretsKeySchema = key(
  typed(
    z
      .string()
      .regex(
        /^(new|arn:aws(-[a-z]+)*:kms:[a-z]{2}(-[a-z]+)+-\d:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}))$/,
      ),
  ).optional(),
  {
    meaning:
      "EKS: the KMS key that encrypts the cluster's Secrets: `new` for one of the stack, or the ARN of one. It can't be taken back: without it the cluster is made anew",
    expected: `new, or the ARN of a KMS key such as ${KEY_ARN}`,
    example: "new",
  },
);

export const logsSchema = key(
  z
    .strictObject({
      retentionDays: key(z.literal(RETENTION_DAYS).default(90), {
        meaning: "EKS: for how many days the control plane's logs are kept",
        expected: `one of ${RETENTION_DAYS.join(", ")}`,
      }),
    })
    .prefault({}),
  { meaning: "EKS: the control plane's logs", expected: "{retentionDays}", parts: [{ at: ["retentionDays"] }] },
);

export const supportTypeSchema = key(z.enum(["standard", "extended"]).default("standard"), {
  meaning:
    "EKS: what happens as standard support of the Kubernetes version ends: `standard` has AWS upgrade the cluster, `extended` keeps the version for another year and costs six times as much",
  expected: "standard or extended",
});
