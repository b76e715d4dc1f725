import { matches, type Request, type RequestMatch } from "./request-match";
import { type Split } from "./split";

/** What a route does to its requests besides splitting them. Durations are Istio's: `500ms`, `2s`, `1m`. */
export interface RouteOptions {
  /** How long the caller waits for an answer, retries included. */
  readonly timeout?: string;
  readonly retries?: {
    /** How many times a failed request is tried again. */
    readonly attempts: number;
    readonly perTryTimeout?: string;
    /** Envoy's retry conditions, joined by commas, e.g. `5xx,reset`. */
    readonly retryOn?: string;
  };
  /** Faults on purpose, each for a percentage (0 to 100) of the requests. */
  readonly fault?: {
    readonly delay?: { readonly percent: number; readonly fixedDelay: string };
    readonly abort?: { readonly percent: number; readonly httpStatus: number };
  };
  /** A copy of a percentage (0 to 100) of the requests, sent to one more version; its answers are thrown away. */
  readonly mirror?: { readonly version: string; readonly percent: number };
}

/** Requests that a match holds for, and how they are split. */
export interface Rule extends RouteOptions {
  readonly name: string;
  readonly match: RequestMatch;
  readonly weights: Split;
}

/** Where requests go that no rule matches. */
export interface DefaultRoute extends RouteOptions {
  readonly weights: Split;
}

/** Everything that decides where a request to one service goes. */
export interface TrafficPlan {
  readonly service: string;
  /** All versions that the application declares: the DestinationRule's subsets, whatever the weights say. */
  readonly versions: readonly string[];
  /** The first rule that matches decides. */
  readonly rules: readonly Rule[];
  readonly default: DefaultRoute;
}

/** The name under which the default route is shown beside the rules. */
export const DEFAULT_RULE = "default";

/**
 * Where a request goes: the first rule whose match holds decides, else the default, as Istio evaluates the routes of a
 * VirtualService (istio.io, Virtual Service, order of evaluation).
 */
export function routeFor(plan: TrafficPlan, request: Request): Rule | DefaultRoute {
  return plan.rules.find((rule) => matches(rule.match, request)) ?? plan.default;
}
