import { type GroupKind } from "./kubernetes-object";

const NETWORKING = "networking.istio.io";
const SECURITY = "security.istio.io";

export const VIRTUAL_SERVICE: GroupKind = { group: NETWORKING, kind: "VirtualService" };
export const DESTINATION_RULE: GroupKind = { group: NETWORKING, kind: "DestinationRule" };
export const GATEWAY: GroupKind = { group: NETWORKING, kind: "Gateway" };
export const SERVICE_ENTRY: GroupKind = { group: NETWORKING, kind: "ServiceEntry" };
export const WORKLOAD_ENTRY: GroupKind = { group: NETWORKING, kind: "WorkloadEntry" };
export const WORKLOAD_GROUP: GroupKind = { group: NETWORKING, kind: "WorkloadGroup" };
export const SIDECAR: GroupKind = { group: NETWORKING, kind: "Sidecar" };
export const PROXY_CONFIG: GroupKind = { group: NETWORKING, kind: "ProxyConfig" };
export const PEER_AUTHENTICATION: GroupKind = { group: SECURITY, kind: "PeerAuthentication" };
export const REQUEST_AUTHENTICATION: GroupKind = { group: SECURITY, kind: "RequestAuthentication" };
export const AUTHORIZATION_POLICY: GroupKind = { group: SECURITY, kind: "AuthorizationPolicy" };
export const SERVICE: GroupKind = { group: "", kind: "Service" };
export const SERVICE_ACCOUNT: GroupKind = { group: "", kind: "ServiceAccount" };
export const SECRET: GroupKind = { group: "", kind: "Secret" };
export const NAMESPACE: GroupKind = { group: "", kind: "Namespace" };
export const INGRESS: GroupKind = { group: "networking.k8s.io", kind: "Ingress" };
export const DISRUPTION_BUDGET: GroupKind = { group: "policy", kind: "PodDisruptionBudget" };
export const AUTOSCALER: GroupKind = { group: "autoscaling", kind: "HorizontalPodAutoscaler" };
export const DEPLOYMENT: GroupKind = { group: "apps", kind: "Deployment" };
export const VALIDATING_WEBHOOKS: GroupKind = {
  group: "admissionregistration.k8s.io",
  kind: "ValidatingWebhookConfiguration",
};
export const MUTATING_WEBHOOKS: GroupKind = {
  group: "admissionregistration.k8s.io",
  kind: "MutatingWebhookConfiguration",
};
export const SCALED_OBJECT: GroupKind = { group: "keda.sh", kind: "ScaledObject" };
export const ROLLOUT: GroupKind = { group: "argoproj.io", kind: "Rollout" };
export const CANARY: GroupKind = { group: "flagger.app", kind: "Canary" };
const POD: GroupKind = { group: "", kind: "Pod" };

/** Where each kind of Kubernetes that runs pods keeps the pod that it runs. A bare Pod is its own. */
export const POD_TEMPLATES: readonly { readonly is: GroupKind; readonly template: readonly string[] }[] = [
  { is: { group: "apps", kind: "Deployment" }, template: ["spec", "template"] },
  { is: { group: "apps", kind: "StatefulSet" }, template: ["spec", "template"] },
  { is: { group: "apps", kind: "DaemonSet" }, template: ["spec", "template"] },
  { is: { group: "apps", kind: "ReplicaSet" }, template: ["spec", "template"] },
  { is: { group: "batch", kind: "Job" }, template: ["spec", "template"] },
  { is: { group: "batch", kind: "CronJob" }, template: ["spec", "jobTemplate", "spec", "template"] },
  { is: POD, template: [] },
];

/** Whether an API group is one of Istio's. */
export function isIstioGroup(group: string): boolean {
  return group === "istio.io" || group.endsWith(".istio.io");
}
