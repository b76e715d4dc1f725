import { definePolicy } from "../engine/policy";
import { otherOwners, sharedField } from "../rules/object-owners";

export const objectsHaveOneOwner = definePolicy({
  name: "objects-have-one-owner",
  description:
    "No two resources of the stack are the same object of the cluster, and no patch sets a field of one that another resource sets otherwise. The second either fails or takes back what the first has done, at each update.",
  severity: "high",
  codes: [],
  url: "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/",
  remediationSteps:
    "remove one of the two, give it another name, or set the field in one place; where the object is only looked at, use its get().",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.objects.filter(({ isRead }) => !isRead),
  check(object, { view, each, report }) {
    each(otherOwners(object, view), (other) => {
      if (!object.isPatch && !other.isPatch) {
        report(`${object.title} is the same object as the resource ${other.resource.name}`);
        return;
      }
      const shared = sharedField(object, other);
      if (shared !== undefined)
        report(`${object.title}: ${shared} is set otherwise by the resource ${other.resource.name}`);
    });
  },
});
