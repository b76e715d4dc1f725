import { findKnown } from "../engine/policy";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { type StackView } from "../objects/stack-view";

/**
 * Whether the workloads of a namespace take mutual TLS alone unless one is told otherwise: the PeerAuthentication of the
 * namespace decides, else that of the root namespace (istio.io, PeerAuthentication).
 *
 * @throws NotKnown when no PeerAuthentication that is known decides it
 */
export function isStrict(view: StackView, namespace: string, rootNamespace: string): boolean {
  return (
    modeOf(view, namespace) === "STRICT" ||
    (modeOf(view, namespace) === undefined && modeOf(view, rootNamespace) === "STRICT")
  );
}

/** The mode for a whole namespace, as far as one is set. */
function modeOf(view: StackView, namespace: string): string | undefined {
  const wide = findKnown(view.peerAuthentications, (object) => object.namespace === namespace && isForAll(object));
  const modes = wide.map(({ spec }) => spec.at("mtls", "mode").text()).filter((mode) => mode !== "UNSET");
  return modes.find((mode) => mode !== undefined);
}

function isForAll({ spec }: KubernetesObject): boolean {
  return spec.at("selector", "matchLabels").entries().length === 0;
}
