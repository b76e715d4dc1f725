import { z } from "zod";
import { key } from "../schema/about-key";
import { typed } from "../schema/values";

const ROLE = "arn:aws:iam::123456789012:role/platform";

/**
 * A role or user of IAM, in any partition and under any path. EKS takes no others as the principal of an access entry,
 * and no service-linked role either (docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html): of a
 * session of a role, `arn:aws:sts::...:assumed-role/...`, the role's own ARN is meant.
 */
const PRINCIPAL =
  /^arn:aws(-[a-z]+)*:iam::\d{12}:(role\/(?!aws-service-role\/)|user\/)([\x21-\x7e]+\/)?[\w+=,.@-]{1,64}$/;

const principals = (meaning: string) =>
  key(
    z
      .array(
        key(typed(z.string().regex(PRINCIPAL)), {
          meaning: "one role or user",
          expected: `the ARN of an IAM role or user, such as ${ROLE}`,
          example: ROLE,
        }),
      )
      .default([]),
    { meaning, expected: "a list of ARNs of IAM roles and users", parts: [{ at: [0] }] },
  );

/** Who may use the cluster, by EKS's access policies of the same names. */
export const accessSchema = key(
  z
    .strictObject({
      clusterAdmin: principals(
        "EKS: who may do everything in the cluster: the roles that `pulumi up` runs as. The role that makes the cluster has that right already, and is not listed",
      ),
      adminView: principals("EKS: who may read everything, Secrets too: the roles that `pulumi preview` runs as"),
      view: principals("EKS: who may read most things, but neither Secrets nor Istio's objects"),
    })
    .prefault({}),
  {
    meaning: "EKS: who may use the cluster's API",
    expected: "{clusterAdmin, adminView, view}",
    parts: [{ at: ["clusterAdmin"] }],
  },
);
