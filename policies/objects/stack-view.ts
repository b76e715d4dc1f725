import { KeyedItems } from "../resources/keyed-items";
import { type StackResource } from "../resources/stack-resource";
import { findKnown } from "../resources/subject";
import { DestinationRule } from "./destination-rule";
import { Gateway } from "./gateway";
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  GATEWAY,
  NAMESPACE,
  PEER_AUTHENTICATION,
  REQUEST_AUTHENTICATION,
  SERVICE,
  SERVICE_ENTRY,
  SIDECAR,
  VIRTUAL_SERVICE,
  WORKLOAD_ENTRY,
  WORKLOAD_GROUP,
} from "./kinds";
import { type GroupKind, KubernetesObject } from "./kubernetes-object";
import { Platform } from "./platform";
import { Release } from "./release";
import { Sidecar } from "./sidecar";
import { VirtualService } from "./virtual-service";
import { type Labelled, selects, Workload } from "./workload";

/** A stack's resources as the things that policies speak about. Never fails: what is unknown shows when it is read. */
export class StackView {
  readonly objects: readonly KubernetesObject[];
  private readonly kept = new Map<string, unknown>();

  constructor(
    readonly resources: readonly StackResource[],
    private readonly counts: (object: KubernetesObject) => boolean = ({ isPatch }) => !isPatch,
    /** What the stack's mesh has from elsewhere. */
    readonly platform: Platform = Platform.UNSAID,
  ) {
    this.objects = resources.flatMap((resource) => KubernetesObject.of(resource) ?? []);
  }

  /**
   * The same stack with patches for objects. A patch is only a part of what it changes, so this is for what is wrong
   * wherever it is written, and not for what has to be there.
   */
  get withPatches(): StackView {
    return this.keep("withPatches", () => new StackView(this.resources, () => true, this.platform));
  }

  /** The same stack on a mesh of which some things are guaranteed. */
  on(platform: Platform): StackView {
    return new StackView(this.resources, this.counts, platform);
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

  get requestAuthentications(): KubernetesObject[] {
    return this.ofKind(REQUEST_AUTHENTICATION);
  }

  get services(): KubernetesObject[] {
    return this.ofKind(SERVICE);
  }

  /** Namespaces, and patches of namespaces that were there before. */
  get namespaces(): KubernetesObject[] {
    return this.objects.filter((object) => object.is(NAMESPACE));
  }

  get workloads(): Workload[] {
    return this.keep("workloads", () =>
      this.objects.filter(this.counts).flatMap((object) => Workload.of(object) ?? []),
    );
  }

  /** @throws NotKnown when there is none, but one of which the namespace is not known */
  workloadsIn(namespace: string): readonly Workload[] {
    return this.index("workloads", () => this.workloads).find(namespace);
  }

  /** The workloads of a namespace whose pods a selector fits. @throws NotKnown as {@link workloadsIn} */
  workloadsSelectedBy(namespace: string, selector: Readonly<Record<string, string>>): readonly Workload[] {
    const [first] = Object.entries(selector);
    if (first === undefined) return this.workloadsIn(namespace);
    const index = this.keep("workloads by label", () => new KeyedItems(this.workloads, labelsWithNamespace));
    const [name, value] = first;
    return findKnown([...index.find(`${namespace} ${name}=${value}`)], ({ podLabels }) => selects(selector, podLabels));
  }

  /** The objects of a kind in some namespaces. @throws NotKnown as {@link workloadsIn} */
  ofKindIn(kind: GroupKind, ...namespaces: readonly string[]): readonly KubernetesObject[] {
    return this.index(`${kind.group}/${kind.kind}`, () => this.ofKind(kind)).find(...namespaces);
  }

  /** Namespace objects of a name, and patches of them. @throws NotKnown as {@link workloadsIn} */
  namespacesNamed(name: string): readonly KubernetesObject[] {
    return this.keep("namespaces by name", () => new KeyedItems(this.namespaces, ({ name }) => [name])).find(name);
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
    return this.keep("releases", () => this.resources.flatMap((resource) => Release.of(resource) ?? []));
  }

  /** Whether the stack installs an istiod of its own, and so the mesh. @throws NotKnown when some chart may be one */
  get hasIstiod(): boolean {
    return this.keep("hasIstiod", () => findKnown([...this.workloads, ...this.releases], isIstiod).length > 0);
  }

  /** The resources of one Pulumi type. */
  ofType(type: string): StackResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The objects of a kind. */
  ofKind(kind: GroupKind): KubernetesObject[] {
    return this.keep(`${kind.group}/${kind.kind}`, () =>
      this.objects.filter((object) => object.is(kind) && this.counts(object)),
    );
  }

  private index<I extends { readonly namespace: string }>(name: string, items: () => readonly I[]): KeyedItems<I> {
    return this.keep(`${name} by namespace`, () => new KeyedItems(items(), ({ namespace }) => [namespace]));
  }

  /** Makes what is asked for again and again once: a policy that goes through it for each resource stays linear. */
  private keep<T>(name: string, make: () => T): T {
    if (!this.kept.has(name)) this.kept.set(name, make());
    return this.kept.get(name) as T;
  }
}

function labelsWithNamespace({ namespace, podLabels }: Workload): string[] {
  return Object.entries(podLabels).map(([name, value]) => `${namespace} ${name}=${value}`);
}

function isIstiod(item: Release | Workload): boolean {
  return item instanceof Release ? item.istioChart === "istiod" : item.isIstiod;
}
