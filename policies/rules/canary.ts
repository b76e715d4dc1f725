import { serviceHost } from "../../mesh/traffic/destination-rule";
import { CANARY } from "../objects/kinds";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { KeyedItems } from "../resources/keyed-items";

/** The name that Flagger gives to what it makes for a Canary, alone and before `-primary` and `-canary`. */
export function canaryName({ spec }: KubernetesObject): string | undefined {
  return spec.at("service", "name").text() ?? spec.at("targetRef", "name").text();
}

/** The hosts of the Services that Flagger makes for the stack's Canaries (docs.flagger.app, How it works). */
export function canaryHosts(view: StackView): (() => string)[] {
  return view
    .ofKind(CANARY)
    .flatMap((canary) =>
      ["", "-primary", "-canary"].map(
        (suffix) => () => serviceHost(`${canaryName(canary) ?? ""}${suffix}`, canary.namespace),
      ),
    );
}

/** The Canaries by the full name of the VirtualService that Flagger makes for each. */
export const canaryRules = oncePerStack(
  (view) => new KeyedItems(view.ofKind(CANARY), (canary) => [`${canary.namespace}/${canaryName(canary) ?? ""}`]),
);
