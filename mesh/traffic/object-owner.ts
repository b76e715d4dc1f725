import { fieldOf, isFields } from "../fields";

/** A controller that writes an object, so that what somebody else writes into it does not last. */
export interface Owner {
  /** `Flagger`, `Argo Rollouts`, `Argo CD` or `Flux`, with what it has on the object. */
  readonly who: string;
  /** How the weights are moved where it does. */
  readonly instead: string;
}

/** Pulumi's Kubernetes provider writes under a name of each resource's own: `pulumi-kubernetes-491f630c`. */
const PULUMI = /^pulumi-(kubernetes|resource-kubernetes)/;

/** Whether a field manager is Pulumi's Kubernetes provider. */
export function isPulumi(manager: string): boolean {
  return PULUMI.test(manager);
}

/** What of an object's metadata tells who writes it. */
interface Metadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly ownerReferences: readonly { readonly apiVersion: string; readonly kind: string; readonly name: string }[];
  /** Who has written fields of it. */
  readonly managers: readonly string[];
}

/**
 * Who else writes an object, as it is in the cluster; undefined where nobody does that is known here. What each leaves
 * on an object: Flagger an owner reference to its Canary, Argo Rollouts `managed-by-rollouts` and the field manager
 * `rollouts-controller`, Argo CD its tracking id or the label of the app, Flux the labels of its Kustomization or
 * HelmRelease.
 */
export function ownerOf(live: unknown): Owner | undefined {
  const metadata = fieldOf(live, "metadata");
  const [kind, name, namespace] = [fieldOf(live, "kind"), fieldOf(metadata, "name"), fieldOf(metadata, "namespace")];
  if (typeof kind !== "string" || typeof name !== "string") return undefined;
  const place = `${kind} ${typeof namespace === "string" ? `${namespace}/` : ""}${name}`;
  const read: Metadata = {
    labels: textsOf(fieldOf(metadata, "labels")),
    annotations: textsOf(fieldOf(metadata, "annotations")),
    ownerReferences: listOf(fieldOf(metadata, "ownerReferences")).map((one) => ({
      apiVersion: String(fieldOf(one, "apiVersion")),
      kind: String(fieldOf(one, "kind")),
      name: String(fieldOf(one, "name")),
    })),
    managers: listOf(fieldOf(metadata, "managedFields")).map((one) => String(fieldOf(one, "manager"))),
  };
  return flagger(read) ?? argoRollouts(read) ?? argoCd(read, place) ?? flux(read, place);
}

function flagger({ ownerReferences, labels, managers }: Metadata): Owner | undefined {
  const canary = ownerReferences.find(
    ({ apiVersion, kind }) => kind === "Canary" && apiVersion.startsWith("flagger.app/"),
  );
  const isFlaggers = labels["app.kubernetes.io/managed-by"] === "flagger" || managers.includes("flagger");
  if (!canary && !isFlaggers) return undefined;
  return {
    who: canary ? `Flagger, for the Canary ${canary.name}` : "Flagger",
    instead: canary
      ? `Let Flagger finish, or take the service from it:  kubectl delete canary ${canary.name}`
      : "Let Flagger finish, or remove the Canary of this service",
  };
}

function argoRollouts({ annotations, labels, managers }: Metadata): Owner | undefined {
  const marks = { ...labels, ...annotations };
  const mark = Object.keys(marks).find((key) => /(^|\.)rollouts\.argoproj\.io\//.test(key));
  if (mark === undefined && !managers.includes("rollouts-controller")) return undefined;
  const rollout = mark === undefined ? undefined : marks[mark];
  return {
    who: rollout ? `Argo Rollouts, for the Rollout ${rollout}` : "Argo Rollouts",
    instead:
      `Move the weights by its steps:  kubectl argo rollouts get rollout ${rollout || "NAME"}\n` +
      "or take this service out of the Rollout's trafficRouting",
  };
}

function argoCd({ labels, annotations, managers }: Metadata, place: string): Owner | undefined {
  const tracking = annotations["argocd.argoproj.io/tracking-id"]?.split(":")[0];
  const instance = labels["argocd.argoproj.io/instance"];
  // Helm sets that label too: it is Argo CD's only where that writes the object.
  const isApplied = managers.includes("argocd-controller") || managers.includes("argocd-application-controller");
  const app = tracking ?? instance ?? (isApplied ? (labels["app.kubernetes.io/instance"] ?? "") : undefined);
  if (app === undefined) return undefined;
  return {
    who: app === "" ? "Argo CD" : `Argo CD, for the application ${app}`,
    instead: `Change the weights in git, where Argo CD gets ${place} from: it would put them back`,
  };
}

function flux({ labels, managers }: Metadata, place: string): Owner | undefined {
  const kustomization = labels["kustomize.toolkit.fluxcd.io/name"];
  const release = labels["helm.toolkit.fluxcd.io/name"];
  const isApplied = managers.includes("kustomize-controller") || managers.includes("helm-controller");
  if (kustomization === undefined && release === undefined && !isApplied) return undefined;
  const what =
    kustomization === undefined ? release && `the HelmRelease ${release}` : `the Kustomization ${kustomization}`;
  return {
    who: what === undefined ? "Flux" : `Flux, for ${what}`,
    instead: `Change the weights in git, where Flux gets ${place} from: it would put them back`,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)])) : {};
}
