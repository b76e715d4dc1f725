/**
 * Who a failed request speaks of: the version that it was sent to; the mesh, which answered in its place; or the
 * caller.
 */
export type FlagAbout = "version" | "mesh" | "caller";

export interface ResponseFlag {
  readonly meaning: string;
  /** Undefined of what says nothing of how the request ended. */
  readonly about?: FlagAbout;
}

/**
 * Envoy's response flags (envoyproxy.io, Access logging, RESPONSE_FLAGS; envoy, stream_info/utility.h). A caller that
 * gave up is counted against the version: one that hangs shows in nothing else, and callers that leave for reasons of
 * their own leave all versions alike.
 */
export const RESPONSE_FLAGS: Readonly<Record<string, ResponseFlag>> = {
  UH: { meaning: "no healthy pod", about: "version" },
  UF: { meaning: "no connection to the pod", about: "version" },
  UC: { meaning: "the pod closed the connection", about: "version" },
  UR: { meaning: "the pod reset the request", about: "version" },
  UT: { meaning: "the pod did not answer in time", about: "version" },
  UO: { meaning: "over the limits of the circuit breaker", about: "version" },
  URX: { meaning: "failed after all retries", about: "version" },
  UPE: { meaning: "the pod's answer was not HTTP", about: "version" },
  UMSDR: { meaning: "the answer took longer than one may", about: "version" },
  LH: { meaning: "the pod fails its health check", about: "version" },
  LR: { meaning: "the proxy reset the request", about: "version" },
  SI: { meaning: "nothing was sent for too long", about: "version" },
  DT: { meaning: "the request or the connection lasted longer than one may", about: "version" },
  DC: { meaning: "the caller gave up", about: "version" },
  DR: { meaning: "the caller reset the request", about: "version" },
  NC: { meaning: "the version is not known to the proxy", about: "version" },
  DF: { meaning: "its name was not found in DNS", about: "version" },
  FI: { meaning: "aborted by the rule's fault", about: "mesh" },
  NR: { meaning: "no route", about: "mesh" },
  NFCF: { meaning: "no filter to handle it", about: "mesh" },
  RL: { meaning: "over the local rate limit", about: "mesh" },
  RLSE: { meaning: "the rate limit service failed", about: "mesh" },
  UAEX: { meaning: "refused by external authorization", about: "mesh" },
  RFCF: { meaning: "answered from a cache", about: "mesh" },
  OM: { meaning: "the caller's proxy is overloaded", about: "mesh" },
  DO: { meaning: "dropped to shed load", about: "mesh" },
  IH: { meaning: "a header that is not allowed", about: "caller" },
  DPE: { meaning: "the caller's request was not HTTP", about: "caller" },
  DI: { meaning: "delayed by the rule's fault" },
};

/** What a flag means; Envoy may know more than are listed here. */
export function flagMeaning(flag: string): string {
  return RESPONSE_FLAGS[flag]?.meaning ?? "see Envoy's response flags";
}
