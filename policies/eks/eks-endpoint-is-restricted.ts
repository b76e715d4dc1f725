import { definePolicy } from "../engine/policy";
import { eksClusters } from "../objects/eks";

const EVERYWHERE = ["0.0.0.0/0", "::/0"];

export const eksEndpointIsRestricted = definePolicy({
  name: "eks-endpoint-is-restricted",
  description:
    "The API server of an EKS cluster is closed to the internet, or open to listed networks only. Unless told otherwise EKS opens it to everyone.",
  severity: "critical",
  codes: ["CIS 5.4.1", "CKV_AWS_38", "CKV_AWS_39", "EKS.1", "CT.EKS.PR.1"],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
  remediationSteps:
    "set vpcConfig.endpointPublicAccess to false (and endpointPrivateAccess to true), or publicAccessCidrs to the networks that need it.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {},
  subjects: eksClusters,
  check({ resource }, { report }) {
    const network = resource.properties.at("vpcConfig");
    if (network.at("endpointPublicAccess").flag() === false) return;
    const networks = network.at("publicAccessCidrs").texts();
    const open = networks.length === 0 ? EVERYWHERE.slice(0, 1) : networks.filter((cidr) => EVERYWHERE.includes(cidr));
    for (const cidr of open) report(`EKS cluster ${resource.name}: its API server is open to ${cidr}`);
  },
});
