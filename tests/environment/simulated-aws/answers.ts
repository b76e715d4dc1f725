import { type Account, type Properties, text, TYPES } from "./account";
import { ARCHITECTURES } from "./instance-types";
import { ACCOUNT_ID, madeUp, REGION } from "./made-up";
import { CREATOR } from "./rules/eks-rules";
import { zonesOf } from "./zones";

/**
 * What provider functions answer. `published` counts how often AWS has published newer addons: whoever asks for the
 * most recent one is told of the last.
 */
export function answerTo(token: string, inputs: Properties, published: number, account: Account): Properties {
  const answer = ANSWERS[token];
  if (!answer) throw new Error(`the simulated AWS has no answer to ${token}`);
  return answer(inputs, published, account);
}

const ANSWERS: Readonly<Record<string, (inputs: Properties, published: number, account: Account) => Properties>> = {
  "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com", id: "aws" }),
  "aws:index/getRegion:getRegion": () => ({ name: REGION, region: REGION, id: REGION }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: ACCOUNT_ID, arn: CREATOR, userId: "AROA" }),
  "aws:iam/getSessionContext:getSessionContext": () => ({ arn: CREATOR, issuerArn: CREATOR }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (inputs) => {
    const excluded = inputs["excludeZoneIds"];
    const zones = zonesOf(REGION).filter(({ id }) => !Array.isArray(excluded) || !excluded.includes(id));
    return {
      id: REGION,
      region: REGION,
      names: zones.map(({ name }) => name),
      zoneIds: zones.map(({ id }) => id),
    };
  },
  "aws:eks/getAddonVersion:getAddonVersion": (inputs, published) => {
    const addon = text({ inputs }, "addonName");
    const kubernetes = text({ inputs }, "kubernetesVersion");
    const release = inputs["mostRecent"] === true ? published : 0;
    return {
      id: addon,
      addonName: addon,
      kubernetesVersion: kubernetes,
      version: `v${kubernetes}.${release}-eksbuild.1`,
    };
  },
  "aws:eks/getNodeGroup:getNodeGroup": (inputs, _published, account) => {
    const id = `${text({ inputs }, "clusterName")}:${text({ inputs }, "nodeGroupName")}`;
    const group = account.find(TYPES.nodeGroup, id);
    if (!group) throw new Error(`ResourceNotFoundException: No node group found for name: ${id}.`);
    return { ...group.inputs, id, scalingConfigs: [group.inputs["scalingConfig"]] };
  },
  "aws:cloudwatch/getLogGroups:getLogGroups": (inputs, _published, account) => {
    const prefix = text({ inputs }, "logGroupNamePrefix");
    const names = account.all(TYPES.logGroup).map(({ id }) => id);
    return { id: REGION, logGroupNames: names.filter((name) => name.startsWith(prefix)), arns: [] };
  },
  "aws:ec2/getSubnet:getSubnet": (inputs, _published, account) => {
    const id = text({ inputs }, "id");
    const subnet = account.find(TYPES.subnet, id);
    if (!subnet) throw new Error(`InvalidSubnetID.NotFound: The subnet ID '${id}' does not exist`);
    return { ...subnet.inputs, ...madeUp(TYPES.subnet, id, subnet.inputs), id };
  },
  "aws:lb/getHostedZoneId:getHostedZoneId": () => ({ id: "Z31USIVHYNEOWT" }),
  "aws:route53/getZone:getZone": (inputs) => ({ zoneId: inputs["zoneId"], name: "example.com", id: inputs["zoneId"] }),
  "aws:ec2/getInstanceType:getInstanceType": (inputs) => {
    const type = text({ inputs }, "instanceType");
    return { id: type, instanceType: type, supportedArchitectures: [architecture(type)] };
  },
  "aws:ec2/getInstanceTypes:getInstanceTypes": (inputs) => {
    const wanted = filterValues(inputs, "processor-info.supported-architecture");
    const named = filterValues(inputs, "instance-type");
    const types = Object.entries(ARCHITECTURES)
      .filter(([type, architecture]) => includes(named, type) && includes(wanted, architecture))
      .map(([type]) => type);
    return { id: REGION, instanceTypes: types };
  },
};

function architecture(type: string): string {
  const found = ARCHITECTURES[type];
  if (!found) throw new Error(`InvalidInstanceType: The following supplied instance types do not exist: [${type}]`);
  return found;
}

const includes = (values: readonly string[] | undefined, value: string) => !values || values.includes(value);

function filterValues(inputs: Properties, name: string): readonly string[] | undefined {
  const filters = (inputs["filters"] ?? []) as readonly { readonly name: string; readonly values: string[] }[];
  return filters.find((filter) => filter.name === name)?.values;
}
