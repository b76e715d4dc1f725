import { AUTOSCALER, CANARY, ROLLOUT, SCALED_OBJECT } from "../objects/kinds";
import { type GroupKind, type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { KeyedItems } from "../resources/keyed-items";
import { type Place } from "../resources/value";

/** What refers to a workload by kind and name, and where in it that is said. */
const REFERENCES = {
  /** Kubernetes' own autoscaler. */
  autoscaler: { is: AUTOSCALER, at: "scaleTargetRef" },
  /** KEDA's, which makes one of Kubernetes' (keda.sh, Scaling Deployments). */
  scaledObject: { is: SCALED_OBJECT, at: "scaleTargetRef" },
  /** Argo's Rollout that runs the pods in a Deployment's place (argo-rollouts, Migrating to Rollouts). */
  rollout: { is: ROLLOUT, at: "workloadRef" },
  /** Flagger's Canary, which keeps a copy of the workload (docs.flagger.app, How it works). */
  canary: { is: CANARY, at: "targetRef" },
} satisfies Readonly<Record<string, { readonly is: GroupKind; readonly at: string }>>;

type Reference = keyof typeof REFERENCES;

/** The objects of the stack that refer to a workload in one of these ways. */
export function referringTo(workload: KubernetesObject, as: Reference, view: StackView): readonly KubernetesObject[] {
  const all = lookups(view)[as];
  return all.isEmpty ? [] : all.lookup.find(keyOf(workload.namespace, workload.kind, workload.name));
}

const lookups = oncePerStack((view) => {
  const lookupOf = ({ is, at }: (typeof REFERENCES)[Reference]) => {
    const objects = view.ofKind(is);
    const keys = (object: KubernetesObject) => targetKeys(object, object.spec.at(at));
    return { isEmpty: objects.length === 0, lookup: new KeyedItems(objects, keys) };
  };
  return {
    autoscaler: lookupOf(REFERENCES.autoscaler),
    scaledObject: lookupOf(REFERENCES.scaledObject),
    rollout: lookupOf(REFERENCES.rollout),
    canary: lookupOf(REFERENCES.canary),
  } satisfies Record<Reference, unknown>;
});

/** KEDA alone does without the kind, and means a Deployment. */
function targetKeys({ namespace }: KubernetesObject, target: Place): string[] {
  const name = target.at("name").text();
  return name === undefined ? [] : [keyOf(namespace, target.at("kind").text() ?? "Deployment", name)];
}

function keyOf(namespace: string, kind: string, name: string): string {
  return `${namespace}/${kind}/${name}`;
}
