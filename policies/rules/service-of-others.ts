import { OF_OTHERS, SERVICE_ANNOTATION } from "../../mesh/traffic/foreign-service";
import { type StackResource } from "../resources/stack-resource";

/**
 * Whether rules are for a service that the stack does not deploy and its config names: the program has looked in the cluster
 * for what they name, which no policy can.
 */
export function isForServiceOfOthers({ resource }: { readonly resource: StackResource }): boolean {
  return resource.properties.at("metadata", "annotations", SERVICE_ANNOTATION).textIfKnown() === OF_OTHERS;
}
