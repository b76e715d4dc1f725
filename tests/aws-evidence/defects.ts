/** Something that was wrong with the stack on EKS, how it is fixed, and the test that fails without the fix. */
export interface Defect {
  readonly what: string;
  readonly fix: string;
  readonly file: string;
  readonly test: string;
}

const CLUSTER = "tests/components/cluster";

/** In the order of how much they cost. */
export const DEFECTS: readonly Defect[] = [
  {
    what: "only the creator of a cluster gets in: the preview of anybody else fails once the stack exists",
    fix: "`cluster.access` gives others entries, with EKS's own policies",
    file: `${CLUSTER}/eks-control-plane.test.ts`,
    test: "has an entry and EKS's policy of that name for each principal",
  },
  {
    what: "a weight change also moves the network plugin and kube-proxy, whenever AWS has newer ones",
    fix: "each addon has a pinned version, by Kubernetes version or `cluster.addons`",
    file: "tests/environment/eks.test.ts",
    test: "changes the VirtualService alone when weights change",
  },
  {
    what: "`aws:profile` gets lost on the way to the kubeconfig",
    fix: "the kubeconfig is the one that pulumi-eks writes for a profile",
    file: "tests/environment/eks.test.ts",
    test: "reaches its cluster as whom `aws:profile` says, and so does its user",
  },
  {
    what: "CoreDNS is never updated, and as pulumi-eks' own child it would wait for nodes that wait for it",
    fix: "an addon of its own, after the nodes",
    file: `${CLUSTER}/eks-control-plane.test.ts`,
    test: "leaves CoreDNS to an addon of its own, after the nodes; what pods need to start with is before them",
  },
  {
    what: "more zones fail half-way, or replace the node group",
    fix: "refused before anything is touched, with the reason",
    file: "tests/environment/eks.test.ts",
    test: "is asked for no other zones, before anything is touched",
  },
  {
    what: "zones that EKS does not run in are taken",
    fix: "left out by their IDs",
    file: "tests/environment/eks.test.ts",
    test: "is in the others",
  },
  {
    what: "ARM instance types get an image that they can't run",
    fix: "the image follows from the architecture that EC2 names",
    file: `${CLUSTER}/eks-nodes.test.ts`,
    test: "have the AMI of their architecture: ARM types run on no other",
  },
  {
    what: "the load balancer is open on ports that nobody serves, and nothing says whether it is public",
    fix: "AWS's Load Balancer Controller, with a scheme and the ports that are served",
    file: `${CLUSTER}/load-balancer.test.ts`,
    test: "is made by AWS' controller, open to the internet on the ports that are served alone",
  },
  {
    what: "the control plane's log group stays behind for ever",
    fix: "the stack owns it, with `cluster.logs.retentionDays`",
    file: `${CLUSTER}/eks-control-plane.test.ts`,
    test: "go to a log group of the stack, which is there before them and in which they end",
  },
  {
    what: "another instance type takes the gateway and Bookinfo down while nodes drain",
    fix: "replicas with budgets where the config says so, as `prod` does",
    file: "tests/components/bookinfo/replicas.test.ts",
    test: "are kept while a node is drained: a budget for each version, and other nodes and zones",
  },
  {
    what: "a cluster that was remade by hand under its name is taken for the one that it replaced",
    fix: "a cluster is told by its endpoint and when it was made",
    file: `${CLUSTER}/eks-control-plane.test.ts`,
    test: "is another one to all that is in it, though it has the same name",
  },
  {
    what: "versions out of standard support are taken, and cost more",
    fix: "a dated table of EKS's support; `cluster.supportType` is standard",
    file: "tests/policies/eks/eks-version-is-supported.test.ts",
    test: "refuses it from the next day on",
  },
  {
    what: "nodes are never patched, and an autoscaler would be fought",
    fix: "`cluster.nodes.releaseVersion`; the number of nodes is asked for as they are made",
    file: `${CLUSTER}/eks-nodes.test.ts`,
    test: "are as many as an autoscaler decides once they run",
  },
  {
    what: "nothing names the aws CLI, which the kubeconfig runs",
    fix: "docs/aws.md and docs/iam name it, with its version",
    file: "tests/aws-evidence/evidence.test.ts",
    test: "name the aws CLI, and which version of it",
  },
  {
    what: "the API server is open to everyone, Secrets have no key, and no config could change that",
    fix: "`cluster.endpoint` and `cluster.secretsKey`",
    file: `${CLUSTER}/eks-control-plane.test.ts`,
    test: "is closed, kept and protected as the config says",
  },
];
