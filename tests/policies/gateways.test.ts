import { unknownValue } from "@pulumi/pulumi/runtime";
import { gatewaySelectorsMatch } from "../../policies/gateways/gateway-selectors-match";
import { gatewaysDoNotConflict } from "../../policies/gateways/gateways-do-not-conflict";
import { gatewaysServeHttps } from "../../policies/gateways/gateways-serve-https";
import { hostsAreServedByTheirGateway } from "../../policies/gateways/hosts-are-served-by-their-gateway";
import { referencedGatewaysExist } from "../../policies/gateways/referenced-gateways-exist";
import { describePolicy } from "./describe-policy";
import { type TestStack } from "./test-stack";

const OTHER_GATEWAY = { resource: "bookinfo-gateway", type: "kubernetes:networking.istio.io/v1alpha3:Gateway" };
const OTHER_VIRTUAL_SERVICE = {
  resource: "bookinfo-routes",
  type: "kubernetes:networking.istio.io/v1beta1:VirtualService",
};

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

describePolicy(gatewaySelectorsMatch, {
  accepts: [
    {
      when: "labels that the release's values give",
      change: (mesh) =>
        mesh
          .set("istio-gateway", "values", { labels: { tier: "edge" } })
          .set("bookinfo-gateway", "spec.selector", { tier: "edge" }),
    },
    {
      when: "labels beside one that is not known",
      change: (mesh) => mesh.set("istio-gateway", "values", { labels: { commit: unknownValue } }),
    },
    {
      when: "the pods of a Deployment that is injected as a gateway",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.selector", { app: "productpage" })
          .set("productpage-v1", "spec.template.metadata.annotations", { "inject.istio.io/templates": "gateway" }),
    },
    {
      when: "the pods of a Deployment that starts Istio's proxy as a router",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.selector", { app: "productpage" })
          .set("productpage-v1", "spec.template.spec.containers[0].args", ["proxy", "router"]),
    },
    {
      when: "a gateway that is said to be outside",
      change: (mesh) => mesh.set("bookinfo-gateway", "spec.selector", { istio: "shared" }),
      settings: { outsideSelectors: ["istio=shared"] },
    },
  ],
  refuses: [
    {
      when: "labels that the gateway's pods do not have",
      change: (mesh) => mesh.set("bookinfo-gateway", "spec.selector", { istio: "ingress" }),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway: its selector (istio=ingress) fits no gateway's pods; the pods of Release istio-gateway have others",
      ],
    },
    {
      when: "a stack without a gateway",
      change: (mesh) => mesh.without("istio-gateway"),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway: its selector (istio=ingressgateway) fits no gateway's pods; the stack installs no gateway",
      ],
    },
    {
      when: "a release whose name makes other labels",
      change: (mesh) => mesh.set("istio-gateway", "values", { name: "edge" }),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway: its selector (istio=ingressgateway) fits no gateway's pods; the pods of Release istio-gateway have others",
      ],
    },
    {
      when: "the pods of an application",
      change: (mesh) => mesh.set("bookinfo-gateway", "spec.selector", { app: "productpage" }),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway: its selector (app=productpage) fits no gateway's pods; the pods of Release istio-gateway have others",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "the values that stand in files",
      change: (mesh) =>
        mesh
          .set("istio-gateway", "valueYamlFiles", ["values.yaml"])
          .set("bookinfo-gateway", "spec.selector", { istio: "edge" }),
      saying: [
        "bookinfo-gateway: gateway-selectors-match could not check bookinfo-gateway: what valueYamlFiles hold is not shown",
      ],
    },
    {
      when: "the name of a release that Pulumi makes up",
      change: (mesh) => mesh.unset("istio-gateway", "name"),
      saying: [
        "bookinfo-gateway: gateway-selectors-match could not check bookinfo-gateway: name is not known before the update",
      ],
    },
  ],
  unknown: {
    when: "the release's values",
    change: (mesh) => mesh.set("istio-gateway", "values", unknownValue),
    saying: [
      "bookinfo-gateway: gateway-selectors-match could not check bookinfo-gateway: values is not known before the update",
    ],
  },
  absent: {
    when: "the selector, which means all pods",
    change: (mesh) => mesh.unset("bookinfo-gateway", "spec.selector"),
    saying: [],
  },
  empty: {
    resource: "istio-gateway",
    saying: [
      "bookinfo-gateway: Gateway default/bookinfo-gateway: its selector (istio=ingressgateway) fits no gateway's pods; the stack installs no gateway",
    ],
  },
  otherVersion: OTHER_GATEWAY,
});

