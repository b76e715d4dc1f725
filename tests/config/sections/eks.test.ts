import assert from "node:assert/strict";
import { parseConfig } from "../../../config/parse-config";
import { formatProblems } from "../../../config/problem/problem";

const TODAY = "2026-11-26";

interface Around {
  readonly region?: string;
  readonly istioVersion?: string;
  readonly today?: string;
}

/** What is printed of a cluster on EKS: nothing where it is right. */
function told(cluster: object, { region = "eu-west-1", istioVersion = "1.31.1", today = TODAY }: Around = {}): string {
  const values = { cluster: JSON.stringify({ kind: "eks", ...cluster }), istioVersion };
  const { problems = [] } = parseConfig(
    { region, values },
    {
      regions: () => ["eu-west-1", "cn-north-1", "us-gov-west-1"],
      absolutePath: (path) => path,
      kubeconfigProblems: () => [],
      chartFolderProblems: () => [],
      today: () => today,
    },
  );
  return formatProblems(problems, "pulumi");
}

const role = (name: string, partition = "aws") => `arn:${partition}:iam::123456789012:role/${name}`;
const key = (region: string) => `arn:aws:kms:${region}:123456789012:key/01234567-89ab-cdef-0123-456789abcdef`;

describe("a cluster on EKS, accepted", () => {
  const right: readonly [what: string, cluster: object, around?: Around][] = [
    ["one that says nothing", {}],
    ["people who preview, beside the role that made it", { access: { adminView: [role("preview")] } }],
    [
      "a role under a path, and a user",
      { access: { clusterAdmin: [role("ci/deploy"), role("x").replace("role/x", "user/anna")] } },
    ],
    [
      "a role of an identity center",
      {
        access: {
          clusterAdmin: [role("aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef")],
        },
      },
    ],
    [
      "principals of China, in China",
      { access: { clusterAdmin: [role("deploy", "aws-cn")] } },
      { region: "cn-north-1" },
    ],
    ["networks that get in", { endpoint: { cidrs: ["203.0.113.0/24", "198.51.100.7/32", "0.0.0.0/0"] } }],
    ["a key of its region", { secretsKey: key("eu-west-1") }],
    ["a key of the stack's own", { secretsKey: "new" }],
    ["Auto Mode without nodes", { autoMode: true }],
    ["a release of the AMI for its version", { nodes: { releaseVersion: "1.36.3-20260911" } }],
    ["several types", { nodes: { instanceTypes: ["t4g.medium", "m7g.large"] } }],
    ["the last day of standard support", { kubernetesVersion: "1.34" }, { today: "2026-12-01" }],
    ["extended support where it is asked for", { kubernetesVersion: "1.33", supportType: "extended" }],
    [
      "a version that only its support is known of, by its addons' versions",
      newerCluster(),
      { istioVersion: "1.99.0" },
    ],
  ];
  for (const [what, cluster, around] of right) {
    it(what, () => assert.equal(told(cluster, around), ""));
  }

  it("is judged by no date where none is told", () => {
    const values = { cluster: JSON.stringify({ kind: "eks", kubernetesVersion: "1.32" }) };
    const { problems } = parseConfig(
      { region: "eu-west-1", values },
      {
        regions: () => ["eu-west-1"],
        absolutePath: (path) => path,
        kubeconfigProblems: () => [],
        chartFolderProblems: () => [],
      },
    );
    assert.equal(problems, undefined);
  });
});

