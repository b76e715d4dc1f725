import { type Subject } from "../engine/policy";
import { type StackResource } from "../engine/stack-resource";
import { type StackView } from "./stack-view";

/** Pulumi's types of what makes up an EKS cluster. Components that build one have these among their children. */
const CLUSTER = "aws:eks/cluster:Cluster";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const SUBNET = "aws:ec2/subnet:Subnet";

const subjects = (view: StackView, type: string): (Subject & { readonly resource: StackResource })[] =>
  view.ofType(type).map((resource) => ({ resource }));

export const eksClusters = (view: StackView) => subjects(view, CLUSTER);
export const nodeGroups = (view: StackView) => subjects(view, NODE_GROUP);
export const launchTemplates = (view: StackView) => subjects(view, LAUNCH_TEMPLATE);

/** The subnets of the stack that one property of a resource is made from. */
export function subnetsOf({ propertyDependencies }: StackResource, property: string): StackResource[] {
  return (propertyDependencies[property] ?? []).filter(({ type }) => type === SUBNET);
}
