import { apiVersionOf, type KubeObject, kindOf } from "../cluster/object";
import { customResourceDefinitionReady } from "./custom-resource-definition";
import { daemonSetReady } from "./daemon-set";
import { deploymentReady } from "./deployment";
import { ingressReady } from "./ingress";
import { jobReady } from "./job";
import { podReady } from "./pod";
import { serviceReady } from "./service";
import { statefulSetReady } from "./stateful-set";
import { type ReadinessCheck } from "./wait";

const CHECKS: Readonly<Record<string, ReadinessCheck>> = {
  "v1/Pod": podReady,
  "v1/Service": serviceReady,
  "apps/v1/Deployment": deploymentReady,
  "apps/v1/StatefulSet": statefulSetReady,
  "apps/v1/DaemonSet": daemonSetReady,
  "batch/v1/Job": jobReady,
  "networking.k8s.io/v1/Ingress": ingressReady,
  "apiextensions.k8s.io/v1/CustomResourceDefinition": customResourceDefinitionReady,
};

/** How to tell that an object of this kind does what it is for; undefined for kinds that are ready once they exist. */
export function readinessCheckFor(object: KubeObject): ReadinessCheck | undefined {
  return CHECKS[`${apiVersionOf(object)}/${kindOf(object)}`];
}
