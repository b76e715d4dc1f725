import { type StackResource } from "../resources/stack-resource";
import { DestinationRule } from "./destination-rule";
import { Gateway } from "./gateway";
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  GATEWAY,
  NAMESPACE,
  PEER_AUTHENTICATION,
  SERVICE,
  SERVICE_ENTRY,
  SIDECAR,
  VIRTUAL_SERVICE,
  WORKLOAD_ENTRY,
  WORKLOAD_GROUP,
} from "./kinds";
import { type GroupKind, KubernetesObject } from "./kubernetes-object";
import { Release } from "./release";
import { Sidecar } from "./sidecar";
import { VirtualService } from "./virtual-service";
import { type Labelled, Workload } from "./workload";

/** A stack's resources as the things that policies speak about. Never fails: what is unknown shows when it is read. */
export class StackView {
  readonly objects: readonly KubernetesObject[];

  constructor(
    readonly resources: readonly StackResource[],
    private readonly counts: (object: KubernetesObject) => boolean = ({ isPatch }) => !isPatch,
  ) {
    this.objects = resources.flatMap((resource) => KubernetesObject.of(resource) ?? []);
  }

  /**
   * The same stack with patches for objects. A patch is only a part of what it changes, so this is for what is wrong
   * wherever it is written, and not for what has to be there.
   */
  get withPatches(): StackView {
    return new StackView(this.resources, () => true);
  }

  get virtualServices(): VirtualService[] {
    return this.ofKind(VIRTUAL_SERVICE).map((object) => new VirtualService(object));
  }

  get destinationRules(): DestinationRule[] {
    return this.ofKind(DESTINATION_RULE).map((object) => new DestinationRule(object));
  }

  get gateways(): Gateway[] {
    return this.ofKind(GATEWAY).map((object) => new Gateway(object));
  }

  get serviceEntries(): KubernetesObject[] {
    return this.ofKind(SERVICE_ENTRY);
  }

  get sidecars(): Sidecar[] {
    return this.ofKind(SIDECAR).map((object) => new Sidecar(object));
  }

  get peerAuthentications(): KubernetesObject[] {
    return this.ofKind(PEER_AUTHENTICATION);
  }

  get authorizationPolicies(): KubernetesObject[] {
    return this.ofKind(AUTHORIZATION_POLICY);
  }

  get services(): KubernetesObject[] {
    return this.ofKind(SERVICE);
  }

  /** Namespaces, and patches of namespaces that were there before. */
  get namespaces(): KubernetesObject[] {
    return this.objects.filter((object) => object.is(NAMESPACE));
  }

  get workloads(): Workload[] {
    return this.objects.filter(this.counts).flatMap((object) => Workload.of(object) ?? []);
  }

  /** Everything that a Service may select: pods, and what Istio takes for pods outside of the cluster. */
  get endpoints(): Labelled[] {
    const outside = [
      ...this.ofKind(WORKLOAD_ENTRY).map((object) => ({ object, labels: object.spec.at("labels") })),
      ...this.ofKind(WORKLOAD_GROUP).map((object) => ({ object, labels: object.spec.at("metadata", "labels") })),
    ];
    return [
      ...this.workloads,
      ...outside.map(({ object, labels }) => ({
        get namespace() {
          return object.namespace;
        },
        get podLabels() {
          return labels.textMap();
        },
      })),
    ];
  }

  get releases(): Release[] {
    return this.resources.flatMap((resource) => Release.of(resource) ?? []);
  }

  /** The resources of one Pulumi type. */
  ofType(type: string): StackResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The objects of a kind. */
  ofKind(kind: GroupKind): KubernetesObject[] {
    return this.objects.filter((object) => object.is(kind) && this.counts(object));
  }
}
