import { unknownValue } from "@pulumi/pulumi/runtime";
import { gatewaysServeHttps } from "../../../policies/gateways/gateways-serve-https";
import { describePolicy } from "../describe-policy";
import { OTHER_GATEWAY } from "../other-versions";
import { type Properties, type TestStack } from "../test-stack";

const HOSTS = ["books.example.com"];
const PLAIN = { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: HOSTS };
const ALB = "alb.ingress.kubernetes.io/";
const ALB_TLS = { [`${ALB}certificate-arn`]: "arn:aws:acm:x", [`${ALB}ssl-redirect`]: "443" };
const TO_HTTPS = { redirect: { scheme: "https" } };
const CHALLENGE = {
  match: [{ uri: { prefix: "/.well-known/acme-challenge/" } }],
  route: [{ destination: { host: "details" } }],
};

/** The gateway with no server but one of plain HTTP. */
function plainly(mesh: TestStack): TestStack {
  return mesh.set("bookinfo-gateway", "spec.servers", [PLAIN]);
}

function withIngress(mesh: TestStack, annotations: Properties, spec: Properties = {}): TestStack {
  return plainly(mesh).with("alb", "kubernetes:networking.k8s.io/v1:Ingress", {
    metadata: { name: "mesh", namespace: "istio-system", annotations },
    spec: {
      ingressClassName: "alb",
      defaultBackend: { service: { name: "istio-ingressgateway", port: { number: 80 } } },
      ...spec,
    },
  });
}

function withDistribution(mesh: TestStack, policy: string, more: Properties = {}): TestStack {
  return plainly(mesh).with("cdn", "aws:cloudfront/distribution:Distribution", {
    aliases: HOSTS,
    origins: [{ domainName: unknownValue, originId: "gateway" }],
    defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https" },
    orderedCacheBehaviors: [{ pathPattern: "/api/*", viewerProtocolPolicy: policy }],
    ...more,
  });
}

function withEntry(mesh: TestStack, location: string): TestStack {
  return plainly(mesh).with("news", "kubernetes:networking.istio.io/v1:ServiceEntry", {
    metadata: { name: "news", namespace: "default" },
    spec: { hosts: ["*.example.com"], location, ports: [{ number: 80, protocol: "HTTP" }] },
  });
}

const BINDING = "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding";

function bindingTo(name: string): Properties {
  return {
    metadata: { name: "edge", namespace: "istio-system" },
    spec: { serviceRef: { name, port: 80 }, targetGroupARN: unknownValue },
  };
}

/**
 * A load balancer's listener for HTTPS, and one for plain HTTP that redirects unless it is said to do something else.
 */
function withListeners(
  mesh: TestStack,
  plain: Properties = { type: "redirect", redirect: { protocol: "HTTPS", statusCode: "HTTP_301" } },
): TestStack {
  return mesh
    .with("secure", "aws:lb/listener:Listener", {
      port: 443,
      protocol: "HTTPS",
      certificateArn: unknownValue,
      defaultActions: [{ type: "forward", targetGroupArn: unknownValue }],
    })
    .with("plain", "aws:lb/listener:Listener", { port: 80, protocol: "HTTP", defaultActions: [plain] });
}

const REFUSED = [
  "bookinfo-gateway: Gateway default/bookinfo-gateway, servers[0] (port 80) serves plain HTTP and does not redirect it",
];

