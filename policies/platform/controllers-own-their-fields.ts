import { definePolicy } from "../engine/policy";
import { nodeGroups } from "../objects/eks";
import { KubernetesObject } from "../objects/kubernetes-object";
import { controlledFields } from "../rules/controlled-fields";
import { clusterAutoscaler, nodeCount } from "../rules/node-scaling";

export const controllersOwnTheirFields = definePolicy({
  name: "controllers-own-their-fields",
  description:
    "What a controller sets in an object, Pulumi leaves to it: the replicas and nodes of what is scaled, the weights of what is rolled out, and what istiod writes into its webhooks. Otherwise each update takes it back, or ends in a conflict of server-side apply.",
  severity: "high",
  codes: [],
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/",
  remediationSteps:
    "add the path to the resource's ignoreChanges (for what a Chart makes, by a transform), or leave the field out of the program; for istiod's webhooks set values base.validationFailurePolicy: Fail.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => [...view.withPatches.objects.filter(({ isRead }) => !isRead), ...nodeGroups(view)],
  check(subject, { view, each, report }) {
    const { resource } = subject;
    const isObject = subject instanceof KubernetesObject;
    const title = isObject ? subject.title : `node group ${resource.name}`;
    const fields = isObject ? controlledFields(subject, view) : nodeCount(resource, clusterAutoscaler(view));
    each(fields, ({ path, places, by }) => {
      if (places.every((place) => resource.ignoresChangesOf(place))) return;
      report(`${title}: ${by} sets ${path}, which is not in ignoreChanges`);
    });
  },
});
