import { type Thing } from "../account";
import { type Change } from "./rule";

/** A change that one rule refuses, and what is as near to it and is not refused. */
export interface Case {
  readonly rule: string;
  readonly given: readonly Thing[];
  readonly change: Change;
  /** What is otherwise where nothing is refused. */
  readonly sound: { readonly given?: readonly Thing[]; readonly change?: Change };
}
