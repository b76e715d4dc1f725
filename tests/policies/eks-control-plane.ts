import { type Recording } from "../components/recorder";
import { type Properties, type TestStack } from "./test-stack";

/**
 * The stack with what the component `eks.Cluster` makes, in a process of its own, that the pack looks at (pulumi-eks,
 * nodejs/eks/cluster/cluster.ts).
 */
export function withControlPlane(stack: TestStack, { registrations }: Recording): TestStack {
  return registrations
    .filter(({ type }) => type === "eks:index:Cluster")
    .reduce((whole, { name, inputs, protect }) => {
      const { name: clusterName, version, enabledClusterLogTypes, authenticationMode, deletionProtection } = inputs;
      const { endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs, encryptionConfigKeyArn: keyArn } = inputs;
      const properties = {
        name: clusterName,
        version,
        enabledClusterLogTypes,
        deletionProtection,
        accessConfig: { authenticationMode },
        vpcConfig: { endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs },
        ...(keyArn !== undefined && { encryptionConfig: { resources: ["secrets"], provider: { keyArn } } }),
      } as Properties;
      return whole.with(`${name}-eksCluster`, "aws:eks/cluster:Cluster", properties, { parent: name, protect });
    }, stack);
}
