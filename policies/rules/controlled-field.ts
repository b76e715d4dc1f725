import { type Place } from "../resources/value";

/** A field that the program sets and somebody in the cluster, too. */
export interface ControlledField {
  /** For `ignoreChanges`. */
  readonly path: string;
  /** Every place that it stands for. */
  readonly places: readonly Place[];
  readonly by: string;
}
