/** What makes one believe an assertion about AWS that was never made there. */
export const BACKINGS = {
  type: "the typings of the npm packages",
  model: "AWS's own API model (botocore)",
  engine: "Pulumi's real engine",
  controller: "the real provider or controller, against a real API server",
  rule: "a cited rule of AWS",
  assumed: "nothing but what is taken for granted",
} as const;

export type Backing = keyof typeof BACKINGS;

/** A test's title, the file that it is in, and what backs it. */
export interface Assertion {
  readonly file: string;
  readonly title: string;
  readonly backedBy: readonly Backing[];
}

const inEngine = (title: string, ...backedBy: readonly Backing[]): Assertion => ({
  file: "tests/environment/eks.test.ts",
  title,
  backedBy: ["engine", "type", "model", ...backedBy],
});

const withAutoMode = (title: string, ...backedBy: readonly Backing[]): Assertion => ({
  ...inEngine(title, "rule", ...backedBy),
  file: "tests/environment/eks-auto-mode.test.ts",
});

const against = (title: string): Assertion => ({
  file: "tests/environment/access.test.ts",
  title,
  backedBy: ["engine", "controller"],
});

/** Every test of these files. */
export const ASSERTIONS: readonly Assertion[] = [
  inEngine("can be previewed before there is anything"),
  inEngine("comes up from the network to the routes", "rule"),
  inEngine("has the children that pulumi-eks gives its component", "rule"),
  inEngine("reaches its cluster as whom `aws:profile` says, and so does its user", "rule"),
  inEngine("has nothing left to do then"),
  inEngine("changes the VirtualService alone when weights change", "rule"),
  inEngine(
    "has another node group for ARM types, with their image, which a review refuses unless it is allowed",
    "rule",
  ),
  inEngine("is asked for no other zones, before anything is touched"),
  inEngine(
    "goes as far as AWS lets it while interfaces and a security group of AWS' own are left, and to the end then",
    "rule",
    "assumed",
  ),
  inEngine("is in the others", "rule"),
  inEngine("is refused with the commands that set what its user alone knows, before AWS is asked for anything"),
  inEngine("can be previewed once they are typed, and comes with what prod is for"),
  inEngine("comes up, and is not destroyed by mistake", "rule"),
  withAutoMode("comes up with nodes before all that needs one"),
  withAutoMode("has tags on all that EKS makes by itself, in the cluster's subnets and its security group"),
  withAutoMode(
    "puts other tags on nodes and volumes to come, and replaces no node group, cluster or network",
    "assumed",
  ),
  withAutoMode("is destroyed from what runs to the nodes, and from the nodes to the network"),
  against("of AmazonEKSAdminViewPolicy shows that nothing changes where nothing does"),
  against("of AmazonEKSAdminViewPolicy shows a weight change"),
  against("that the API server refuses passes where nothing has to be read: it proves no access"),
];

/** What nothing here shows. */
export const UNPROVEN: readonly string[] = [
  "That AWS accepts all of it: no request was ever sent there.",
  "That pulumi-eks' component does what its source says: its plugin was not run, its children are made anew from the source.",
  "That EKS Auto Mode makes nodes by the stack's NodePool, and puts its tags on all that it makes.",
  "That the AWS Load Balancer Controller, or EKS Auto Mode, makes the load balancer that the Service asks for.",
  "That gateways' readiness probe is what the load balancer's health check finds.",
  "That a preview without any access fails at the gateway's Service, which is read on AWS and not in the sandbox.",
  "How long anything takes, what it costs, and whether the quotas of an account suffice.",
  "That nodes join: images, user data, the network plugin and pod identity were not run.",
  "That the rights of docs/iam suffice, or that none of them is needless.",
  "What is left when AWS fails half-way: an update that is interrupted there.",
  "That another account's zones, or another partition's names, are as they are taken to be.",
];
