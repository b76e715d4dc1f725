import { type StackResource } from "../resources/stack-resource";
import { type Subject } from "../resources/subject";
import { NotKnown } from "../resources/value";
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

/** The subnets of the stack that a node group is put into, as far as the stack has them. */
export function subnetsOf(nodeGroup: StackResource): StackResource[] {
  return madeFrom(nodeGroup, "subnetIds", SUBNET);
}

/** The launch template of the stack that a node group's nodes are made from, if it has one. */
export function launchTemplateOf(nodeGroup: StackResource): StackResource | undefined {
  return madeFrom(nodeGroup, "launchTemplate", LAUNCH_TEMPLATE)[0];
}

/**
 * The resources of a type that a property is made from, or, where the engine does not tell properties apart, the whole.
 */
function madeFrom(
  { propertyDependencies, dependencies }: StackResource,
  property: string,
  type: string,
): StackResource[] {
  const isTold = Object.keys(propertyDependencies).length > 0;
  const from = isTold ? (propertyDependencies[property] ?? []) : dependencies;
  return from.filter((resource) => resource.type === type);
}

/** @throws NotKnown if the nodes are in subnets that the stack does not have, of which nothing is known */
export function demandToSeeSubnets(nodeGroup: StackResource): void {
  const wanted = nodeGroup.properties.at("subnetIds").reading();
  const count = wanted.kind === "known" && Array.isArray(wanted.value) ? wanted.value.length : 1;
  if (subnetsOf(nodeGroup).length < count) throw new NotKnown("some subnet of its nodes", "is not in the stack");
}
