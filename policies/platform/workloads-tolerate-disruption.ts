import { definePolicy } from "../engine/policy";
import { flag, wholeNumber } from "../engine/settings";
import { DISRUPTION_BUDGET } from "../objects/kinds";
import { exemptNamespaces } from "../objects/namespaces";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type Workload } from "../objects/workload";
import { KeyedItems } from "../resources/keyed-items";
import { findKnown } from "../resources/subject";
import { fitsSelector } from "../rules/label-selector";
import { leastReplicas } from "../rules/replicas";
import { type Place } from "../resources/value";

export const workloadsTolerateDisruption = definePolicy({
  name: "workloads-tolerate-disruption",
  description:
    "Deployments have more than one replica and a PodDisruptionBudget that keeps at least one and lets at least one go. A drained node otherwise takes the version down, and its weight of the requests with it, or is never drained.",
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
  // Istio's own pods are as its charts make them.
  subjects: (view) => view.workloads.filter((workload) => isScaled(workload) && !workload.isControlPlane),
  check(workload, { view, settings, each, report }) {
    const { namespace, title } = workload;
    if (settings.exemptNamespaces.includes(namespace)) return;

    each([workload], () => {
      const replicas = leastReplicas(workload, view);
      // Nothing at all is nothing to lose.
      if (replicas > 0 && replicas < settings.leastReplicas) {
        report(`${title} has ${replicas} of at least ${settings.leastReplicas} replicas`);
      }
    });
    if (!settings.needsBudget) return;
    const budgets = findKnown(budgetsFor(view, workload), ({ spec }) =>
      fitsSelector(spec.at("selector"), workload.podLabels),
    );
    if (budgets.length === 0) report(`${title}: no PodDisruptionBudget fits its pods`);
    each(budgets, (budget) => {
      const replicas = leastReplicas(workload, view);
      // Of a single pod a budget can only keep it or let it go.
      if (replicas < 2) return;
      const kept = keptPods(budget.spec, replicas);
      if (kept === 0) report(`${title}: ${budget.title} keeps none of its ${replicas} pods`);
      if (kept >= replicas) report(`${title}: ${budget.title} lets none of its ${replicas} pods go, and so no node`);
    });
  },
});

/** Whether it has as many pods as somebody says, in the place of one for each node or each task. */
function isScaled({ object }: Workload): boolean {
  return ["Deployment", "StatefulSet"].includes(object.kind) || !object.spec.at("replicas").isAbsent;
}

/** The budgets of a workload's namespace that ask for one of its labels first, and those that ask in another way. */
function budgetsFor(view: StackView, { namespace, podLabels }: Workload): KubernetesObject[] {
  const keys = [namespace, ...Object.entries(podLabels).map(([label, value]) => keyOf(namespace, label, value))];
  const found = keys.flatMap((key) => budgetsByLabel(view).known(key));
  return found.length > 0 ? found : [...budgetsByLabel(view).find(namespace)];
}

const budgetsByLabel = oncePerStack(
  (view) =>
    new KeyedItems(view.ofKind(DISRUPTION_BUDGET), ({ namespace, spec }) => {
      const [first] = Object.entries(spec.at("selector", "matchLabels").textMap());
      return [first === undefined ? namespace : keyOf(namespace, ...first)];
    }),
);

function keyOf(namespace: string, label: string, value: string): string {
  return `${namespace} ${label}=${value}`;
}

/**
 * How many of a workload's pods a PodDisruptionBudget keeps. A percentage is rounded up, be it of those that are to
 * stay or of those that may go (kubernetes.io, Specifying a Disruption Budget for your Application).
 */
function keptPods(budget: Place, replicas: number): number {
  const least = count(budget.at("minAvailable"), replicas);
  const most = count(budget.at("maxUnavailable"), replicas);
  return least ?? (most === undefined ? 0 : Math.max(0, replicas - most));
}

function count(place: Place, of: number): number | undefined {
  const percentage = /^(\d+)%$/.exec(place.text() ?? "")?.[1];
  return percentage === undefined ? place.number() : Math.ceil((Number(percentage) * of) / 100);
}
