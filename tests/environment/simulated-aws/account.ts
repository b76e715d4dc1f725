import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Properties = Readonly<Record<string, unknown>>;

/** Something that is there: made by the stack, or by AWS itself on the way. */
export interface Thing {
  /** A resource type of Pulumi, or `simulated:` and what AWS made by itself. */
  readonly type: string;
  readonly id: string;
  /** The resource's name in the program; of what AWS made, the one that it is known by. */
  readonly name: string;
  readonly inputs: Properties;
}

/**
 * Everything that an AWS account and its cluster hold. Each thing is a file of its own, because the engine starts a
 * process for each provider, and all of them work on the same account.
 */
export class Account {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  all(type?: string): Thing[] {
    const things = readdirSync(this.folder)
      .filter((file) => file.endsWith(".json"))
      .sort()
      .map((file) => JSON.parse(readFileSync(join(this.folder, file), "utf8")) as Thing);
    return type === undefined ? things : things.filter((thing) => thing.type === type);
  }

  find(type: string, id: string): Thing | undefined {
    return this.all(type).find((thing) => thing.id === id);
  }

  put(thing: Thing): void {
    const file = this.#file(thing);
    writeFileSync(`${file}.new`, JSON.stringify(thing));
    renameSync(`${file}.new`, file);
  }

  remove(thing: Pick<Thing, "type" | "id">): void {
    rmSync(this.#file(thing), { force: true });
  }

  #file({ type, id }: Pick<Thing, "type" | "id">): string {
    return join(this.folder, `${encodeURIComponent(`${type} ${id}`)}.json`);
  }
}

/** A text of a thing's inputs; empty where there is none. */
export const text = ({ inputs }: Pick<Thing, "inputs">, key: string): string => {
  const value = inputs[key];
  return typeof value === "string" ? value : "";
};

/** A list of texts in a thing's inputs. */
export const texts = ({ inputs }: Pick<Thing, "inputs">, key: string): readonly string[] => {
  const value = inputs[key];
  return Array.isArray(value) ? value.filter((member) => typeof member === "string") : [];
};

/** A list of objects in a thing's inputs. */
export const parts = ({ inputs }: Pick<Thing, "inputs">, key: string): readonly Pick<Thing, "inputs">[] => {
  const value = inputs[key];
  return Array.isArray(value) ? value.map((member) => ({ inputs: member as Properties })) : [];
};

/** An object in a thing's inputs; empty where there is none. */
export const part = ({ inputs }: Pick<Thing, "inputs">, key: string): Pick<Thing, "inputs"> => {
  const value = inputs[key];
  return { inputs: typeof value === "object" && value !== null ? (value as Properties) : {} };
};

export const TYPES = {
  accessEntry: "aws:eks/accessEntry:AccessEntry",
  accessPolicyAssociation: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  addon: "aws:eks/addon:Addon",
  cluster: "aws:eks/cluster:Cluster",
  eip: "aws:ec2/eip:Eip",
  internetGateway: "aws:ec2/internetGateway:InternetGateway",
  launchTemplate: "aws:ec2/launchTemplate:LaunchTemplate",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  natGateway: "aws:ec2/natGateway:NatGateway",
  nodeClass: "kubernetes:eks.amazonaws.com/v1:NodeClass",
  nodeGroup: "aws:eks/nodeGroup:NodeGroup",
  nodePool: "kubernetes:karpenter.sh/v1:NodePool",
  podIdentityAssociation: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
  policy: "aws:iam/policy:Policy",
  release: "kubernetes:helm.sh/v3:Release",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  rolePolicyAttachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  routeTable: "aws:ec2/routeTable:RouteTable",
  routeTableAssociation: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
  subnet: "aws:ec2/subnet:Subnet",
  vpc: "aws:ec2/vpc:Vpc",
  vpcEndpoint: "aws:ec2/vpcEndpoint:VpcEndpoint",
  /** Made by AWS, by the cluster's network plugin or by what makes load balancers, not by the stack. */
  ownGroup: "simulated:security-group",
  interface: "simulated:network-interface",
  loadBalancer: "simulated:load-balancer",
} as const;
