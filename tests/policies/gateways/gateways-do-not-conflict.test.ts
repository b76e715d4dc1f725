import { unknownValue } from "@pulumi/pulumi/runtime";
import { gatewaysDoNotConflict } from "../../../policies/gateways/gateways-do-not-conflict";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";

const MERGED = "and are both for pods with istio=ingressgateway";

/** A second Gateway with one server, for another host than the first's. */
function withServer(
  mesh: TestStack,
  server: Properties,
  selector: Properties = { istio: "ingressgateway" },
): TestStack {
  return withSecondGateway(mesh, [])
    .set("second", "spec.servers[0]", { hosts: ["shop.example.com"], ...server })
    .set("second", "spec.selector", selector);
}

const SAME_CERTIFICATE = { mode: "SIMPLE", credentialName: "books-tls" };
const HTTPS = { number: 443, name: "https", protocol: "HTTPS" };

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
      when: "plain HTTP of two kinds on one port",
      change: (mesh) => withServer(mesh, { port: { number: 80, name: "grpc", protocol: "GRPC" } }),
    },
    {
      when: "TLS that is passed through beside HTTPS",
      change: (mesh) =>
        withServer(mesh, { port: { number: 443, name: "tls", protocol: "TLS" }, tls: { mode: "PASSTHROUGH" } }),
    },
    {
      when: "another protocol at an address of its own",
      change: (mesh) => withServer(mesh, { port: { number: 443, name: "tcp", protocol: "TCP" }, bind: "192.0.2.1" }),
    },
    {
      when: "one certificate on two ports",
      change: (mesh) => withServer(mesh, { port: { ...HTTPS, number: 8443 }, tls: SAME_CERTIFICATE }),
    },
    {
      when: "one certificate at an address of its own, to which no connection for the other host goes",
      change: (mesh) => withServer(mesh, { port: HTTPS, tls: SAME_CERTIFICATE, bind: "192.0.2.1" }),
    },
    {
      when: "one certificate at the pods of another gateway",
      change: (mesh) => withServer(mesh, { port: HTTPS, tls: SAME_CERTIFICATE }, { istio: "internal" }),
    },
    {
      when: "the name of a certificate that is not shown, as TLS is passed through",
      change: (mesh) => withServer(mesh, { port: HTTPS, tls: { ...SAME_CERTIFICATE, mode: "PASSTHROUGH" } }),
    },
    {
      when: "all hosts of a certificate in one server",
      change: (mesh) =>
        mesh.set("bookinfo-gateway", "spec.servers[1].hosts", ["books.example.com", "shop.example.com"]),
    },
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
    {
      when: "plain HTTP on a port for HTTPS, at the address that stands for all",
      change: (mesh) => withServer(mesh, { port: { number: 443, name: "http", protocol: "HTTP" }, bind: "0.0.0.0" }),
      saying: [
        `second: Gateway other/second, servers[0] (port 443) with HTTP and Gateway default/bookinfo-gateway, servers[1] (port 443) with HTTPS cannot share a port, ${MERGED}`,
      ],
    },
    {
      when: "TCP on a port for plain HTTP, by a selector that asks for more",
      change: (mesh) =>
        withServer(
          mesh,
          { port: { number: 80, name: "tcp", protocol: "MONGO" } },
          { istio: "ingressgateway", app: "istio-ingressgateway" },
        ),
      saying: [
        "second: Gateway other/second, servers[0] (port 80) with MONGO and Gateway default/bookinfo-gateway, servers[0] (port 80) with HTTP cannot share a port, and are both for pods with app=istio-ingressgateway, istio=ingressgateway",
      ],
    },
    {
      when: "the same pods by labels that have nothing in common",
      change: (mesh) =>
        withServer(mesh, { port: { number: 80, name: "tcp", protocol: "TCP" } }, { app: "istio-ingressgateway" }),
      saying: [
        "second: Gateway other/second, servers[0] (port 80) with TCP and Gateway default/bookinfo-gateway, servers[0] (port 80) with HTTP cannot share a port, and are both for pods with app=istio-ingressgateway",
      ],
    },
    {
      when: "two that take TCP as it is",
      change: (mesh) =>
        withServer(mesh, { port: { number: 9000, name: "tcp", protocol: "TCP" } }).set(
          "bookinfo-gateway",
          "spec.servers[2]",
          { port: { number: 9000, name: "tcp", protocol: "TCP" }, hosts: ["books.example.com"] },
        ),
      saying: [
        `second: Gateway other/second, servers[0] (port 9000) with TCP and Gateway default/bookinfo-gateway, servers[2] (port 9000) with TCP cannot share a port, ${MERGED}`,
      ],
    },
    {
      when: "one certificate for the hosts of two Gateways",
      change: (mesh) => withServer(mesh, { port: HTTPS, tls: SAME_CERTIFICATE }),
      saying: [
        `second: Gateway other/second, servers[0] (port 443) and Gateway default/bookinfo-gateway, servers[1] (port 443) show one certificate (books-tls) for different hosts, ${MERGED}`,
      ],
    },
    {
      when: "one certificate from files, among others",
      change: (mesh) => {
        const pair = { serverCertificate: "/etc/certs/cert.pem", privateKey: "/etc/certs/key.pem" };
        return withServer(mesh, { port: HTTPS, tls: { mode: "MUTUAL", tlsCertificates: [pair] } }).set(
          "bookinfo-gateway",
          "spec.servers[1].tls",
          { mode: "SIMPLE", ...pair },
        );
      },
      saying: [
        `second: Gateway other/second, servers[0] (port 443) and Gateway default/bookinfo-gateway, servers[1] (port 443) show one certificate (/etc/certs/cert.pem) for different hosts, ${MERGED}`,
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
          .set("third", "spec.servers", [{ port: { number: 443 }, hosts: ["books.example.com"] }])
          .set("bookinfo-gateway", "spec.selector", unknownValue),
      // The second shares nothing with it, whatever pods it is for.
      saying: ["bookinfo-gateway", "third"].map(
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
