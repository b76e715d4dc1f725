import { hostCovers } from "../../mesh/security/client-tls";
import { type StackResource } from "../resources/stack-resource";
import { type Subject } from "../resources/subject";
import { type Place } from "../resources/value";
import { type KubernetesObject } from "./kubernetes-object";

/** What a client calls: a host, the namespace of the object that it is known by, and the port where one is said. */
export interface Called {
  readonly host: string;
  readonly namespace: string;
  readonly port: number | undefined;
}

/** Istio's Sidecar object, which says what sidecars know of the mesh, in any version of its API. */
export class Sidecar implements Subject {
  readonly resource: StackResource;

  constructor(readonly object: KubernetesObject) {
    this.resource = object.resource;
  }

  /** Whether it is for all pods of its namespace; in the root namespace for those of every one that has none. */
  get isForAll(): boolean {
    return Object.keys(this.selector()).length === 0;
  }

  /** The labels of the pods that it is for. */
  selector(): Readonly<Record<string, string>> {
    return this.object.spec.at("workloadSelector", "labels").textMap();
  }

  /** Whether its sidecars in a namespace know of something. Without an egress listener they know of everything. */
  shows(called: Called, client: string): boolean {
    const listeners = this.object.spec.at("egress").items();
    return listeners.length === 0 || listeners.some((listener) => listenerShows(listener, called, client));
  }

  get title(): string {
    return this.object.title;
  }
}

/** What a listener of one port does not have another one may (istio.io, IstioEgressListener). */
function listenerShows(listener: Place, called: Called, client: string): boolean {
  const port = listener.at("port", "number").number();
  if (port !== undefined && called.port !== undefined && port !== called.port) return false;
  const entries = listener.at("hosts").texts();
  const isLeftOut = entries.some((entry) => isExclusion(entry) && entryFits(entry.slice(1), called, client));
  return !isLeftOut && entries.some((entry) => !isExclusion(entry) && entryFits(entry, called, client));
}

/** `~/HOST` and `~NAMESPACE/HOST` leave out what other entries let in. */
function isExclusion(entry: string): boolean {
  return entry.startsWith("~");
}

/** An entry is `NAMESPACE/HOST`, where `.` is the client's own namespace and `*` is any. */
function entryFits(entry: string, { host, namespace }: Called, client: string): boolean {
  const [from = "", pattern = ""] = entry.split("/");
  const isNamespace = from === "*" || from === "" || (from === "." ? client : from) === namespace;
  return isNamespace && hostCovers(pattern, host);
}
