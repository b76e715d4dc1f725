import { type SampleChoice } from "../../../policies/choices";
import { type Manifest } from "./manifest";

/** A sample of Istio's or a task of its documentation, as a stack of its own, and what the pack is to make of it. */
export interface Sample {
  /** What it is called in the page: a file below samples/, or a task below docs/tasks/ and what of it. */
  readonly name: string;
  /** Files below samples/ in the order in which they are applied; a later one replaces what an earlier one made. */
  readonly files: readonly string[];
  /** What is in no file: what the documentation has in its text. */
  readonly manifests?: readonly Manifest[];
  /** Where everything goes that names no namespace. */
  readonly namespace?: string;
  /** Who may refuse it, beside those that refuse every sample with pods. */
  readonly choices?: readonly SampleChoice[];
  /** Who refuses it for a fault that it has. */
  readonly faults?: readonly string[];
  /** Why that is right, in a sentence. */
  readonly why: string;
}
