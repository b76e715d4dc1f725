import { type V1Pod } from "@kubernetes/client-node";
import { GATEWAY } from "../../mesh/security/authorization";
import { type SecurityPlan } from "../../mesh/security/security-plan";
import { PLAN_VARIABLE, type ProbePlan } from "./agent/protocol";

/** Marks everything that a check makes, so that whatever one leaves behind can be found and removed. */
export const CHECK_LABEL = { "app.kubernetes.io/name": "bookinfo-mesh-security-check" } as const;

/** Who a client pod calls as. */
export interface Identity {
  /** A part of the pod's name. */
  readonly name: string;
  readonly namespace: string;
  /** The ServiceAccount that its certificate is made out to. */
  readonly serviceAccount: string;
  readonly sidecar: boolean;
}

/**
 * The identity of the gateway or of a workload: a pod with the same ServiceAccount and a sidecar gets the same
 * certificate.
 */
export function meshIdentity({ namespace, gatewayNamespace }: SecurityPlan, caller: string): Identity {
  return caller === GATEWAY
    ? { name: caller, namespace: gatewayNamespace, serviceAccount: GATEWAY, sidecar: true }
    : { name: caller, namespace, serviceAccount: `bookinfo-${caller}`, sidecar: true };
}

/** A pod without a sidecar. */
export function plainIdentity(namespace: string): Identity {
  return { name: "no-sidecar", namespace, serviceAccount: "default", sidecar: false };
}

export interface ClientPodArgs {
  readonly identity: Identity;
  /** Tells the pods of one check from those of another. */
  readonly run: string;
  /** An image with Node. */
  readonly image: string;
  /** What Node runs. */
  readonly script: string;
  readonly plan: ProbePlan;
  /** After how long the cluster ends the pod, whatever becomes of the check. */
  readonly deadlineSeconds: number;
}

/** A pod that runs the agent once, as somebody else. It carries none of the labels by which Services select pods. */
export function clientPod({ identity, run, image, script, plan, deadlineSeconds }: ClientPodArgs): V1Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `security-check-${run}-${identity.name}`,
      namespace: identity.namespace,
      labels: { ...CHECK_LABEL, "sidecar.istio.io/inject": String(identity.sidecar) },
      annotations: { "sidecar.istio.io/proxyCPU": "10m", "sidecar.istio.io/proxyMemory": "64Mi" },
    },
    spec: {
      serviceAccountName: identity.serviceAccount,
      automountServiceAccountToken: false,
      restartPolicy: "Never",
      activeDeadlineSeconds: deadlineSeconds,
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "client",
          image,
          imagePullPolicy: "IfNotPresent",
          command: ["node", "-e", script],
          env: [{ name: PLAN_VARIABLE, value: JSON.stringify(plan) }],
          resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "500m", memory: "128Mi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    },
  };
}
