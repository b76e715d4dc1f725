import { unknownValue } from "@pulumi/pulumi/runtime";
import { gatewaysServeHttps } from "../../../policies/gateways/gateways-serve-https";
import { describePolicy } from "../describe-policy";
import { OTHER_GATEWAY } from "../other-versions";

describePolicy(gatewaysServeHttps, {
  accepts: [
    {
      when: "any host, where that is allowed, and for a redirection anywhere",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.servers[0].hosts", ["*"])
          .set("bookinfo-gateway", "spec.servers[1].hosts", ["*"]),
      settings: { allowsAnyHost: true },
    },
    {
      when: "a redirection for any host",
      change: (mesh) => mesh.set("bookinfo-gateway", "spec.servers[0].hosts", ["*"]),
    },
    {
      when: "plain HTTP whose routes do nothing but redirect",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.servers", [
            { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] },
          ])
          .set("bookinfo-routes", "spec.http", [{ redirect: { scheme: "https" } }]),
    },
    {
      when: "plain HTTP behind a load balancer that ends TLS",
      change: (mesh) =>
        mesh
          .unset("bookinfo-gateway", "spec.servers[0].tls")
          .set(
            "istio-gateway",
            ["values", "service", "annotations", "service.beta.kubernetes.io/aws-load-balancer-ssl-cert"],
            "arn:aws:acm:x",
          ),
    },
    {
      when: "TLS that is passed through",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.servers[1].port.protocol", "TLS")
          .set("bookinfo-gateway", "spec.servers[1].tls", { mode: "PASSTHROUGH" }),
    },
  ],
  refuses: [
    {
      when: "plain HTTP",
      change: (mesh) => mesh.unset("bookinfo-gateway", "spec.servers[0].tls"),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway, servers[0] (port 80) serves plain HTTP and does not redirect it",
      ],
    },
    {
      when: "HTTPS without a certificate and with an old TLS",
      change: (mesh) =>
        mesh.set("bookinfo-gateway", "spec.servers[1].tls", { mode: "SIMPLE", minProtocolVersion: "TLSV1_1" }),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway, servers[1] (port 443) has tls.mode SIMPLE and no credentialName",
        "bookinfo-gateway: Gateway default/bookinfo-gateway, servers[1] (port 443) speaks TLSV1_1",
      ],
    },
    {
      when: "any host",
      change: (mesh) => mesh.set("bookinfo-gateway", "spec.servers[1].hosts", ["*"]),
      saying: ["bookinfo-gateway: Gateway default/bookinfo-gateway, servers[1] (port 443) is for any host (*)"],
    },
    {
      when: "HTTPS without tls, plain gRPC, and a port without a protocol",
      change: (mesh) =>
        mesh
          .unset("bookinfo-gateway", "spec.servers[1].tls")
          .set("bookinfo-gateway", "spec.servers[2]", {
            port: { number: 8080, protocol: "grpc-web" },
            hosts: ["books.example.com"],
          })
          .set("bookinfo-gateway", "spec.servers[3]", { port: { number: 8081 }, hosts: ["books.example.com"] }),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway, servers[1] (port 443) has the protocol HTTPS and no tls",
        "bookinfo-gateway: Gateway default/bookinfo-gateway, servers[2] (port 8080) serves plain GRPC-WEB and does not redirect it",
        "bookinfo-gateway: Gateway default/bookinfo-gateway, servers[3] (port 8081) names no protocol",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "one of the VirtualServices that might redirect",
      change: (mesh) =>
        mesh
          .unset("bookinfo-gateway", "spec.servers[0].tls")
          .set("bookinfo-routes", "spec.http", [{ redirect: { scheme: "https" } }])
          .set("reviews-routes", "spec.gateways", unknownValue),
      saying: [
        "bookinfo-gateway: gateways-serve-https could not check bookinfo-gateway: spec.gateways is not known before the update",
      ],
    },
  ],
  unknown: {
    when: "a server's TLS, while the other is still checked",
    change: (mesh) => mesh.set("bookinfo-gateway", "spec.servers[0].tls", unknownValue),
    saying: [
      "bookinfo-gateway: gateways-serve-https could not check bookinfo-gateway: spec.servers[0].tls is not known before the update",
    ],
  },
  absent: { when: "the servers", change: (mesh) => mesh.unset("bookinfo-gateway", "spec.servers"), saying: [] },
  empty: { resource: "bookinfo-gateway", saying: [] },
  otherVersion: OTHER_GATEWAY,
  patch: { resource: "bookinfo-gateway" },
});