describePolicy(referencedGatewaysExist, {
  accepts: [
    ...["./bookinfo-gateway", "bookinfo-gateway.default", "bookinfo-gateway.default.svc.cluster.local"].map((name) => ({
      when: `the name written as ${name}`,
      change: (mesh: TestStack) => mesh.set("bookinfo-routes", "spec.gateways", [name]),
    })),
    {
      when: "a name with its namespace",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.gateways", ["default/bookinfo-gateway", "mesh"]),
    },
    {
      when: "a gateway that is said to be outside",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.gateways", ["edge/shared"]),
      settings: { outsideGateways: ["edge/*"] },
    },
  ],
  refuses: [
    {
      when: "a gateway of another namespace by its short name",
      change: (mesh) => mesh.set("bookinfo-routes", "metadata.namespace", "other"),
      saying: [
        "bookinfo-routes: VirtualService other/bookinfo: there is no Gateway other/bookinfo-gateway, only default/bookinfo-gateway",
      ],
    },
    {
      when: "a gateway that is not there",
      change: (mesh) => mesh.without("bookinfo-gateway"),
      saying: ["bookinfo-routes: VirtualService default/bookinfo: there is no Gateway default/bookinfo-gateway"],
    },
  ],
  unknown: {
    when: "the Gateway's name",
    change: (mesh) => mesh.set("bookinfo-gateway", "metadata.name", unknownValue),
    saying: [
      "bookinfo-routes: referenced-gateways-exist could not check bookinfo-routes: metadata.name is not known before the update",
    ],
  },
  absent: {
    when: "the gateways, which means the mesh",
    change: (mesh) => mesh.unset("bookinfo-routes", "spec.gateways"),
    saying: [],
  },
  empty: { resource: "bookinfo-routes", saying: [] },
  otherVersion: OTHER_VIRTUAL_SERVICE,
});

describePolicy(hostsAreServedByTheirGateway, {
  accepts: [
    {
      when: "a wildcard that covers the host",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.servers[0].hosts", ["*/*.example.com"])
          .set("bookinfo-gateway", "spec.servers[1].hosts", ["./books.example.org"]),
    },
    {
      when: "a VirtualService for the mesh too, whose hosts need not all be outside",
      change: (mesh) =>
        mesh
          .set("bookinfo-routes", "spec.gateways", ["bookinfo-gateway", "mesh"])
          .set("bookinfo-routes", "spec.hosts", ["books.example.com", "productpage"]),
    },
  ],
  refuses: [
    {
      when: "a host that the gateway does not serve",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.hosts", ["shop.example.com"]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo: shop.example.com is none of the hosts of Gateway default/bookinfo-gateway (books.example.com, books.example.com)",
      ],
    },
    {
      when: "a host that is served for another namespace",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.servers[0].hosts", ["other/books.example.com"])
          .set("bookinfo-gateway", "spec.servers[1].hosts", ["other/books.example.com"]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo: books.example.com is none of the hosts of Gateway default/bookinfo-gateway (books.example.com, books.example.com)",
      ],
    },
    {
      when: "hosts for the mesh too, of which the gateway serves none",
      change: (mesh) =>
        mesh
          .set("bookinfo-routes", "spec.gateways", ["mesh", "bookinfo-gateway"])
          .set("bookinfo-routes", "spec.hosts", ["elsewhere.example.org", "productpage"]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo: elsewhere.example.org, productpage.default.svc.cluster.local: none is among the hosts of Gateway default/bookinfo-gateway (books.example.com, books.example.com)",
      ],
    },
  ],
  unknown: {
    when: "the servers' hosts",
    change: (mesh) => mesh.set("bookinfo-gateway", "spec.servers", unknownValue),
    saying: [
      "bookinfo-routes: hosts-are-served-by-their-gateway could not check bookinfo-routes: spec.servers is not known before the update",
    ],
  },
  absent: {
    when: "the servers",
    change: (mesh) => mesh.unset("bookinfo-gateway", "spec.servers"),
    saying: [
      "bookinfo-routes: VirtualService default/bookinfo: books.example.com is none of the hosts of Gateway default/bookinfo-gateway ()",
    ],
  },
  empty: {
    resource: "bookinfo-gateway",
    saying: [],
    unchecked: [
      "bookinfo-routes: hosts-are-served-by-their-gateway could not check bookinfo-routes: metadata.name is not known before the update",
      "reviews-routes: hosts-are-served-by-their-gateway could not check reviews-routes: metadata.name is not known before the update",
    ],
  },
  otherVersion: OTHER_VIRTUAL_SERVICE,
});

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
