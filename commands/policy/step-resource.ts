import { StackResource } from "../../policies/resources/stack-resource";
import { type StepMetadata } from "./engine-event";
import { engineValue } from "./engine-value";

/** The name that the program gave a resource. */
export function resourceName(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** What one state of a step's resource says, as policies read it. */
export function resourceOf(
  { urn, type }: Pick<StepMetadata, "urn" | "type">,
  state: StepMetadata["old"],
): StackResource {
  return new StackResource(urn, type, resourceName(urn), () => engineValue(state?.inputs ?? {}));
}
