import { type Route } from "../objects/virtual-service";
import { type Place } from "../resources/value";

export interface Fault {
  readonly kind: "delay" | "abort";
  /** The part of the requests that it is for, in percent. */
  readonly part: number;
}

/** The faults that a rule injects; those for none of its requests are switched off. */
export function faultsOf({ place }: Route): Fault[] {
  return (["delay", "abort"] as const).flatMap((kind) => {
    const fault = place.at("fault", kind);
    const part = fault.isAbsent ? 0 : percentOf(fault);
    return part > 0 ? [{ kind, part }] : [];
  });
}

/** The percentage of a fault: all requests where none is given. */
function percentOf(fault: Place): number {
  return fault.at("percentage", "value").number() ?? fault.at("percent").number() ?? 100;
}
