import { type ObjectContext } from "../objects/object-context";
import { type HelmCli } from "./helm-cli";

/** What operations on releases need of the provider that they belong to. */
export interface ReleaseContext extends ObjectContext {
  readonly helm: () => HelmCli;
}
