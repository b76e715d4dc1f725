import { definePolicy, findKnown } from "../engine/policy";
import { flag, wholeNumber } from "../engine/settings";
import { DISRUPTION_BUDGET } from "../objects/kinds";
import { exemptNamespaces } from "../objects/namespaces";
import { selects } from "../objects/workload";
import { leastReplicas } from "../rules/replicas";

export const workloadsTolerateDisruption = definePolicy({
  name: "workloads-tolerate-disruption",
  description:
    "Deployments have more than one replica and a PodDisruptionBudget that leaves at least one. A drained node otherwise takes the version down, and its weight of the requests with it.",
  severity: "medium",
  codes: [],
  url: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
  remediationSteps:
    "set replicas to 2 or more and add a PodDisruptionBudget (minAvailable: 1) whose selector fits the pods.",
  levels: { dev: "disabled", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {
    exemptNamespaces,
    leastReplicas: wholeNumber(2, { from: 1, to: 100 }, "The fewest replicas that a Deployment may have."),
    needsBudget: flag(true, "Whether a PodDisruptionBudget must be there for the pods."),
  },
  subjects: (view) =>
    view.workloads.filter(({ object }) => object.kind === "Deployment" || object.kind === "StatefulSet"),
  check(workload, { view, settings, each, report }) {
    const { namespace } = workload;
    if (settings.exemptNamespaces.includes(namespace)) return;

    each([workload], () => {
      const replicas = leastReplicas(workload, view);
      // Nothing at all is nothing to lose.
      if (replicas > 0 && replicas < settings.leastReplicas) {
        report(`${workload.title} has ${replicas} of at least ${settings.leastReplicas} replicas`);
      }
    });
    if (!settings.needsBudget) return;
    const budgets = findKnown(
      view.ofKind(DISRUPTION_BUDGET),
      (budget) =>
        budget.namespace === namespace &&
        selects(budget.spec.at("selector", "matchLabels").textMap(), workload.podLabels),
    );
    if (budgets.length === 0) report(`${workload.title}: no PodDisruptionBudget fits its pods`);
  },
});
