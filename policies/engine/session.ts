import { type ResourceValidationArgs } from "@pulumi/policy";
import { plainProperties } from "../resources/properties";
import { type StackResource } from "../resources/stack-resource";
import { type Value } from "../resources/value";
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
  /** Each resource's inputs by its URN, made plain when they are first asked for. */
  readonly inputs = new Map<string, () => Value>();
  readonly used: Used[] = [];
  readonly unchecked: UncheckedBy[] = [];
  private stage: "resource" | "stack" = "resource";

  /** A resource that comes after a stack is the next run's: nothing of one run is to be taken for the other's. */
  seeResource({ urn, props }: ResourceValidationArgs): void {
    if (this.stage === "stack") {
      this.inputs.clear();
      this.used.length = 0;
      this.unchecked.length = 0;
    }
    this.stage = "resource";
    this.inputs.set(
      urn,
      once(() => plainProperties(props)),
    );
  }

  seeStack(): void {
    this.stage = "stack";
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
