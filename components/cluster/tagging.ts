import { type ResourceTransformation } from "@pulumi/pulumi";

type Tags = Readonly<Record<string, string>>;

/** What takes no tags of all that the program asks AWS for. */
const TAGLESS: ReadonlySet<string> = new Set([
  "aws:ec2/route:Route",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:kms/alias:Alias",
  "aws:route53/record:Record",
]);

/**
 * Puts tags on everything of AWS below a component. Not by default tags of a provider: another provider than Pulumi's
 * default one would replace all that a stack has. pulumi-eks, which makes its parts in a process of its own, puts the
 * tags that its component gets on each of them (pulumi-eks, nodejs/eks/cluster/cluster.ts).
 */
export function tagging(tags: Tags): ResourceTransformation {
  return ({ type, props, opts }) => {
    const isOurs = type === "eks:index:Cluster" || (type.startsWith("aws:") && !TAGLESS.has(type));
    if (!isOurs) return undefined;
    const given = props as { readonly tags?: Tags };
    const forNodes = type === "aws:ec2/launchTemplate:LaunchTemplate" && { tagSpecifications: ofNodes(tags) };
    return { props: { ...props, ...forNodes, tags: { ...tags, ...given.tags } }, opts };
  };
}

/** What EC2 makes from a launch template has none of the template's own tags, nor of the node group's. */
function ofNodes(tags: Tags) {
  return ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags: { ...tags } }));
}
