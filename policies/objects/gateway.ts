import { type StackResource } from "../resources/stack-resource";
import { type Subject } from "../resources/subject";
import { type Place } from "../resources/value";
import { type KubernetesObject } from "./kubernetes-object";
import { trafficOf } from "./port-protocol";

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

  /**
   * What it does with TLS, PASSTHROUGH where it does not say. Undefined where there is none: of plain HTTP `tls` says
   * no more than to redirect (istio.io/istio, pkg/config/gateway, IsTLSServer).
   */
  get tlsMode(): string | undefined {
    const tls = this.place.at("tls");
    if (tls.isAbsent || trafficOf(this.protocol) === "http") return undefined;
    return tls.at("mode").text() ?? "PASSTHROUGH";
  }

  /**
   * The kind of a VirtualService's rules that Istio looks at for it, `none` where it takes the host from the TLS name
   * alone; undefined where the protocol is none that Istio knows (istio.io/istio, pkg/config/gateway).
   */
  get routedBy(): "http" | "tls" | "tcp" | "none" | undefined {
    const traffic = trafficOf(this.protocol);
    if (traffic === "sniffed" || traffic === "udp") return undefined;
    if (traffic === "http") return "http";
    if (this.tlsMode === "PASSTHROUGH") return "tls";
    if (this.tlsMode === "AUTO_PASSTHROUGH") return "none";
    return this.protocol === "HTTPS" ? "http" : "tcp";
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
