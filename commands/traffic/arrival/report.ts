import { type ProxyRole } from "../../../mesh/istio/proxy-role";

/** Why a proxy does not hold a route that it should hold. */
export interface MissingReason {
  readonly kind:
    | "no answer" // its admin port says nothing: the process is frozen, or the way to it is cut
    | "not connected" // no istiod has a connection to it
    | "rejected" // Envoy refused what istiod sent
    | "not sent" // istiod has sent nothing new, or does not answer itself
    | "on its way"; // sent, and neither taken nor refused yet
  /** In a sentence; with Envoy's words where it refused. */
  readonly text: string;
}

/** One proxy and the routes of one VirtualService. */
export interface ProxyArrival {
  readonly namespace: string;
  readonly pod: string;
  readonly kind: ProxyRole;
  readonly state: "arrived" | "missing" | "does not call" | "starting";
  /**
   * Milliseconds from the change to the first look that found the new routes there, by this machine's clock; absent
   * where the routes were there before anything changed.
   */
  readonly afterMs?: number;
  /** When the proxy itself last took routes, by its own clock: to be read, never to be compared with this machine's. */
  readonly lastUpdated?: string;
  readonly reason?: MissingReason;
}

/** How far the routes of one service have come. */
export interface RouteArrival {
  readonly service: string;
  readonly host: string;
  /** `NAMESPACE/NAME` of the VirtualService that has the routes; absent where there is none. */
  readonly virtualService?: string;
  /** When this machine was told of the change; absent where nothing changed while it looked. */
  readonly changedAt?: string;
  /** Milliseconds from the change to the first and to the last proxy that has it. */
  readonly firstMs?: number;
  readonly lastMs?: number;
  /** What the VirtualService in the cluster says other than the stack; absent where it says the same. */
  readonly differs?: string;
  readonly proxies: readonly ProxyArrival[];
  /** Whether the cluster says what the stack says, and every proxy that calls the service holds it. */
  readonly ok: boolean;
}

/** Which proxies hold the routes of a stack: the shape of the JSON. */
export interface ArrivalReport {
  readonly formatVersion: 1;
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly routes: readonly RouteArrival[];
  readonly ok: boolean;
}
