import { unknownValue } from "@pulumi/pulumi/runtime";
import { gatewayCredentialsAreInReach } from "../../../policies/gateways/gateway-credentials-are-in-reach";
import { describePolicy } from "../describe-policy";
import { OTHER_GATEWAY } from "../other-versions";
import { type Properties, type TestStack } from "../test-stack";
import { validMesh } from "../valid-mesh";

const made = (mesh: TestStack, type: string, namespace: string, rest: Properties = {}, name = "books-tls") =>
  mesh.with(`made-${namespace}`, `kubernetes:${type}`, { metadata: { name, namespace }, ...rest });
const refusal = (what: string) =>
  `bookinfo-gateway: Gateway default/bookinfo-gateway, servers[1] (port 443): the gateway's pods are in namespace istio-system and look for the Secret books-tls there, but the stack has ${what}`;

describePolicy(gatewayCredentialsAreInReach, {
  mesh: () => made(validMesh(), "core/v1:Secret", "istio-system"),
  accepts: [
    { when: "a Secret that somebody else makes", change: (mesh) => mesh.without("made-istio-system") },
    {
      when: "a Secret beside the Gateway and one where it is looked for",
      change: (mesh) => made(mesh, "core/v1:Secret", "default"),
    },
    {
      when: "another Secret beside the Gateway",
      change: (mesh) => made(mesh, "core/v1:Secret", "default", {}, "other-tls"),
    },
    {
      when: "pods in the Gateway's own namespace",
      change: (mesh) =>
        made(mesh.without("made-istio-system"), "core/v1:Secret", "default").set(
          "istio-gateway",
          "namespace",
          "default",
        ),
    },
    {
      when: "a Certificate where it is looked for",
      change: (mesh) =>
        made(mesh, "cert-manager.io/v1:Certificate", "istio-system", { spec: { secretName: "books-tls" } }, "books"),
    },
    {
      when: "a Secret that is copied to wherever it is wanted",
      change: (mesh) =>
        made(mesh.without("made-istio-system"), "core/v1:Secret", "default").set(
          "made-default",
          ["metadata", "annotations"],
          {
            "reflector.v1.k8s.emberstack.com/reflection-auto-enabled": "true",
          },
        ),
    },
    {
      when: "a gateway whose pods may be anywhere",
      change: (mesh) => made(mesh.without("made-istio-system", "istio-gateway"), "core/v1:Secret", "default"),
    },
    {
      when: "a name with a scheme",
      change: (mesh) =>
        made(mesh.without("made-istio-system"), "core/v1:Secret", "default", {}, "kubernetes://books-tls").set(
          "bookinfo-gateway",
          "spec.servers[1].tls.credentialName",
          "kubernetes://books-tls",
        ),
    },
  ],
  refuses: [
    {
      when: "a Secret beside the Gateway",
      change: (mesh) => made(mesh.without("made-istio-system"), "core/v1:Secret", "default"),
      saying: [refusal("Secret default/books-tls")],
    },
    {
      when: "a Certificate beside the Gateway",
      change: (mesh) =>
        made(
          mesh.without("made-istio-system"),
          "cert-manager.io/v1:Certificate",
          "default",
          { spec: { secretName: "books-tls" } },
          "books",
        ),
      saying: [refusal("Certificate default/books")],
    },
    {
      when: "an ExternalSecret beside the Gateway",
      change: (mesh) => made(mesh.without("made-istio-system"), "external-secrets.io/v1:ExternalSecret", "default"),
      saying: [refusal("ExternalSecret default/books-tls")],
    },
    {
      when: "one of several Secrets beside the Gateway",
      change: (mesh) =>
        made(mesh, "core/v1:Secret", "default", {}, "rsa-tls")
          .unset("bookinfo-gateway", "spec.servers[1].tls.credentialName")
          .set("bookinfo-gateway", "spec.servers[1].tls.credentialNames", ["books-tls", "rsa-tls"]),
      saying: [refusal("Secret default/rsa-tls").replace("the Secret books-tls", "the Secret rsa-tls")],
    },
  ],
  unknown: {
    when: "the name",
    change: (mesh) => mesh.set("bookinfo-gateway", "spec.servers[1].tls.credentialName", unknownValue),
    saying: [
      "bookinfo-gateway: gateway-credentials-are-in-reach could not check bookinfo-gateway: spec.servers[1].tls.credentialName is not known before the update",
    ],
  },
  absent: {
    when: "the name",
    change: (mesh) => mesh.unset("bookinfo-gateway", "spec.servers[1].tls.credentialName"),
    saying: [],
  },
  empty: { resource: "bookinfo-gateway", saying: [] },
  otherVersion: OTHER_GATEWAY,
});
