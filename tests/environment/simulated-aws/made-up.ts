import { createHash } from "node:crypto";
import { part, type Properties, text, TYPES } from "./account";
import { zoneId } from "./zones";

export const ACCOUNT_ID = "123456789012";

/** The region of a run; the engine's config is not passed on to a provider's functions in another way. */
export const REGION = process.env["SIMULATED_AWS_REGION"] ?? "ap-northeast-1";

/** The load balancer's address, as the cluster writes it into the gateway's Service. */
const ADDRESS = `mesh-123.elb.${REGION}.amazonaws.com`;

const arn = (service: string, resource: string, region = REGION) =>
  `arn:aws:${service}:${region}:${ACCOUNT_ID}:${resource}`;

/** Hexadecimal digits that stand for a text. */
const digits = (of: string, count: number) => createHash("sha256").update(of).digest("hex").slice(0, count);

/**
 * The ID that AWS gives: for some types it follows from the inputs, so that a second one of the same name is the same.
 *
 * @param serial tells resources of the same name apart, as when one is replaced
 */
export function idOf(type: string, name: string, inputs: Properties, serial: number): string {
  const random = digits(`${type} ${name} ${serial}`, 17);
  const named = text({ inputs }, "name");
  const ownName = named === "" ? `${name}-${random.slice(0, 7)}` : named;
  const inCluster = (key: string) => `${text({ inputs }, "clusterName")}:${text({ inputs }, key)}`;
  switch (type) {
    case TYPES.cluster:
    case TYPES.logGroup:
    case TYPES.role:
      return ownName;
    case TYPES.policy:
      return arn("iam", `policy/${ownName}`, "");
    case TYPES.addon:
      return inCluster("addonName");
    case TYPES.nodeGroup:
      return `${text({ inputs }, "clusterName")}:${text({ inputs }, "nodeGroupName") || ownName}`;
    case TYPES.accessEntry:
      return inCluster("principalArn");
    default:
      return `${PREFIXES[type] ?? name}-${random}`;
  }
}

const PREFIXES: Readonly<Record<string, string>> = {
  [TYPES.vpc]: "vpc",
  [TYPES.subnet]: "subnet",
  [TYPES.internetGateway]: "igw",
  [TYPES.natGateway]: "nat",
  [TYPES.eip]: "eipalloc",
  [TYPES.launchTemplate]: "lt",
  [TYPES.routeTable]: "rtb",
  [TYPES.routeTableAssociation]: "rtbassoc",
  [TYPES.securityGroup]: "sg",
  [TYPES.vpcEndpoint]: "vpce",
};

/** What AWS, or a cluster's controllers, add to what was asked for. */
export function madeUp(type: string, id: string, inputs: Properties): Properties {
  switch (type) {
    case TYPES.cluster:
      return {
        arn: arn("eks", `cluster/${id}`),
        clusterId: "",
        endpoint: `https://${digits(id, 32).toUpperCase()}.gr7.${REGION}.eks.amazonaws.com`,
        certificateAuthority: { data: "Y2VydGlmaWNhdGU=" },
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${REGION}.amazonaws.com/id/${digits(id, 32)}` }] }],
        createdAt: "2026-11-26T10:00:00Z",
        status: "ACTIVE",
        vpcConfig: { ...part({ inputs }, "vpcConfig").inputs, clusterSecurityGroupId: `sg-${digits(id, 17)}` },
      };
    case TYPES.nodeGroup:
      return { nodeGroupName: id.split(":")[1], status: "ACTIVE" };
    case TYPES.role:
      return { name: id, arn: arn("iam", `role/${id}`, ""), uniqueId: `AROA${digits(id, 17).toUpperCase()}` };
    case TYPES.policy:
      return { arn: id };
    case TYPES.launchTemplate:
      return { latestVersion: 1, defaultVersion: 1, name: id };
    case TYPES.logGroup:
      return { arn: arn("logs", `log-group:${id}`) };
    case TYPES.subnet:
      return { availabilityZoneId: zoneId(text({ inputs }, "availabilityZone")), arn: arn("ec2", `subnet/${id}`) };
    case TYPES.vpc:
      return { arn: arn("ec2", `vpc/${id}`), ownerId: ACCOUNT_ID };
    case "aws:kms/key:Key":
      return { arn: arn("kms", `key/${digits(id, 8)}-0000-4000-8000-${digits(id, 12)}`), keyId: id };
    case "kubernetes:core/v1:Service":
      return { status: { loadBalancer: { ingress: [{ hostname: ADDRESS }] } } };
    default:
      return {};
  }
}
