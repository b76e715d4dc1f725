import { type Account, part, text, texts, type Thing, TYPES } from "../account";
import { type Rule } from "./rule";
import { ARCHITECTURES } from "../instance-types";

const IAM = "https://docs.aws.amazon.com/IAM/latest/APIReference";
const EKS = "https://docs.aws.amazon.com/eks/latest/APIReference";
const LOGS = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference";

const minor = (version: string) => Number(version.split(".")[1]);

const attachments = (key: "role" | "policyArn", value: string, account: Account): Thing[] =>
  account.all(TYPES.rolePolicyAttachment).filter((thing) => text(thing, key) === value);

/** What is refused of node groups, roles and log groups. */
export const OTHER_RULES: readonly Rule[] = [
  {
    name: "a node group is within its own bounds",
    backing: "cited rule",
    source: `${EKS}/API_NodegroupScalingConfig.html: desiredSize is at least minSize and at most maxSize`,
    on: { [TYPES.nodeGroup]: ["create", "update"] },
    refusal: (change) => {
      const { inputs } = part(change, "scalingConfig");
      const [min, desired, max] = ["minSize", "desiredSize", "maxSize"].map((key) => Number(inputs[key]));
      return min! <= desired! && desired! <= max!
        ? undefined
        : `InvalidParameterException: desired capacity ${desired} must be between min ${min} and max ${max}`;
    },
  },
  {
    name: "a node group's instances are of its image's architecture",
    backing: "cited rule",
    source: `${EKS}/API_CreateNodegroup.html: amiType; pulumi-eks #1819 shows the message; AL2023_x86_64_STANDARD unless said`,
    on: { [TYPES.nodeGroup]: ["create"] },
    refusal: (change) => {
      const image = text(change, "amiType") || "AL2023_x86_64_STANDARD";
      const wanted = /ARM_64|arm64/.test(image) ? "arm64" : "x86_64";
      const wrong = texts(change, "instanceTypes").find((type) => ARCHITECTURES[type] !== wanted);
      return (
        wrong && `InvalidParameterException: [${wrong}] is not a valid instance type for requested amiType ${image}`
      );
    },
  },
  {
    name: "nodes are not newer than their control plane",
    backing: "cited rule",
    source: "https://kubernetes.io/releases/version-skew-policy/#kubelet; CreateNodegroup refuses it",
    on: { [TYPES.nodeGroup]: ["create", "update"] },
    refusal: (change, account) => {
      const cluster = account.find(TYPES.cluster, text(change, "clusterName"));
      if (!cluster) return `ResourceNotFoundException: No cluster found for name: ${text(change, "clusterName")}.`;
      const [nodes, plane] = [text(change, "version"), text(cluster, "version")];
      return nodes !== "" && minor(nodes) > minor(plane)
        ? `InvalidParameterException: Requested Nodegroup release version is invalid: ${nodes} is newer than ${plane}`
        : undefined;
    },
  },
  {
    name: "a role goes after what is attached to it",
    backing: "cited rule",
    source: `${IAM}/API_DeleteRole.html: DeleteConflict`,
    on: { [TYPES.role]: ["delete"] },
    refusal: ({ id }, account) =>
      attachments("role", id, account).length > 0
        ? "DeleteConflict: Cannot delete entity, must detach all policies first."
        : undefined,
  },
  {
    name: "a policy goes after its attachments",
    backing: "cited rule",
    source: `${IAM}/API_DeletePolicy.html: DeleteConflict`,
    on: { [TYPES.policy]: ["delete"] },
    refusal: ({ id }, account) =>
      attachments("policyArn", id, account).length > 0
        ? "DeleteConflict: Cannot delete a policy attached to entities."
        : undefined,
  },
  {
    name: "a log group's name is its own",
    backing: "cited rule",
    source: `${LOGS}/API_CreateLogGroup.html: ResourceAlreadyExistsException; terraform-aws-eks #411`,
    on: { [TYPES.logGroup]: ["create"] },
    refusal: ({ inputs }, account) =>
      account.find(TYPES.logGroup, text({ inputs }, "name")) &&
      "ResourceAlreadyExistsException: The specified log group already exists",
  },
];
