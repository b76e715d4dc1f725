import { z } from "zod";

/** A controller that writes an object, so that what somebody else writes into it does not last. */
export interface Owner {
  /** `Flagger`, `Argo Rollouts`, `Argo CD` or `Flux`, with what it has on the object. */
  readonly who: string;
  /** How the weights are moved where it does. */
  readonly instead: string;
}

const metadata = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  ownerReferences: z.array(z.object({ apiVersion: z.string(), kind: z.string(), name: z.string() })).optional(),
  managedFields: z.array(z.object({ manager: z.string().optional() })).optional(),
});

const object = z.object({ kind: z.string(), metadata });

type Metadata = z.infer<typeof metadata>;

/**
 * Who else writes an object, as it is in the cluster; undefined where nobody does that is known here. What each leaves on an
 * object: Flagger an owner reference to its Canary, Argo Rollouts `managed-by-rollouts` and the field manager
 * `rollouts-controller`, Argo CD its tracking id or the label of the app, Flux the labels of its Kustomization or HelmRelease.
 */
export function ownerOf(live: unknown): Owner | undefined {
  const parsed = object.safeParse(live);
  if (!parsed.success) return undefined;
  const { kind, metadata } = parsed.data;
  const place = `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
  return flagger(metadata) ?? argoRollouts(metadata) ?? argoCd(metadata, place) ?? flux(metadata, place);
}

function flagger({ ownerReferences = [], labels = {}, managedFields = [] }: Metadata): Owner | undefined {
  const canary = ownerReferences.find(
    ({ apiVersion, kind }) => kind === "Canary" && apiVersion.startsWith("flagger.app/"),
  );
  const isFlaggers = labels["app.kubernetes.io/managed-by"] === "flagger" || managedBy(managedFields, "flagger");
  if (!canary && !isFlaggers) return undefined;
  return {
    who: canary ? `Flagger, for the Canary ${canary.name}` : "Flagger",
    instead: canary
      ? `Let Flagger finish, or take the service from it:  kubectl delete canary ${canary.name}`
      : "Let Flagger finish, or remove the Canary of this service",
  };
}

function argoRollouts({ annotations = {}, labels = {}, managedFields = [] }: Metadata): Owner | undefined {
  const marks = { ...labels, ...annotations };
  const mark = Object.keys(marks).find((key) => /(^|\.)rollouts\.argoproj\.io\//.test(key));
  if (mark === undefined && !managedBy(managedFields, "rollouts-controller")) return undefined;
  const rollout = mark === undefined ? undefined : marks[mark];
  return {
    who: rollout ? `Argo Rollouts, for the Rollout ${rollout}` : "Argo Rollouts",
    instead:
      `Move the weights by its steps:  kubectl argo rollouts get rollout ${rollout || "NAME"}\n` +
      "or take this service out of the Rollout's trafficRouting",
  };
}

function argoCd({ labels = {}, annotations = {}, managedFields = [] }: Metadata, place: string): Owner | undefined {
  const tracking = annotations["argocd.argoproj.io/tracking-id"]?.split(":")[0];
  const instance = labels["argocd.argoproj.io/instance"];
  // Helm sets that label too: it is Argo CD's only where that writes the object.
  const isApplied =
    managedBy(managedFields, "argocd-controller") || managedBy(managedFields, "argocd-application-controller");
  const app = tracking ?? instance ?? (isApplied ? (labels["app.kubernetes.io/instance"] ?? "") : undefined);
  if (app === undefined) return undefined;
  return {
    who: app === "" ? "Argo CD" : `Argo CD, for the application ${app}`,
    instead: `Change the weights in git, where Argo CD gets ${place} from: it would put them back`,
  };
}

function flux({ labels = {}, managedFields = [] }: Metadata, place: string): Owner | undefined {
  const kustomization = labels["kustomize.toolkit.fluxcd.io/name"];
  const release = labels["helm.toolkit.fluxcd.io/name"];
  const isApplied = managedBy(managedFields, "kustomize-controller") || managedBy(managedFields, "helm-controller");
  if (kustomization === undefined && release === undefined && !isApplied) return undefined;
  const what =
    kustomization === undefined ? release && `the HelmRelease ${release}` : `the Kustomization ${kustomization}`;
  return {
    who: what === undefined ? "Flux" : `Flux, for ${what}`,
    instead: `Change the weights in git, where Flux gets ${place} from: it would put them back`,
  };
}

function managedBy(managedFields: NonNullable<Metadata["managedFields"]>, manager: string): boolean {
  return managedFields.some((entry) => entry.manager === manager);
}
