import { definePolicy } from "../engine/policy";
import { wholeNumber } from "../engine/settings";
import { launchTemplateOf, launchTemplates, nodeGroups } from "../objects/eks";
import { NotKnown } from "../resources/value";

export const eksNodesGuardTheirMetadata = definePolicy({
  name: "eks-nodes-guard-their-metadata",
  description:
    "Nodes give their metadata, and with it their role's credentials, only to callers of the service's version 2 who are no more than two hops away.",
  severity: "high",
  codes: ["CKV_AWS_79", "CKV_AWS_341"],
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  remediationSteps:
    'set metadataOptions of the launch template to httpTokens "required" and httpPutResponseHopLimit 1 (2 if pods need it).',
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {
    largestHopLimit: wholeNumber(2, { from: 1, to: 64 }, "The largest httpPutResponseHopLimit that is accepted."),
  },
  profileSettings: { strict: { largestHopLimit: 1 } },
  subjects: (view) => [...launchTemplates(view), ...nodeGroups(view)],
  check({ resource }, { view, settings, each, report }) {
    if (nodeGroups(view).some((group) => group.resource === resource)) {
      // Of a node group without one EKS decides by the kind of its image.
      if (!launchTemplateOf(resource)) throw new NotKnown("the launch template of its nodes", "is not in the stack");
      return;
    }
    const options = resource.properties.at("metadataOptions");
    each([options.at("httpTokens")], (tokens) => {
      if (tokens.text() !== "required")
        report(`launch template ${resource.name}: metadataOptions.httpTokens is not required`);
    });
    const hops = options.at("httpPutResponseHopLimit").number() ?? 1;
    if (hops > settings.largestHopLimit) {
      report(
        `launch template ${resource.name}: metadataOptions.httpPutResponseHopLimit is ${hops}, more than ${settings.largestHopLimit}`,
      );
    }
  },
});
