import { type PolicyResource, type ResourceValidationArgs } from "@pulumi/policy";
import { StackView } from "../objects/stack-view";
import { resourceOf, resourcesOf } from "../resources/crossguard-resources";
import { plainProperties } from "../resources/properties";
import { type StackResource } from "../resources/stack-resource";
import { type Value } from "../resources/value";
import { platformOf, type ReadGuarantees } from "./platform-settings";
import { type Exception } from "./exceptions";
import { type Unchecked } from "./policy";

/** An exception that excused a violation. */
export interface Used {
  readonly policy: string;
  readonly exception: Exception;
  readonly resource: StackResource | undefined;
}

export interface UncheckedBy extends Unchecked {
  readonly policy: string;
}

/**
 * What is remembered from one resource to the next and from the resources to the stack. CrossGuard shows a policy each
 * resource's inputs, before it is made, and the whole stack's outputs at the end. In a first preview the outputs of
 * everything inside a cluster that does not exist yet are empty: so the inputs are kept, and the stack is judged by
 * them.
 */
export class Session {
  /** What each resource is by its inputs, by its URN. */
  private readonly seen = new Map<string, Seen>();
  /** What the pack's user set, by policy: CrossGuard shows each policy its own settings alone. */
  private readonly settings = new Map<string, Readonly<Record<string, unknown>>>();
  readonly used: Used[] = [];
  readonly unchecked: UncheckedBy[] = [];
  private stage: "resource" | "stack" = "resource";
  /** The stack of this run, and the policies that have seen it. */
  private stack: { readonly view: StackView; readonly by: Set<string> } | undefined;

  /** @param readGuarantees reads what the stack guarantees that installs the mesh */
  constructor(private readonly readGuarantees: ReadGuarantees) {}

  /**
   * A resource that comes after a stack is the next run's: nothing of one run is to be taken for the other's.
   *
   * @returns the resource as a stack of its own, made once for all policies
   */
  seeResource(policy: string, args: ResourceValidationArgs): StackView {
    if (this.stage === "stack") {
      this.seen.clear();
      this.settings.clear();
      this.used.length = 0;
      this.unchecked.length = 0;
    }
    this.stage = "resource";
    this.stack = undefined;
    const before = this.seen.get(args.urn);
    // CrossGuard shows a resource to one policy after the other. Who sees it again sees it with other inputs.
    const seen = before && !before.by.has(policy) ? before : seenFirst(args);
    seen.by.add(policy);
    this.seen.set(args.urn, seen);
    return seen.view;
  }

  /** @returns the whole stack, made once for all policies: CrossGuard describes it to each of them anew */
  seeStack(policy: string, resources: readonly PolicyResource[]): StackView {
    this.endResources();
    // Who sees it again sees another run's, in which no resource has inputs.
    if (!this.stack || this.stack.by.has(policy)) {
      const inputsOf = (urn: string) => this.seen.get(urn)?.inputs;
      const stack = new StackView(resourcesOf(resources, inputsOf));
      const platform = platformOf(stack, this.settings, this.readGuarantees);
      this.stack = { view: stack.on(platform), by: new Set() };
    }
    this.stack.by.add(policy);
    return this.stack.view;
  }

  /** All policies have seen all resources. */
  endResources(): void {
    this.stage = "stack";
  }

  /** Each policy tells with each resource, so that all are known when the first one looks at the stack. */
  seeSettings(policy: string, settings: Readonly<Record<string, unknown>>): void {
    this.settings.set(policy, settings);
  }
}

interface Seen {
  readonly inputs: () => Value;
  readonly view: StackView;
  readonly by: Set<string>;
}

/** Inputs are made plain when they are first asked for. */
function seenFirst(args: ResourceValidationArgs): Seen {
  const inputs = once(() => plainProperties(args.props));
  return { inputs, view: new StackView([resourceOf(args, inputs)]), by: new Set() };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
