import { definePolicy } from "../engine/policy";
import { type Sidecar } from "../objects/sidecar";
import { type StackView } from "../objects/stack-view";
import { labelText, selects } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { sidecarsIn } from "../rules/sidecar-scope";

export const sidecarsDoNotCompete = definePolicy({
  name: "sidecars-do-not-compete",
  description:
    "No two Sidecars are for the same pods: of two for a whole namespace, or two whose labels one pod has, Istio follows one and leaves out what the other says.",
  severity: "high",
  codes: ["IST0110", "IST0111"],
  url: "https://istio.io/latest/docs/reference/config/networking/sidecar/",
  remediationSteps:
    "merge the two into one Sidecar, or give one a workloadSelector that none of the other's pods fits.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.sidecars,
  check(sidecar, { view, each, report }) {
    const { namespace } = sidecar.object;
    const siblings = sidecarsIn(view, namespace);
    const earlier = siblings.slice(
      0,
      siblings.findIndex(({ resource }) => resource === sidecar.resource),
    );
    each(earlier, (other) => {
      if (other.isForAll !== sidecar.isForAll) return;
      const both = `${sidecar.title} and ${other.title}`;
      if (sidecar.isForAll) report(`${both} are both for every pod of ${namespace}`);
      else if (haveSamePods(sidecar, other, view))
        report(`${both} are both for pods with ${labelText({ ...other.selector(), ...sidecar.selector() })}`);
    });
  },
});

/** Labels that pods of the stack have together; the same labels are the same pods, whoever has them. */
function haveSamePods(a: Sidecar, b: Sidecar, view: StackView): boolean {
  const [ofA, ofB] = [a.selector(), b.selector()];
  if (selects(ofA, ofB) && selects(ofB, ofA)) return true;
  const pods = findKnown(
    view.workloads,
    ({ namespace, podLabels }) =>
      namespace === a.object.namespace && selects(ofA, podLabels) && selects(ofB, podLabels),
  );
  return pods.length > 0;
}
