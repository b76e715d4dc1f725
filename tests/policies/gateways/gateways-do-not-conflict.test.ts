import { unknownValue } from "@pulumi/pulumi/runtime";
import { gatewaysDoNotConflict } from "../../../policies/gateways/gateways-do-not-conflict";
import { describePolicy } from "../describe-policy";
import { type TestStack } from "../test-stack";

function withSecondGateway(mesh: TestStack, hosts: readonly string[], port = 443): TestStack {
  return mesh.with("second", "kubernetes:networking.istio.io/v1:Gateway", {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: { name: "second", namespace: "other" },
    spec: {
      selector: { istio: "ingressgateway" },
      servers: [
        {
          port: { number: port, name: "https", protocol: "HTTPS" },
          hosts,
          tls: { mode: "SIMPLE", credentialName: "c" },
        },
      ],
    },
  });
}

describePolicy(gatewaysDoNotConflict, {
  accepts: [
    {
      when: "a wider host, which the more specific one goes before",
      change: (mesh) => withSecondGateway(mesh, ["*.example.com"]),
    },
    {
      when: "the same host for the VirtualServices of another namespace",
      change: (mesh) =>
        withSecondGateway(mesh, ["team-b/books.example.com"]).set("bookinfo-gateway", "spec.servers[1].hosts", [
          "./books.example.com",
        ]),
    },
    {
      when: "the same host at another address",
      change: (mesh) =>
        withSecondGateway(mesh, ["books.example.com"]).set("second", "spec.servers[0].bind", "192.0.2.1"),
    },
    { when: "another host on the same port", change: (mesh) => withSecondGateway(mesh, ["shop.example.com"]) },
    { when: "the same host on another port", change: (mesh) => withSecondGateway(mesh, ["books.example.com"], 8443) },
    {
      when: "the same host and port at other pods",
      change: (mesh) =>
        withSecondGateway(mesh, ["books.example.com"]).set("second", "spec.selector", { istio: "internal" }),
    },
  ],
  refuses: [
    {
      when: "a host that another Gateway has on the same port",
      change: (mesh) => withSecondGateway(mesh, ["shop.example.com", "*/books.example.com"]),
      saying: [
        "second: Gateway other/second, servers[0] (port 443) and Gateway default/bookinfo-gateway, servers[1] (port 443) are both for books.example.com and for pods with istio=ingressgateway",
      ],
    },
    {
      when: "two servers of one Gateway for the same port and host",
      change: (mesh) => mesh.set("bookinfo-gateway", "spec.servers[0].port.number", 443),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway, servers[1] (port 443) and Gateway default/bookinfo-gateway, servers[0] (port 443) are both for books.example.com and for pods with istio=ingressgateway",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "the selector of one of three",
      change: (mesh) =>
        withSecondGateway(mesh, ["shop.example.com"])
          .with("third", mesh.get("bookinfo-gateway").type, {
            ...mesh.get("bookinfo-gateway").properties,
            metadata: { name: "third", namespace: "default" },
          })
          .set("third", "spec.servers", [{ port: { number: 443 }, hosts: ["elsewhere.example.com"] }])
          .set("bookinfo-gateway", "spec.selector", unknownValue),
      saying: ["bookinfo-gateway", "second", "third"].map(
        (name) =>
          `${name}: gateways-do-not-conflict could not check ${name}: spec.selector is not known before the update`,
      ),
    },
  ],
  unknown: {
    when: "the hosts of one of two",
    change: (mesh) => withSecondGateway(mesh, []).set("second", "spec.servers[0].hosts", unknownValue),
    saying: [
      "second: gateways-do-not-conflict could not check second: spec.servers[0].hosts is not known before the update",
    ],
  },
  absent: {
    when: "the hosts of one of two",
    change: (mesh) => withSecondGateway(mesh, []).unset("second", "spec.servers[0].hosts"),
    saying: [],
  },
  empty: { resource: "bookinfo-gateway", saying: [] },
  otherVersion: { resource: "second", type: "kubernetes:networking.istio.io/v1beta1:Gateway" },
});
