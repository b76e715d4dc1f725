import { PEER_AUTHENTICATION } from "../objects/kinds";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { type StackView } from "../objects/stack-view";
import { type Labelled, selects } from "../objects/workload";
import { findKnown } from "../resources/subject";

/** Pods of a namespace: those with certain labels, or whichever there are. */
export type Pods = Pick<Labelled, "namespace"> & Partial<Pick<Labelled, "podLabels">>;

/**
 * Whether pods take mutual TLS alone on a port: of the PeerAuthentications for the pods, for their namespace and for
 * the root namespace the first decides that sets a mode (istio.io, PeerAuthentication). Only the first kind knows
 * ports. What another stack guarantees holds where this one says nothing.
 *
 * @throws NotKnown when no PeerAuthentication that is known decides it
 */
export function isStrict(view: StackView, pods: Pods, rootNamespace: string, port?: number): boolean {
  const own = ownPolicies(view, pods, rootNamespace);
  const mode =
    (port === undefined ? undefined : modeIn(own, "portLevelMtls", String(port))) ??
    modeIn(own, "mtls") ??
    modeIn(policiesForAll(view, pods.namespace), "mtls") ??
    modeIn(policiesForAll(view, rootNamespace), "mtls") ??
    view.platform.mtlsIn(pods.namespace);
  return mode === "STRICT";
}

/** In the root namespace Istio applies no selectors. */
function ownPolicies(view: StackView, { namespace, podLabels }: Pods, rootNamespace: string): KubernetesObject[] {
  if (podLabels === undefined || namespace === rootNamespace) return [];
  return findKnown(
    view.ofKindIn(PEER_AUTHENTICATION, namespace),
    (object) => !isForAll(object) && selects(labelsOf(object), podLabels),
  );
}

function policiesForAll(view: StackView, namespace: string): KubernetesObject[] {
  return findKnown(view.ofKindIn(PEER_AUTHENTICATION, namespace), isForAll);
}

function modeIn(policies: readonly KubernetesObject[], ...place: readonly string[]): string | undefined {
  const modes = policies.map(({ spec }) => spec.at(...place, "mode").text());
  return modes.find((mode) => mode !== undefined && mode !== "UNSET");
}

function isForAll(object: KubernetesObject): boolean {
  return Object.keys(labelsOf(object)).length === 0;
}

function labelsOf({ spec }: KubernetesObject): Readonly<Record<string, string>> {
  return spec.at("selector", "matchLabels").textMap();
}
