import { platformSettings } from "../engine/platform-settings";
import { definePolicy } from "../engine/policy";
import { isIstioGroup } from "../objects/kinds";
import { type StackView } from "../objects/stack-view";

export const platformIsKnown = definePolicy({
  name: "platform-is-known",
  description:
    "A stack that runs on a mesh which another stack installs says what that one guarantees: mutual TLS, denial by default, revisions and gateways. All other policies judge the stack on that ground; without it they take the mesh for one that has none of this.",
  severity: "medium",
  codes: [],
  url: "https://www.pulumi.com/docs/iac/using-pulumi/organizing-projects-stacks/",
  remediationSteps:
    'set "platform" in the config of this policy, e.g. {"mtls": "STRICT", "denyByDefault": true, "revisions": ["default"], "gateways": ["istio-system/istio=ingressgateway"]}, or "platformStack" to ORG/PROJECT/STACK, whose output platform says the same.',
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: platformSettings,
  subjects: () => [{}],
  check(_, { view, report }) {
    // Asked for first: a platform that cannot be read is to be told of, whatever the stack is.
    if (view.platform.isSaid || view.hasIstiod || !usesMesh(view)) return;
    report("the stack installs no istiod, and nothing says what the mesh that it runs on guarantees");
  },
});

function usesMesh({ objects }: StackView): boolean {
  return objects.some(({ group }) => isIstioGroup(group));
}
