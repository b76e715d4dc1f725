import { type GroupKind } from "../objects/kubernetes-object";
import { type StackView } from "../objects/stack-view";
import { type StackResource } from "../resources/stack-resource";
import { type FrontService } from "./front-services";

/** Listeners of Elastic Load Balancing, in Pulumi's naming. */
const LISTENER = "aws:lb/listener:Listener";

/** What puts a Service's pods behind a load balancer that somebody else made (AWS Load Balancer Controller). */
const TARGET_GROUP_BINDING: GroupKind = { group: "elbv2.k8s.aws", kind: "TargetGroupBinding" };

/**
 * Whether a gateway is behind a load balancer that the stack itself makes, all of whose listeners take TLS or point to
 * HTTPS. It gets to the gateway by a binding of its Service, or by the nodes' ports.
 */
export function isBehindListeners(fronts: readonly FrontService[], view: StackView): boolean {
  const listeners = view.ofType(LISTENER);
  const isReached = fronts.some((front) => front.type === "NodePort" || isBound(front, view));
  return isReached && listeners.some(takesTls) && listeners.every((one) => takesTls(one) || redirects(one));
}

function isBound(front: FrontService, view: StackView): boolean {
  return view
    .ofKind(TARGET_GROUP_BINDING)
    .some(
      ({ spec, namespace }) => spec.at("serviceRef", "name").text() === front.name && namespace === front.namespace,
    );
}

function takesTls({ properties }: StackResource): boolean {
  return ["HTTPS", "TLS"].includes(properties.at("protocol").text() ?? "");
}

function redirects({ properties }: StackResource): boolean {
  const actions = properties.at("defaultActions").items();
  return (
    actions.length > 0 &&
    actions.every(
      (action) => action.at("type").text() === "redirect" && action.at("redirect", "protocol").text() === "HTTPS",
    )
  );
}
