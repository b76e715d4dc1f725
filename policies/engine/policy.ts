import { type Severity } from "@pulumi/policy";
import { type StackView } from "../objects/stack-view";
import { type Subject } from "../resources/subject";
import { NotKnown } from "../resources/value";
import { type SettingsOf, type SettingsSchema, settingsFrom } from "./settings";

/** The strictness that a pack's user picks: advice while learning, what production needs, everything. */
export const PROFILES = ["dev", "prod", "strict"] as const;
export type Profile = (typeof PROFILES)[number];

/** What a violation does: `advisory` warns, `mandatory` fails the preview. */
export type Level = "advisory" | "mandatory" | "disabled";

/** What people read about a policy, in the README, in reports and in Pulumi's own display. */
export interface Metadata {
  /** Says what is demanded, in kebab case. */
  readonly name: string;
  /** What is refused and what would come of it, in one or two sentences. */
  readonly description: string;
  readonly severity: Severity;
  /**
   * Codes of the same rule elsewhere: IST (istioctl analyze), KIA (Kiali), CIS (EKS benchmark), CKV (Checkov), EKS
   * (Security Hub).
   */
  readonly codes: readonly string[];
  /** Where the rule is explained. */
  readonly url: string;
  /** What to do about a violation. */
  readonly remediationSteps: string;
  readonly levels: Readonly<Record<Profile, Level>>;
}

export interface Violation extends Subject {
  readonly message: string;
}

/** Something that a policy could not look at, and why. */
export interface Unchecked extends Subject {
  readonly why: string;
}

/** What came of running a policy. */
export interface Outcome {
  readonly violations: readonly Violation[];
  readonly unchecked: readonly Unchecked[];
}

/** What a check works with. */
export interface Context<S extends SettingsSchema> {
  readonly settings: SettingsOf<S>;
  /** Everything that is in the stack, or the one resource where the policy looks at resources alone. */
  readonly view: StackView;
  /** The day (UTC, `YYYY-MM-DD`) on which it is judged. */
  readonly today: string;
  /** Reports a violation, of the subject unless another resource is named. */
  readonly report: (message: string, about?: Subject) => void;
  /** Checks each item alone: what is unknown about one does not keep the others from being checked. */
  readonly each: <I>(items: Iterable<I>, check: (item: I) => void) => void;
}

/** A policy as its file declares it: one refusal. */
export interface Declaration<T extends Subject, S extends SettingsSchema> extends Metadata {
  /**
   * `resource`: each resource alone, before it is created or changed. `stack`: resources held against each other, at
   * the end of the preview.
   */
  readonly stage: "resource" | "stack";
  readonly settings: S;
  /** Settings that a profile changes. */
  readonly profileSettings?: Partial<Record<Profile, Partial<SettingsOf<S>>>>;
  readonly subjects: (view: StackView) => readonly T[];
  /** Reports what is wrong with one subject. May throw {@link NotKnown}: that subject then counts as not checked. */
  readonly check: (subject: T, context: Context<S>) => void;
}

/** A policy ready to run. */
export interface MeshPolicy extends Metadata {
  readonly stage: "resource" | "stack";
  readonly settings: SettingsSchema;
  readonly profileSettings: Partial<Record<Profile, Readonly<Record<string, unknown>>>>;
  /**
   * @param given the settings that the pack's user made
   * @param today the day (UTC, `YYYY-MM-DD`)
   */
  evaluate(view: StackView, given: Readonly<Record<string, unknown>>, today: string): Outcome;
}

/** Makes a policy of its declaration. */
export function definePolicy<T extends Subject, S extends SettingsSchema>(declaration: Declaration<T, S>): MeshPolicy {
  const { subjects, check, profileSettings, ...metadata } = declaration;
  return {
    ...metadata,
    profileSettings: profileSettings ?? {},
    evaluate(view, given, today) {
      const violations = new Map<string, Violation>();
      const unchecked = new Map<string, Unchecked>();
      const settings = settingsFrom(declaration.settings, given);

      const attempt = (subject: Subject, action: () => void) => {
        try {
          action();
        } catch (error) {
          const why = error instanceof NotKnown ? error.message : `the policy itself failed: ${String(error)}`;
          unchecked.set(`${subject.resource?.urn} ${why}`, { resource: subject.resource, why });
        }
      };
      const run = (subject: T) =>
        check(subject, {
          settings,
          view,
          today,
          report: (message, { resource } = subject) =>
            void violations.set(`${resource?.urn} ${message}`, { resource, message }),
          each: (items, checkItem) => {
            for (const item of items) attempt(subject, () => checkItem(item));
          },
        });

      attempt({}, () => {
        for (const subject of subjects(view)) attempt(subject, () => run(subject));
      });
      return { violations: [...violations.values()], unchecked: [...unchecked.values()] };
    },
  };
}
