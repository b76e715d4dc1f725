import { type StackResource } from "../resources/stack-resource";
import { type Subject } from "../resources/subject";
import { type Place } from "../resources/value";
import { type KubernetesObject } from "./kubernetes-object";

/** A host of a server, and the namespace whose VirtualServices may use it; `*` for any. */
export interface ScopedHost {
  readonly namespace: string;
  readonly host: string;
}

/** One port that a Gateway opens, and for which hosts. */
export class Server {
  constructor(
    private readonly owner: Gateway,
    readonly place: Place,
  ) {}

  get port(): number | undefined {
    return this.place.at("port", "number").number();
  }

  /** The address that it listens at, where it is not every one of the pod. */
  get bind(): string | undefined {
    return this.place.at("bind").text();
  }

  /** In upper case, as Istio compares it. */
  get protocol(): string {
    return (this.place.at("port", "protocol").text() ?? "").toUpperCase();
  }

  /** Its hosts, without the namespace that may stand before each. */
  hosts(): string[] {
    return this.scopedHosts().map(({ host }) => host);
  }

  /** Its hosts, each with the namespace that may use it (istio.io, Gateway, Server.hosts). */
  scopedHosts(): ScopedHost[] {
    return this.place
      .at("hosts")
      .texts()
      .map((text) => {
        const [first = "", second] = text.split("/");
        if (second === undefined) return { namespace: "*", host: first };
        return { namespace: first === "." ? this.owner.object.namespace : first, host: second };
      });
  }

  /** `Gateway default/bookinfo-gateway, servers[0] (port 80)`. */
  get title(): string {
    const port = this.place.at("port", "number").reading();
    const number = port.kind === "known" && typeof port.value === "number" ? ` (port ${port.value})` : "";
    return `${this.owner.title}, ${this.place.path.replace(/^spec\./, "")}${number}`;
  }
}

/** Istio's Gateway, in any version of its API. */
export class Gateway implements Subject {
  readonly resource: StackResource;

  constructor(readonly object: KubernetesObject) {
    this.resource = object.resource;
  }

  /** `namespace/name`, as VirtualServices refer to it. */
  get fullName(): string {
    return `${this.object.namespace}/${this.object.name}`;
  }

  /** The labels of the pods that it configures. */
  selector(): Readonly<Record<string, string>> {
    return this.object.spec.at("selector").textMap();
  }

  servers(): Server[] {
    return this.object.spec
      .at("servers")
      .items()
      .map((place) => new Server(this, place));
  }

  get title(): string {
    return this.object.title;
  }
}
