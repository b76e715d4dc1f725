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
  /** What each resource's inputs are, by its URN. */
  private readonly inputs = new Map<string, () => Value>();
  /** What each resource is by its inputs, by its URN, as long as there are policies that have not seen it. */
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
   * @param turn the policy's place in the pack: CrossGuard shows a resource to one policy after the other
   * @returns the resource as a stack of its own, made once for all policies
   */
  seeResource(turn: number, args: ResourceValidationArgs): StackView {
    if (this.stage === "stack") {
      this.inputs.clear();
      this.settings.clear();
      this.used.length = 0;
      this.unchecked.length = 0;
    }
    this.stage = "resource";
    this.stack = undefined;
    const before = this.seen.get(args.urn);
    if (before && before.turn < turn) {
      before.turn = turn;
      return before.view;
    }
    // Who sees it again sees it with other inputs.
    const inputs = once(() => plainProperties(args.props));
    const view = new StackView([resourceOf(args, inputs)]);
    this.inputs.set(args.urn, inputs);
    this.seen.set(args.urn, { turn, view });
    return view;
  }

  /** @returns the whole stack, made once for all policies: CrossGuard describes it to each of them anew */
  seeStack(policy: string, resources: readonly PolicyResource[]): StackView {
    this.endResources();
    // Who sees it again sees another run's, in which no resource has inputs.
    if (!this.stack || this.stack.by.has(policy)) {
      const stack = new StackView(resourcesOf(resources, (urn) => this.inputs.get(urn)));
      const platform = platformOf(stack, this.settings, this.readGuarantees);
      this.stack = { view: stack.on(platform), by: new Set() };
    }
    this.stack.by.add(policy);
    return this.stack.view;
  }

  /** All policies have seen all resources: of each only the inputs are of use from here on. */
  endResources(): void {
    this.stage = "stack";
    this.seen.clear();
  }

  /** Each policy tells with each resource, so that all are known when the first one looks at the stack. */
  seeSettings(policy: string, settings: Readonly<Record<string, unknown>>): void {
    this.settings.set(policy, settings);
  }
}

interface Seen {
  /** That of the policy which saw it last. */
  turn: number;
  readonly view: StackView;
}

/** Makes a value when it is first asked for, and keeps nothing but the value. */
function once<T>(make: () => T): () => T {
  let value: { readonly made: T } | { readonly make: () => T } = { make };
  return () => {
    if ("make" in value) value = { made: value.make() };
    return value.made;
  };
}
