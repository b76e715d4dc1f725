import { unknownValue } from "@pulumi/pulumi/runtime";
import { objectsHaveOneOwner } from "../../../policies/platform/objects-have-one-owner";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";

/** One more resource for the Service details, with something else in it. */
function again(mesh: TestStack, change: Properties = {}, type = mesh.get("details").type): TestStack {
  return mesh.with("again", type, { ...mesh.get("details").properties, ...change });
}

/** A patch of the namespace whose label another patch sets. */
function patched(mesh: TestStack, metadata: Properties): TestStack {
  return mesh.with("labels", "kubernetes:core/v1:NamespacePatch", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "default", ...metadata },
  });
}

const named = (name: string, namespace = "default") => ({ metadata: { name, namespace } });

describePolicy(objectsHaveOneOwner, {
  accepts: [
    { when: "the same name in another namespace", change: (mesh) => again(mesh, named("details", "other")) },
    {
      when: "the same name of another kind",
      change: (mesh) => again(mesh, { kind: "Secret" }, "kubernetes:core/v1:Secret"),
    },
    {
      when: "the same object of another cluster",
      change: (mesh) => again(mesh).change("again", { provider: { name: "other-cluster" } }),
    },
    {
      when: "an object that is only looked at",
      change: (mesh) => again(mesh, { metadata: { name: "details", namespace: "default", uid: "6f9619ff" } }),
    },
    {
      when: "objects whose names Pulumi makes up",
      change: (mesh) => again(mesh, { metadata: { namespace: "default" } }).unset("details", "metadata.name"),
    },
    { when: "a patch that sets another label", change: (mesh) => patched(mesh, { labels: { team: "books" } }) },
    {
      when: "a patch that sets the same label to the same value",
      change: (mesh) => patched(mesh, { labels: { "istio-injection": "enabled" } }),
    },
    {
      when: "a patch that says for Pulumi how it is to be applied",
      change: (mesh) =>
        patched(mesh, { annotations: { "pulumi.com/patchForce": "true" } }).set(
          "injection",
          ["metadata", "annotations", "pulumi.com/patchForce"],
          "false",
        ),
    },
    {
      when: "a patch of one of an object's ports",
      change: (mesh) =>
        mesh.with("port", "kubernetes:core/v1:ServicePatch", {
          ...named("details"),
          spec: { ports: [{ port: 9080, appProtocol: "http" }] },
        }),
    },
  ],
  refuses: [
    {
      when: "the same object twice",
      change: (mesh) => again(mesh),
      saying: ["again: Service default/details is the same object as the resource details"],
    },
    {
      when: "the same object in another version of its API",
      change: (mesh) =>
        mesh.with("again", "kubernetes:networking.istio.io/v1beta1:DestinationRule", {
          ...mesh.get("reviews-versions").properties,
        }),
      saying: ["again: DestinationRule default/reviews is the same object as the resource reviews-versions"],
    },
    {
      when: "the same object, once by the provider's namespace",
      change: (mesh) =>
        again(mesh, { metadata: { name: "details" } }).change("again", {
          provider: { name: "cluster", namespace: "default" },
        }),
      saying: ["again: Service details is the same object as the resource details"],
    },
    {
      when: "two patches that set one label to different values",
      change: (mesh) => patched(mesh, { labels: { "istio-injection": "disabled" } }),
      saying: [
        "labels: NamespacePatch default: metadata.labels.istio-injection is set otherwise by the resource injection",
      ],
    },
    {
      when: "a patch of an object of the stack",
      change: (mesh) =>
        mesh.with("selector", "kubernetes:core/v1:ServicePatch", {
          ...named("details"),
          spec: { selector: { app: "details-v2" } },
        }),
      saying: ["selector: ServicePatch default/details: spec.selector.app is set otherwise by the resource details"],
    },
    {
      when: "a patch of a list of texts",
      change: (mesh) =>
        mesh.with("hosts", "kubernetes:networking.istio.io/v1:VirtualServicePatch", {
          ...named("reviews"),
          spec: { gateways: ["bookinfo-gateway"] },
        }),
      saying: [
        "hosts: VirtualServicePatch default/reviews: spec.gateways is set otherwise by the resource reviews-routes",
      ],
    },
  ],
  unknown: {
    when: "an object's name",
    change: (mesh) => again(mesh, { metadata: { name: unknownValue, namespace: "default" } }),
    saying: ["again: objects-have-one-owner could not check again: metadata.name is not known before the update"],
  },
  leavesOpen: [
    {
      when: "a field of a patch, which may be the same",
      change: (mesh) => patched(mesh, { labels: { "istio-injection": unknownValue } }),
      saying: [],
    },
  ],
  absent: {
    when: "the namespace, which means default",
    change: (mesh) => again(mesh, { metadata: { name: "details" } }),
    saying: ["again: Service details is the same object as the resource details"],
  },
  empty: { resource: "details", saying: [] },
  otherVersion: { resource: "again", type: "kubernetes:core/v2:Service" },
});
