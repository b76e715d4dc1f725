import { type Account, type Properties } from "../account";

/** What the stack wants of AWS. */
export interface Change {
  readonly operation: "create" | "update" | "delete";
  readonly type: string;
  /** Empty as long as there is nothing yet. */
  readonly id: string;
  readonly inputs: Properties;
  /** What an update starts from. */
  readonly former?: Properties;
}

/** How sure a rule is: read in a source that is named, or taken for granted without one. */
export type Backing = "cited rule" | "assumed";

/** Something that AWS refuses, whatever the types of its API allow. */
export interface Rule {
  /** What holds of everything that is not refused. */
  readonly name: string;
  readonly backing: Backing;
  readonly source: string;
  /** What it is about: resource types and what is done to them. */
  readonly on: Readonly<Record<string, readonly Change["operation"][]>>;
  /** AWS's message, where it refuses. */
  readonly refusal: (change: Change, account: Account) => string | undefined;
}

/** What AWS has against a change: the first rule that refuses it, and its message. */
export function refusal(
  rules: readonly Rule[],
  change: Change,
  account: Account,
): { readonly rule: string; readonly message: string } | undefined {
  for (const rule of rules) {
    if (!rule.on[change.type]?.includes(change.operation)) continue;
    const message = rule.refusal(change, account);
    if (message !== undefined) return { rule: rule.name, message };
  }
  return undefined;
}
