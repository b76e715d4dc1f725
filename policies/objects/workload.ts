import { isGatewayPod } from "../../mesh/istio/proxy-role";
import { type StackResource } from "../resources/stack-resource";
import { type Subject } from "../resources/subject";
import { type Place } from "../resources/value";
import { POD_TEMPLATES } from "./kinds";
import { type KubernetesObject } from "./kubernetes-object";

/** The ServiceAccount that every namespace has, and that pods have which name none. */
export const DEFAULT_ACCOUNT = "default";

/** What labels are looked for in: pods, and what Istio takes for pods. */
export interface Labelled {
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** Something that runs pods: a Deployment, a StatefulSet, a bare Pod, an Argo Rollout ... */
export class Workload implements Subject, Labelled {
  readonly resource: StackResource;

  private constructor(
    readonly object: KubernetesObject,
    /** The pod that it runs: metadata and spec. */
    readonly template: Place,
  ) {
    this.resource = object.resource;
  }

  static of(object: KubernetesObject): Workload | undefined {
    const { properties } = object.resource;
    const kind = POD_TEMPLATES.find(({ is }) => object.is(is));
    if (kind) return new Workload(object, properties.at(...kind.template));
    // Kinds of which nobody here has heard keep their pods where Kubernetes' own do.
    const template = properties.at("spec", "template");
    return template.at("spec", "containers").reading().kind === "known" ? new Workload(object, template) : undefined;
  }

  get namespace(): string {
    return this.object.namespace;
  }

  get podLabels(): Readonly<Record<string, string>> {
    return this.template.at("metadata", "labels").textMap();
  }

  get podAnnotations(): Readonly<Record<string, string>> {
    return this.template.at("metadata", "annotations").textMap();
  }

  get podSpec(): Place {
    return this.template.at("spec");
  }

  /** Every container, those of the start included. */
  containers(): Place[] {
    return [...this.podSpec.at("containers").items(), ...this.podSpec.at("initContainers").items()];
  }

  /** Whether its pods are gateways of Istio. */
  get isGateway(): boolean {
    const containers = () => this.podSpec.at("containers").items();
    const commandOf = (container: Place) => [...container.at("command").texts(), ...container.at("args").texts()];
    return isGatewayPod({
      annotations: this.podAnnotations,
      // Only read where the annotations do not say it: a preview may not know them yet.
      get commands() {
        return containers().map(commandOf);
      },
    });
  }

  /**
   * Whether its pods are Istio's own and none of the mesh's: istiod, or what each node has of Istio (the labels are
   * those of Istio's charts).
   */
  get isControlPlane(): boolean {
    const labels = this.template.at("metadata", "labels");
    return (
      this.isIstiod ||
      labels.at("app").textIfKnown() === "ztunnel" ||
      labels.at("k8s-app").textIfKnown() === "istio-cni-node"
    );
  }

  get isIstiod(): boolean {
    return this.template.at("metadata", "labels", "app").textIfKnown() === "istiod";
  }

  /** The account whose identity its pods have; each namespace has one of the name `default`. */
  get serviceAccount(): string {
    return this.podSpec.at("serviceAccountName").text() ?? this.podSpec.at("serviceAccount").text() ?? DEFAULT_ACCOUNT;
  }

  /** How many pods there are to be; Kubernetes makes one where nothing is said. */
  get replicas(): number {
    return this.object.spec.at("replicas").number() ?? 1;
  }

  get title(): string {
    return this.object.title;
  }
}

/**
 * Whether an object's labels are among those that a selector asks for. An empty selector asks for nothing and fits all.
 */
export function selects(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

/** Labels for people: `app=reviews, version=v1`. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}