describePolicy(gatewaysServeHttps, {
  accepts: [
    {
      when: "TCP and TLS for any host that it does not answer by itself",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.servers[2]", { port: { number: 31400, protocol: "TCP" }, hosts: ["*"] })
          .set("bookinfo-gateway", "spec.servers[3]", {
            port: { number: 15012, protocol: "tls" },
            hosts: ["*"],
            tls: { mode: "PASSTHROUGH" },
          })
          .set("bookinfo-gateway", "spec.servers[4]", {
            port: { number: 15443, protocol: "TLS" },
            hosts: ["*"],
            tls: { mode: "AUTO_PASSTHROUGH" },
          })
          .set("bookinfo-gateway", "spec.servers[5]", {
            port: { number: 8443, protocol: "HTTPS" },
            hosts: ["*"],
            tls: { mode: "ISTIO_MUTUAL" },
          })
          .set("bookinfo-gateway", "spec.servers[6]", {
            port: { number: 5432, protocol: "TLS" },
            hosts: ["*"],
            tls: { mode: "SIMPLE", credentialName: "sql-tls" },
          }),
    },
    {
      when: "plain HTTP of a host outside of the mesh, for sidecars",
      change: (mesh) => withEntry(mesh, "MESH_EXTERNAL"),
    },
    {
      when: "plain HTTP for any host at a gateway that is reached from inside alone",
      change: (mesh) =>
        plainly(mesh)
          .set("bookinfo-gateway", "spec.servers[0].hosts", ["*"])
          .set("istio-gateway", "values.service", { type: "ClusterIP" }),
    },
    {
      when: "plain HTTP behind an Ingress of the ALB controller that redirects",
      change: (mesh) => withIngress(mesh, { ...ALB_TLS, [`${ALB}listen-ports`]: '[{"HTTP": 80}, {"HTTPS": 443}]' }),
    },
    {
      when: "plain HTTP behind an ALB with HTTPS alone, whose certificate is not known yet",
      change: (mesh) => withIngress(mesh, { [`${ALB}certificate-arn`]: unknownValue }),
    },
    {
      when: "plain HTTP behind an ALB that another Ingress of its group lets redirect",
      change: (mesh) =>
        withIngress(mesh, {
          [`${ALB}group.name`]: "edge",
          [`${ALB}listen-ports`]: '[{"HTTP": 80}, {"HTTPS": 443}]',
        }).with("redirect", "kubernetes:networking.k8s.io/v1:Ingress", {
          metadata: {
            name: "redirect",
            namespace: "default",
            annotations: {
              [`${ALB}group.name`]: "edge",
              [`${ALB}actions.ssl-redirect`]: '{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS"}}',
            },
          },
          spec: { ingressClassName: "alb" },
        }),
    },
    {
      when: "plain HTTP behind another controller's Ingress with a certificate",
      change: (mesh) => withIngress(mesh, {}, { ingressClassName: "nginx", tls: [{ secretName: "books-tls" }] }),
    },
    { when: "plain HTTP behind CloudFront", change: (mesh) => withDistribution(mesh, "https-only") },
    {
      when: "plain HTTP behind a distribution that comes after the gateway's release",
      change: (mesh) =>
        withDistribution(mesh, "https-only", { aliases: [] }).change("cdn", { dependencies: ["istio-gateway"] }),
    },
    {
      when: "plain HTTP behind a load balancer of the gateway's own Service, at the port where that ends TLS",
      change: (mesh) =>
        plainly(mesh).with("front", "kubernetes:core/v1:Service", {
          metadata: {
            name: "front",
            namespace: "istio-system",
            annotations: {
              "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": "arn:aws:acm:x",
              "service.beta.kubernetes.io/aws-load-balancer-ssl-ports": "https",
            },
          },
          spec: {
            type: "LoadBalancer",
            selector: { istio: "ingressgateway" },
            ports: [{ name: "https", port: 443, targetPort: 80 }],
          },
        }),
    },
    {
      when: "a certificate authority's challenge beside the redirection",
      change: (mesh) => plainly(mesh).set("bookinfo-routes", "spec.http", [CHALLENGE, TO_HTTPS]),
    },
    {
      when: "the challenge by a regular expression, in a VirtualService of its own, and rules that are for the mesh",
      change: (mesh) =>
        plainly(mesh)
          .set("bookinfo-routes", "spec.gateways", ["bookinfo-gateway", "mesh"])
          .set("bookinfo-routes", "spec.http", [
            { match: [{ gateways: ["mesh"] }], route: [{ destination: { host: "details" } }] },
            TO_HTTPS,
          ])
          .with("acme", mesh.get("bookinfo-routes").type, {
            metadata: { name: "acme", namespace: "other" },
            spec: {
              hosts: HOSTS,
              gateways: ["default/bookinfo-gateway"],
              http: [{ ...CHALLENGE, match: [{ uri: { regex: "/\\.well-known/acme-challenge/.*" } }] }],
            },
          }),
    },
    {
      when: "plain HTTP behind a load balancer of the stack's own that redirects",
      change: (mesh) => withListeners(plainly(mesh)).with("binding", BINDING, bindingTo("istio-ingressgateway")),
    },
    {
      when: "plain HTTP at nodes' ports behind a load balancer of the stack's own",
      change: (mesh) => withListeners(plainly(mesh)).set("istio-gateway", "values.service", { type: "NodePort" }),
    },
    {
      when: "a redirection of the one port, and routes for the other",
      change: (mesh) =>
        mesh.unset("bookinfo-gateway", "spec.servers[0].tls").set("bookinfo-routes", "spec.http", [
          { match: [{ port: 80 }], ...TO_HTTPS },
          { match: [{ uri: { prefix: "/" } }], route: [{ destination: { host: "details" } }] },
        ]),
    },
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
    {
      when: "plain HTTP for a host of the mesh",
      change: (mesh) => withEntry(mesh, "MESH_INTERNAL"),
      saying: REFUSED,
    },
    {
      when: "plain HTTP at a gateway that is reached from inside, and by an Ingress",
      change: (mesh) => withIngress(mesh, {}).set("istio-gateway", "values.service", { type: "ClusterIP" }),
      saying: REFUSED,
    },
    {
      when: "plain HTTP behind an ALB that takes it, too",
      change: (mesh) =>
        withIngress(mesh, {
          [`${ALB}certificate-arn`]: "arn:aws:acm:x",
          [`${ALB}listen-ports`]: '[{"HTTP": 80}, {"HTTPS": 443}]',
        }),
      saying: REFUSED,
    },
    {
      when: "plain HTTP beside an Ingress to another Service",
      change: (mesh) => withIngress(mesh, ALB_TLS).set("alb", "spec.defaultBackend.service.name", "details"),
      saying: REFUSED,
    },
    {
      when: "plain HTTP behind an Ingress that is told not to redirect",
      change: (mesh) =>
        withIngress(
          mesh,
          { "nginx.ingress.kubernetes.io/ssl-redirect": "false" },
          { ingressClassName: "nginx", tls: [{ secretName: "books-tls" }] },
        ),
      saying: REFUSED,
    },
    {
      when: "plain HTTP behind a distribution that takes it at one path",
      change: (mesh) => withDistribution(mesh, "allow-all"),
      saying: REFUSED,
    },
    {
      when: "plain HTTP beside a distribution of something else",
      change: (mesh) => withDistribution(mesh, "https-only", { aliases: ["shop.example.com"] }),
      saying: REFUSED,
    },
    {
      when: "plain HTTP at a port where the load balancer does not end TLS",
      change: (mesh) =>
        plainly(mesh).set("istio-gateway", "values.service", {
          annotations: {
            "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": "arn:aws:acm:x",
            "service.beta.kubernetes.io/aws-load-balancer-ssl-ports": "443",
          },
        }),
      saying: REFUSED,
    },
    {
      when: "plain HTTP behind a load balancer of the stack's own that passes it on",
      change: (mesh) =>
        withListeners(plainly(mesh), { type: "forward" }).with("binding", BINDING, bindingTo("istio-ingressgateway")),
      saying: REFUSED,
    },
    {
      when: "plain HTTP beside a load balancer of the stack's own for something else",
      change: (mesh) => withListeners(plainly(mesh)).with("binding", BINDING, bindingTo("details")),
      saying: REFUSED,
    },
    {
      when: "more than the challenge beside the redirection",
      change: (mesh) =>
        plainly(mesh).set("bookinfo-routes", "spec.http", [
          { ...CHALLENGE, match: [...CHALLENGE.match, { uri: { prefix: "/.well-known/" } }] },
          TO_HTTPS,
        ]),
      saying: REFUSED,
    },
    {
      when: "a redirection of the other port",
      change: (mesh) =>
        plainly(mesh).set("bookinfo-routes", "spec.http", [
          { match: [{ port: 443 }], ...TO_HTTPS },
          { route: [{ destination: { host: "details" } }] },
        ]),
      saying: REFUSED,
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
