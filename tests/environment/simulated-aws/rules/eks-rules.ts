import { type Account, part, text, texts, type Thing, TYPES } from "../account";
import { makesNodes } from "./auto-mode-rules";
import { type Change, type Rule } from "./rule";
import { zoneId, ZONES_WITHOUT_EKS } from "../zones";

const API = "https://docs.aws.amazon.com/eks/latest/APIReference";
const GUIDE = "https://docs.aws.amazon.com/eks/latest/userguide";

const subnetsOf = (ids: readonly string[], account: Account): Thing[] =>
  ids.flatMap((id) => account.find(TYPES.subnet, id) ?? []);

const zonesOf = (ids: readonly string[], account: Account): string[] =>
  [...new Set(subnetsOf(ids, account).map((subnet) => text(subnet, "availabilityZone")))].sort();

const clusterSubnets = (change: Pick<Change, "inputs">) => texts(part(change, "vpcConfig"), "subnetIds");

const ofCluster = (type: string, name: string, account: Account): Thing[] =>
  account.all(type).filter((thing) => text(thing, "clusterName") === name);

const minor = (version: string) => Number(version.split(".")[1]);

/** What EKS refuses of control planes, node groups, addons and access entries. */
export const EKS_RULES: readonly Rule[] = [
  {
    name: "a cluster's name is its own",
    backing: "cited rule",
    source: `${API}/API_CreateCluster.html: ResourceInUseException`,
    on: { [TYPES.cluster]: ["create"] },
    refusal: ({ inputs }, account) =>
      account.find(TYPES.cluster, text({ inputs }, "name")) &&
      `ResourceInUseException: Cluster already exists with name: ${text({ inputs }, "name")}`,
  },
  {
    name: "a cluster's subnets are in at least two zones",
    backing: "cited rule",
    source: `${GUIDE}/network-reqs.html: subnet requirements for clusters`,
    on: { [TYPES.cluster]: ["create", "update"] },
    refusal: (change, account) =>
      zonesOf(clusterSubnets(change), account).length < 2
        ? "InvalidParameterException: Subnets specified must be in at least two different AZs"
        : undefined,
  },
  {
    name: "a cluster's subnets are in zones that EKS runs in",
    backing: "cited rule",
    source: `${GUIDE}/network-reqs.html: zones in which a cluster's subnets can't be; eksctl pkg/az/az.go`,
    on: { [TYPES.cluster]: ["create", "update"] },
    refusal: (change, account) => {
      const zone = zonesOf(clusterSubnets(change), account).find((name) => ZONES_WITHOUT_EKS.includes(zoneId(name)));
      return zone && `UnsupportedAvailabilityZoneException: Cannot create cluster because ${zone} does not support it`;
    },
  },
  {
    name: "a cluster's zones stay what they were",
    backing: "cited rule",
    source: `${GUIDE}/network-reqs.html: other subnets must be in the zones of the first; containers-roadmap #2330`,
    on: { [TYPES.cluster]: ["update"] },
    refusal: (change, account) => {
      const before = zonesOf(clusterSubnets({ inputs: change.former ?? {} }), account);
      const after = zonesOf(clusterSubnets(change), account);
      return before.join() === after.join()
        ? undefined
        : `InvalidParameterException: Provided subnets belong to the AZs ${after.join(", ")}, not to ${before.join(", ")}`;
    },
  },
  {
    name: "a cluster's endpoint can be reached",
    backing: "cited rule",
    source: `${API}/API_VpcConfigRequest.html: private access must be enabled where public access is not`,
    on: { [TYPES.cluster]: ["create", "update"] },
    refusal: (change) => {
      const { inputs } = part(change, "vpcConfig");
      return inputs["endpointPublicAccess"] === false && inputs["endpointPrivateAccess"] !== true
        ? "InvalidParameterException: Private and public endpoint access cannot be false"
        : undefined;
    },
  },
  {
    name: "a cluster moves one minor version at a time, and never back by an update",
    backing: "cited rule",
    source: `${GUIDE}/update-cluster.html: one minor version at a time; a roll-back is an operation of its own`,
    on: { [TYPES.cluster]: ["update"] },
    refusal: ({ inputs, former }) => {
      const [from, to] = [text({ inputs: former ?? {} }, "version"), text({ inputs }, "version")];
      const step = minor(to) - minor(from);
      return step < 0 || step > 1
        ? `InvalidParameterException: Unsupported Kubernetes minor version update from ${from} to ${to}`
        : undefined;
    },
  },
  {
    name: "a cluster is encrypted with the key that it has",
    backing: "cited rule",
    source: `${API}/API_AssociateEncryptionConfig.html: the key can't be changed once it is associated`,
    on: { [TYPES.cluster]: ["update"] },
    refusal: ({ inputs, former }) => {
      const keyOf = (one: Change["inputs"]) =>
        text(part(part({ inputs: one }, "encryptionConfig"), "provider"), "keyArn");
      const [from, to] = [keyOf(former ?? {}), keyOf(inputs)];
      return from !== "" && from !== to ? "InvalidParameterException: Cluster is already encrypted" : undefined;
    },
  },
  {
    name: "a cluster goes after its node groups",
    backing: "cited rule",
    source: `${API}/API_DeleteCluster.html: node groups must be deleted first`,
    on: { [TYPES.cluster]: ["delete"] },
    refusal: ({ id }, account) =>
      ofCluster(TYPES.nodeGroup, id, account).length > 0
        ? "ResourceInUseException: Cluster has nodegroups attached"
        : undefined,
  },
  {
    name: "a protected cluster stays",
    backing: "cited rule",
    source: `${GUIDE}/deletion-protection.html: turn it off first`,
    on: { [TYPES.cluster]: ["delete"] },
    refusal: ({ id }, account) =>
      account.find(TYPES.cluster, id)?.inputs["deletionProtection"] === true
        ? `InvalidRequestException: Cluster ${id} has deletion protection enabled`
        : undefined,
  },
  {
    name: "an addon is there once",
    backing: "cited rule",
    source: `${API}/API_CreateAddon.html: ResourceInUseException`,
    on: { [TYPES.addon]: ["create"] },
    refusal: ({ inputs }, account) =>
      ofCluster(TYPES.addon, text({ inputs }, "clusterName"), account).some(
        (other) => text(other, "addonName") === text({ inputs }, "addonName"),
      )
        ? "ResourceInUseException: Addon already exists."
        : undefined,
  },
  {
    name: "an addon of pods that need a node finds one",
    backing: "cited rule",
    source: "pulumi-eks #1819; terraform-provider-aws, eks/addon.go: waitAddonCreated takes DEGRADED for pending",
    on: { [TYPES.addon]: ["create"] },
    refusal: (change, account) => {
      const name = text(change, "addonName");
      const cluster = account.find(TYPES.cluster, text(change, "clusterName"));
      const auto = cluster && makesNodes(cluster, account);
      const nodes = ofCluster(TYPES.nodeGroup, text(change, "clusterName"), account);
      return ["coredns", "metrics-server"].includes(name) && nodes.length === 0 && !auto
        ? `waiting for EKS Add-On (${name}) create: timeout while waiting for state to become 'ACTIVE' (last state: ` +
            "'DEGRADED', timeout: 20m0s): InsufficientNumberOfReplicas"
        : undefined;
    },
  },
  {
    name: "the cluster's creator has its entry already",
    backing: "cited rule",
    source: `${GUIDE}/creating-access-entries.html: the creator's is made with the cluster; one principal has one entry`,
    on: { [TYPES.accessEntry]: ["create"] },
    refusal: (change, account) => {
      const principal = text(change, "principalArn");
      const cluster = text(change, "clusterName");
      const others = ofCluster(TYPES.accessEntry, cluster, account).map((other) => text(other, "principalArn"));
      return [CREATOR, ...others].includes(principal)
        ? "ResourceInUseException: The specified access entry resource is already in use on this cluster."
        : undefined;
    },
  },
  {
    name: "an access policy is for a principal that has an entry",
    backing: "cited rule",
    source: `${API}/API_AssociateAccessPolicy.html: ResourceNotFoundException`,
    on: { [TYPES.accessPolicyAssociation]: ["create"] },
    refusal: (change, account) =>
      ofCluster(TYPES.accessEntry, text(change, "clusterName"), account).some(
        (entry) => text(entry, "principalArn") === text(change, "principalArn"),
      )
        ? undefined
        : `ResourceNotFoundException: The specified principalArn could not be found: ${text(change, "principalArn")}`,
  },
];

/** Whoever runs Pulumi: the principal that makes the cluster. */
export const CREATOR = "arn:aws:iam::123456789012:role/deploy";