describe("a cluster on EKS, refused", () => {
  const wrong: readonly [what: string, cluster: object, text: RegExp, around?: Around][] = [
    [
      "a session in the place of its role",
      { access: { clusterAdmin: ["arn:aws:sts::123456789012:assumed-role/deploy/up"] } },
      /access\.clusterAdmin\[0\]: "arn:aws:sts::123456789012:assumed-role\/deploy\/up" is not the ARN of an IAM role or user/,
    ],
    [
      "a role of AWS' own",
      { access: { clusterAdmin: [role("aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS")] } },
      /is not the ARN of an IAM role or user/,
    ],
    ["a name in the place of an ARN", { access: { view: ["anna"] } }, /access\.view\[0\]: "anna" is not the ARN/],
    [
      "an account as a whole",
      { access: { clusterAdmin: ["arn:aws:iam::123456789012:root"] } },
      /is not the ARN of an IAM/,
    ],
    [
      "a principal twice, of which EKS has one entry",
      { access: { clusterAdmin: [role("a")], view: [role("a")] } },
      /access\.view\[0\]: arn:aws:iam::123456789012:role\/a is in cluster\.access\.clusterAdmin already[^]*config rm --path 'bookinfo-mesh:cluster\.access\.view\[0\]'/,
    ],
    [
      "a principal of another partition",
      { access: { clusterAdmin: [role("a")] } },
      /is in the partition aws, but us-gov-west-1 is in aws-us-gov/,
      { region: "us-gov-west-1" },
    ],
    [
      "people who may look, and nobody who may act",
      { access: { view: [role("anna")] } },
      /access\.clusterAdmin: names nobody: expected a role that can manage the cluster[^]*clusterAdmin\[0\]' arn:aws:iam::123456789012:role\/platform/,
    ],
    [
      "a list of nobody",
      { access: { clusterAdmin: [], adminView: [role("preview")] } },
      /access\.clusterAdmin: is an empty list: expected a role that can manage the cluster/,
    ],
    [
      "an API server that nobody reaches",
      { endpoint: { public: false } },
      /cluster\.endpoint\.public: is false[^]*neither Pulumi nor you could reach the API server[^]*cluster\.endpoint\.public true/,
    ],
    [
      "networks of the internet for an API server that is not on it",
      { endpoint: { public: false, cidrs: ["203.0.113.0/24"] } },
      /cluster\.endpoint\.cidrs: lists networks on the internet/,
    ],
    [
      "an address in the place of a network",
      { endpoint: { cidrs: ["203.0.113.7"] } },
      /"203.0.113.7" is not an IPv4 network/,
    ],
    ["bits behind the prefix", { endpoint: { cidrs: ["203.0.113.7/24"] } }, /"203.0.113.7\/24" is not an IPv4 network/],
    ["an impossible network", { endpoint: { cidrs: ["300.0.0.0/8"] } }, /"300.0.0.0\/8" is not an IPv4 network/],
    [
      "no network at all",
      { endpoint: { cidrs: [] } },
      /cluster\.endpoint\.cidrs: \[\] is not a list of 1 to 40 IPv4 networks/,
    ],
    [
      "a key of another region",
      { secretsKey: key("us-east-1") },
      /secretsKey: is a key in us-east-1, and the cluster is in eu-west-1/,
    ],
    [
      "an alias in the place of a key",
      { secretsKey: "arn:aws:kms:eu-west-1:123456789012:alias/x" },
      /is not new, or the ARN of a KMS key/,
    ],
    [
      "a retention that CloudWatch does not have",
      { logs: { retentionDays: 91 } },
      /logs\.retentionDays: 91 is not one of 1, 3, 5,/,
    ],
    [
      "nodes beside Auto Mode",
      { autoMode: true, nodes: { max: 4 } },
      /cluster\.nodes: is of no effect with cluster\.autoMode/,
    ],
    [
      "two ways to name instance types",
      { nodes: { instanceType: "t3.medium", instanceTypes: ["t3.large"] } },
      /nodes\.instanceType: is set beside cluster\.nodes\.instanceTypes/,
    ],
    [
      "a type twice",
      { nodes: { instanceTypes: ["t3.large", "t3.large"] } },
      /instanceTypes\[1\]: t3\.large is in the list already/,
    ],
    [
      "a release of the AMI for another version",
      { nodes: { releaseVersion: "1.35.6-20260911" } },
      /releaseVersion: 1\.35\.6-20260911 is a release for Kubernetes 1\.35, and the cluster's is 1\.36/,
    ],
    [
      "an unknown addon",
      { addons: { cordns: { version: "v1.0.0-eksbuild.1" } } },
      /cluster\.addons\.cordns: unknown key; did you mean coredns/,
    ],
    [
      "an addon of whichever version",
      { addons: { coredns: { version: "latest" } } },
      /"latest" is not a version that `aws eks describe-addon-versions/,
    ],
    [
      "a version that is out of support",
      { kubernetesVersion: "1.31" },
      /kubernetesVersion: 1\.31 is out of support on EKS since 2026-11-26: expected one of 1\.34, 1\.35, 1\.36\n {2}to fix: {2}pulumi config set --path bookinfo-mesh:cluster\.kubernetesVersion 1\.34$/,
    ],
    ["a version that ended long ago", { kubernetesVersion: "1.20" }, /1\.20 is out of support on EKS: expected one of/],
    [
      "extended support that was not asked for",
      { kubernetesVersion: "1.33" },
      /1\.33 is in extended support on EKS, until 2027-07-29[^]*kubernetesVersion 1\.34 {3}# or set cluster\.supportType to extended/,
    ],
    [
      "the first day of extended support",
      { kubernetesVersion: "1.34" },
      /1\.34 is in extended support/,
      { today: "2026-12-02" },
    ],
    [
      "a version without known addons",
      { kubernetesVersion: "1.37" },
      /cluster\.addons\.vpc-cni\.version: is missing: no version of vpc-cni for Kubernetes 1\.37 is known here/,
      { istioVersion: "1.99.0" },
    ],
    [
      "a version that is too new for Istio, which EKS takes back",
      { kubernetesVersion: "1.36" },
      /istioVersion 1\.31\.4 {3}# or, within 7 days of an upgrade, set cluster\.kubernetesVersion to the one before/,
      { istioVersion: "1.29.0" },
    ],
  ];
  for (const [what, cluster, text, around] of wrong) {
    it(what, () => assert.match(told(cluster, around), text));
  }
});

/** A cluster of a Kubernetes version that is newer than all that is known here, with the versions of its addons. */
function newerCluster(): object {
  const version = "v1.99.0-eksbuild.1";
  const addons = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent", "coredns", "metrics-server"];
  return { kubernetesVersion: "1.37", addons: Object.fromEntries(addons.map((name) => [name, { version }])) };
}
