import type * as k8s from "@pulumi/kubernetes";
import { type Output, type Resource } from "@pulumi/pulumi";

/** A Kubernetes cluster as the rest of the program sees it. */
export interface Cluster {
  /** Puts resources into the cluster. Whatever must outlive them is what it depends on. */
  readonly provider: k8s.Provider;
  /** A kubeconfig with this cluster alone, complete in itself. Secret where it holds credentials. */
  readonly kubeconfig: Output<string>;
  /** What makes and removes load balancers of Services, where the stack has brought it: it must outlive them. */
  readonly balancerController: readonly Resource[];
}
