import { GATEWAY_ANNOTATION, OF_OTHERS, SERVICE_ANNOTATION } from "../../mesh/traffic/foreign-service";
import { type StackResource } from "../resources/stack-resource";

/**
 * Whether rules are for a service that the stack does not deploy and its config names: the program has looked in the
 * cluster for what they name, which no policy can.
 */
export function isForServiceOfOthers({ resource }: { readonly resource: StackResource }): boolean {
  return isAnnotated(resource, SERVICE_ANNOTATION);
}

/** Likewise, whether a Gateway is for pods that the stack does not deploy and its config names. */
export function isForGatewayOfOthers({ resource }: { readonly resource: StackResource }): boolean {
  return isAnnotated(resource, GATEWAY_ANNOTATION);
}

function isAnnotated({ properties }: StackResource, annotation: string): boolean {
  return properties.at("metadata", "annotations", annotation).textIfKnown() === OF_OTHERS;
}
