import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksNodesGuardTheirMetadata } from "../../../policies/eks/eks-nodes-guard-their-metadata";
import { describePolicy } from "../describe-policy";

describePolicy(eksNodesGuardTheirMetadata, {
  accepts: [
    {
      when: "a launch template that only the dependencies of the whole node group tell of",
      change: (mesh) => mesh.change("nodes", { propertyDependencies: {} }),
    },
  ],
  refuses: [
    {
      when: "version 1 of the metadata service and a long way",
      change: (mesh) =>
        mesh.set("launch-template", "metadataOptions", { httpTokens: "optional", httpPutResponseHopLimit: 3 }),
      saying: [
        "launch-template: launch template launch-template: metadataOptions.httpPutResponseHopLimit is 3, more than 2",
        "launch-template: launch template launch-template: metadataOptions.httpTokens is not required",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "nodes without a launch template",
      change: (mesh) => mesh.change("nodes", { propertyDependencies: { subnetIds: ["nodes-0", "nodes-1"] } }),
      saying: [
        "nodes: eks-nodes-guard-their-metadata could not check nodes: the launch template of its nodes is not in the stack",
      ],
    },
  ],
  unknown: {
    when: "the tokens, while the way is still checked",
    change: (mesh) => mesh.set("launch-template", "metadataOptions.httpTokens", unknownValue),
    saying: [
      "launch-template: eks-nodes-guard-their-metadata could not check launch-template: metadataOptions.httpTokens is not known before the update",
    ],
  },
  absent: {
    when: "the options",
    change: (mesh) => mesh.unset("launch-template", "metadataOptions"),
    saying: ["launch-template: launch template launch-template: metadataOptions.httpTokens is not required"],
  },
  empty: {
    resource: "launch-template",
    saying: ["launch-template: launch template launch-template: metadataOptions.httpTokens is not required"],
  },
});
