import { type MeshPlan } from "./mesh-plan";
import { type Properties, type TestStack } from "./test-stack";

export function onEks(stack: TestStack, { kubernetesVersion }: MeshPlan): TestStack {
  const zones = ["ap-northeast-1a", "ap-northeast-1c"];
  const subnets = zones.map((_, index) => `nodes-${index}`);
  return zones
    .reduce(
      (built, availabilityZone, index) =>
        built.with(`nodes-${index}`, "aws:ec2/subnet:Subnet", {
          availabilityZone,
          cidrBlock: `10.0.${index}.0/24`,
          mapPublicIpOnLaunch: false,
        }),
      stack,
    )
    .with(
      "cluster",
      "aws:eks/cluster:Cluster",
      {
        version: kubernetesVersion,
        vpcConfig: {
          endpointPublicAccess: true,
          publicAccessCidrs: ["192.0.2.0/24"],
          subnetIds: ["subnet-a", "subnet-c"],
        },
        encryptionConfig: {
          resources: ["secrets"],
          provider: { keyArn: "arn:aws:kms:ap-northeast-1:123456789012:key/k" },
        },
        enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        accessConfig: { authenticationMode: "API" },
      },
      { protect: true, propertyDependencies: { vpcConfig: subnets } },
    )
    .with("launch-template", "aws:ec2/launchTemplate:LaunchTemplate", {
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    })
    .with(
      "nodes",
      "aws:eks/nodeGroup:NodeGroup",
      {
        subnetIds: ["subnet-a", "subnet-c"],
        scalingConfig: { desiredSize: 2, minSize: 2, maxSize: 4 },
        launchTemplate: { id: "lt-1", version: "1" },
      },
      {
        dependencies: ["cluster", "launch-template", ...subnets],
        propertyDependencies: { subnetIds: subnets, launchTemplate: ["launch-template"] },
      },
    );
}

export function withIstio(stack: TestStack, { istioVersion, injection }: MeshPlan): TestStack {
  const tag = injection["istio.io/rev"];
  const release = (name: string, chart: string): Properties => ({
    name,
    chart,
    version: istioVersion,
    namespace: "istio-system",
    repositoryOpts: { repo: "https://blob.istio.io/istio-release/charts" },
    values: {},
    atomic: true,
  });
  const type = "kubernetes:helm.sh/v3:Release";
  return stack
    .with("istio-base", type, release("istio-base", "base"))
    .with(
      "istiod",
      type,
      { ...release("istiod", "istiod"), values: tag === undefined ? {} : { revisionTags: [tag] } },
      { dependencies: ["istio-base"] },
    )
    .with("istio-gateway", type, release("istio-ingressgateway", "gateway"), { dependencies: ["istiod"] });
}
