import assert from "node:assert/strict";
import { ownerOf } from "../../../mesh/traffic/object-owner";

const virtualService = (metadata: object) => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews", namespace: "default", ...metadata },
});

describe("the owner of an object in the cluster", () => {
  for (const [what, metadata, who, instead] of [
    [
      "an owner reference to a Canary",
      { ownerReferences: [{ apiVersion: "flagger.app/v1beta1", kind: "Canary", name: "reviews", controller: true }] },
      "Flagger, for the Canary reviews",
      /kubectl delete canary reviews/,
    ],
    ["Flagger as the field manager", { managedFields: [{ manager: "flagger" }] }, "Flagger", /finish/],
    [
      "the annotation of a Rollout",
      { annotations: { "rollouts.argoproj.io/managed-by-rollouts": "reviews" } },
      "Argo Rollouts, for the Rollout reviews",
      /kubectl argo rollouts get rollout reviews/,
    ],
    [
      "the rollouts controller as the field manager",
      { managedFields: [{ manager: "pulumi-kubernetes" }, { manager: "rollouts-controller" }] },
      "Argo Rollouts",
      /trafficRouting/,
    ],
    [
      "Argo CD's tracking id",
      {
        annotations: {
          "argocd.argoproj.io/tracking-id": "shop:networking.istio.io/VirtualService:default/reviews",
        },
      },
      "Argo CD, for the application shop",
      /in git, where Argo CD gets VirtualService default\/reviews from/,
    ],
    [
      "Argo CD's label, where it writes the object",
      { labels: { "app.kubernetes.io/instance": "shop" }, managedFields: [{ manager: "argocd-controller" }] },
      "Argo CD, for the application shop",
      /in git/,
    ],
    [
      "the label of a Kustomization",
      {
        labels: { "kustomize.toolkit.fluxcd.io/name": "apps", "kustomize.toolkit.fluxcd.io/namespace": "flux-system" },
      },
      "Flux, for the Kustomization apps",
      /where Flux gets/,
    ],
    [
      "the label of a HelmRelease",
      { labels: { "helm.toolkit.fluxcd.io/name": "shop" } },
      "Flux, for the HelmRelease shop",
      /in git/,
    ],
  ] as const) {
    it(`is told by ${what}`, () => {
      const owner = ownerOf(virtualService(metadata));
      assert.equal(owner?.who, who);
      assert.match(owner?.instead ?? "", instead);
    });
  }

  for (const [what, live] of [
    ["an object that Pulumi made", virtualService({ managedFields: [{ manager: "pulumi-kubernetes" }] })],
    ["an object that somebody edited", virtualService({ managedFields: [{ manager: "kubectl-edit" }] })],
    ["Helm's label alone", virtualService({ labels: { "app.kubernetes.io/instance": "shop" } })],
    [
      "another kind of owner",
      virtualService({ ownerReferences: [{ apiVersion: "example.com/v1", kind: "Canary", name: "x" }] }),
    ],
    ["an object that is not there", undefined],
  ] as const) {
    it(`is nobody known for ${what}`, () => assert.equal(ownerOf(live), undefined));
  }
});
