import { definePolicy } from "../engine/policy";
import { controlledFields } from "../rules/controlled-fields";

export const controllersOwnTheirFields = definePolicy({
  name: "controllers-own-their-fields",
  description:
    "What a controller sets in an object, Pulumi leaves to it: the replicas of what is scaled, the weights of what is rolled out, and what istiod writes into its webhooks. Otherwise each update takes it back, or ends in a conflict of server-side apply.",
  severity: "high",
  codes: [],
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/",
  remediationSteps:
    "add the path to the resource's ignoreChanges (for what a Chart makes, by a transform), or leave the field out of the program; for istiod's webhooks set values base.validationFailurePolicy: Fail.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.withPatches.objects.filter(({ isRead }) => !isRead),
  check(object, { view, each, report }) {
    each(controlledFields(object, view), ({ path, places, by }) => {
      if (places.every((place) => object.resource.ignoresChangesOf(place))) return;
      report(`${object.title}: ${by} sets ${path}, which is not in ignoreChanges`);
    });
  },
});
