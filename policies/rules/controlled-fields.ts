import { DESTINATION_RULE, MUTATING_WEBHOOKS, VALIDATING_WEBHOOKS, VIRTUAL_SERVICE } from "../objects/kinds";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { type StackView } from "../objects/stack-view";
import { type Place } from "../resources/value";
import { type ControlledField } from "./controlled-field";
import { routedFields } from "./progressive-delivery";
import { referringTo } from "./scalers";

/** The fields of an object that controllers of the mesh set after it was made. */
export function controlledFields(object: KubernetesObject, view: StackView): ControlledField[] {
  if (object.is(VALIDATING_WEBHOOKS)) return validatingWebhooks(object);
  if (object.is(MUTATING_WEBHOOKS)) return injectionWebhooks(object);
  if (object.is(VIRTUAL_SERVICE) || object.is(DESTINATION_RULE)) return routedFields(object, view);
  return replicas(object, view);
}

/**
 * istiod sets both in every webhook configuration of its revision as soon as it answers: the policy to Fail, and its
 * own certificate (Istio's pkg/webhooks/validation/controller). A webhook with a URL is for an istiod elsewhere.
 */
function validatingWebhooks(object: KubernetesObject): ControlledField[] {
  if (!isOfIstiod(object)) return [];
  return object.resource.properties
    .at("webhooks")
    .items()
    .flatMap((webhook) => {
      const policy = webhook.at("failurePolicy");
      const fights = !policy.isAbsent && policy.text() !== "Fail";
      return [...(fights ? [field(policy, "istiod")] : []), ...certificate(webhook)];
    });
}

/** Only the certificate, and only of its own webhooks (Istio's pkg/webhooks, WebhookCertPatcher). */
function injectionWebhooks(object: KubernetesObject): ControlledField[] {
  if (!isOfIstiod(object)) return [];
  return object.resource.properties
    .at("webhooks")
    .items()
    .filter((webhook) => webhook.at("name").text()?.endsWith("sidecar-injector.istio.io"))
    .flatMap(certificate);
}

function certificate(webhook: Place): ControlledField[] {
  const bundle = webhook.at("clientConfig", "caBundle");
  return bundle.isAbsent || !webhook.at("clientConfig", "url").isAbsent ? [] : [field(bundle, "istiod")];
}

function isOfIstiod({ labels }: KubernetesObject): boolean {
  return labels["istio.io/rev"] !== undefined;
}

/** What scales a workload sets its replicas, unless it is off or has no choice. */
function replicas(object: KubernetesObject, view: StackView): ControlledField[] {
  const place = object.spec.at("replicas");
  if (place.isAbsent) return [];
  const reading = place.reading();
  const count = reading.kind === "known" ? reading.value : undefined;
  const leavesChoice = ({ spec }: KubernetesObject, least: string, most: string) =>
    count === undefined || spec.at(least).number() !== count || spec.at(most).number() !== count;
  // An autoscaler leaves what is at none alone, and so do those that bring it there themselves.
  const isOff = count === 0;
  const scaling = [
    ...referringTo(object, "autoscaler", view).filter(
      (one) => !isOff && leavesChoice(one, "minReplicas", "maxReplicas"),
    ),
    ...referringTo(object, "scaledObject", view).filter((one) =>
      leavesChoice(one, "minReplicaCount", "maxReplicaCount"),
    ),
    ...referringTo(object, "rollout", view).filter((one) => !isOff && scalesDown(one)),
    ...referringTo(object, "canary", view).filter(() => !isOff),
  ];
  return scaling.map(({ title }) => field(place, title));
}

/** Where nothing is said, the Deployment that a Rollout refers to keeps its pods. */
function scalesDown({ spec }: KubernetesObject): boolean {
  const scaleDown = spec.at("workloadRef", "scaleDown").text() ?? "never";
  return scaleDown !== "never";
}

function field(place: Place, by: string): ControlledField {
  return { path: place.path, places: [place], by };
}
