import { type StackResource } from "../resources/stack-resource";
import { NotKnown, type Place } from "../resources/value";

/** What a Kubernetes object is, whatever version of its API it is written in. */
export interface GroupKind {
  /** The API group; empty for the core API. */
  readonly group: string;
  readonly kind: string;
}

/** Pulumi's type of a Kubernetes resource: `kubernetes:GROUP/VERSION:Kind`, for custom resources too. */
const TYPE = /^kubernetes:(?:([^/:]+)\/)?(v[0-9][^/:]*):([A-Za-z0-9]+)$/;

/** Groups that are Helm's and Kustomize's in Pulumi's naming and hold no Kubernetes objects. */
const NO_OBJECTS = /^(helm\.sh|kustomize|yaml)$/;

/** An object of the Kubernetes API, as far as the program says what it is. */
export class KubernetesObject {
  private constructor(
    readonly resource: StackResource,
    readonly group: string,
    readonly kind: string,
    /** Whether this is a `...Patch`, which changes an object that somebody else made. */
    readonly isPatch: boolean,
  ) {}

  /** The object that a resource is, if it is one: known by Pulumi's type, else by its own apiVersion and kind. */
  static of(resource: StackResource): KubernetesObject | undefined {
    const fromType = TYPE.exec(resource.type);
    if (fromType) {
      const [, group = "", , typeName = ""] = fromType;
      if (NO_OBJECTS.test(group) || typeName.endsWith("List")) return undefined;
      const isPatch = typeName.endsWith("Patch") && typeName !== "Patch";
      const kind = isPatch ? typeName.slice(0, -"Patch".length) : typeName;
      return new KubernetesObject(resource, group === "core" ? "" : group, kind, isPatch);
    }

    const apiVersion = resource.properties.at("apiVersion").textIfKnown();
    const kind = resource.properties.at("kind").textIfKnown();
    if (apiVersion === undefined || kind === undefined) return undefined;
    const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
    return new KubernetesObject(resource, group, kind, false);
  }

  is({ group, kind }: GroupKind): boolean {
    return this.group === group && this.kind === kind;
  }

  /** Whether it is one of the cluster that the program only looks at: what is to be made has no identity of its own. */
  get isRead(): boolean {
    return this.metadata.at("uid").textIfKnown() !== undefined;
  }

  get spec(): Place {
    return this.resource.properties.at("spec");
  }

  get metadata(): Place {
    return this.resource.properties.at("metadata");
  }

  /** The object's name. Without one in the program Pulumi makes it up, and it cannot be known. */
  get name(): string {
    const name = this.metadata.at("name").text();
    if (name === undefined) throw new NotKnown("metadata.name");
    return name;
  }

  /** The object's namespace: its own, else the provider's, else `default`. */
  get namespace(): string {
    return (
      this.metadata.at("namespace").text() ?? this.resource.provider?.properties.at("namespace").text() ?? "default"
    );
  }

  get labels(): Readonly<Record<string, string>> {
    return this.metadata.at("labels").textMap();
  }

  /** `Kind namespace/name` for people, with the resource's name in Pulumi where the object's is not known. */
  get title(): string {
    const name = this.metadata.at("name").textIfKnown() ?? this.resource.name;
    const namespace = this.metadata.at("namespace").textIfKnown();
    const kind = this.isPatch ? `${this.kind}Patch` : this.kind;
    return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
  }
}
