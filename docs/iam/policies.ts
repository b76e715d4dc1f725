import { ACTIONS } from "./actions";
import { type Actions } from "./sources";

/** What a role is for: to look at a stack, to change it, or to take it down. */
export const USES = ["preview", "up", "destroy"] as const;
export type Use = (typeof USES)[number];

/** A policy document of IAM. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const PARTS: Readonly<Record<Use, readonly (keyof Omit<Actions, "source">)[]>> = {
  preview: ["read"],
  up: ["read", "create", "update", "delete"],
  destroy: ["read", "delete"],
};

/** How the roles and policies that a stack makes begin: Pulumi adds letters to the names that the program gives. */
export const OWN_NAMES = "cluster-";

/** Actions with which whoever may use them on anything could give themselves any right. */
const isGrant = (action: string) => /^iam:(Create|Delete|Put|Attach|Detach|Update|Tag|Untag)/.test(action);

/** Services that are handed a role of the stack's, and those that have EKS make a role for them once in an account. */
const PASSED_TO = ["ec2.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com"];
const SERVICE_ROLES = ["eks.amazonaws.com", "eks-nodegroup.amazonaws.com", "elasticloadbalancing.amazonaws.com"];

/** What a role needs for one use of a stack on EKS. */
export function policyFor(use: Use): PolicyDocument {
  const wanted = Object.values(ACTIONS).flatMap((actions) => PARTS[use].flatMap((part) => actions[part] ?? []));
  const all = [...new Set(wanted)].toSorted();
  const own = ["role", "policy"].map((kind) => `arn:*:iam::*:${kind}/${OWN_NAMES}*`);
  const conditional = ["iam:PassRole", "iam:CreateServiceLinkedRole"];
  const statements: readonly Statement[] = [
    allow(
      "Stack",
      all.filter((action) => !isGrant(action) && !conditional.includes(action)),
      "*",
    ),
    allow(
      "OwnRoles",
      all.filter((action) => isGrant(action) && !conditional.includes(action)),
      own,
    ),
    {
      ...allow(
        "PassOwnRoles",
        all.filter((action) => action === "iam:PassRole"),
        own.slice(0, 1),
      ),
      Condition: { StringEquals: { "iam:PassedToService": PASSED_TO } },
    },
    {
      ...allow(
        "RolesOfServices",
        all.filter((action) => action === "iam:CreateServiceLinkedRole"),
        "*",
      ),
      Condition: { StringEquals: { "iam:AWSServiceName": SERVICE_ROLES } },
    },
  ];
  return { Version: "2012-10-17", Statement: statements.filter(({ Action }) => Action.length > 0) };
}

function allow(Sid: string, Action: readonly string[], Resource: Statement["Resource"]): Statement {
  return { Sid, Effect: "Allow", Action, Resource };
}
