import { unknownValue } from "@pulumi/pulumi/runtime";
import { addressRulesSeeClients } from "../../../policies/security/address-rules-see-clients";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";
import { validMesh } from "../valid-mesh";
import { withPolicy } from "./mesh-changes";

const OFFICE = ["198.51.100.0/24"];
const AWS = "service.beta.kubernetes.io/aws-load-balancer-";

const source = (mesh: TestStack, value: Properties, labels: Properties = { istio: "ingressgateway" }) =>
  withPolicy(
    mesh,
    "AuthorizationPolicy",
    "office",
    { selector: { matchLabels: labels }, action: "ALLOW", rules: [{ from: [{ source: value }] }] },
    "istio-system",
  );
const balancer = (mesh: TestStack, annotations: Properties) =>
  mesh.set("istio-gateway", "values", { service: { annotations } });
const hidden = (field: string, why: string) =>
  `office: AuthorizationPolicy istio-system/office: rules[0].from[0].source.${field} is meant for clients' addresses, which are lost on the way through Release istio-gateway (${why})`;
const PLAIN = "externalTrafficPolicy is not Local";
const PROXIED = "externalTrafficPolicy is not Local, and no proxy before it is trusted to say them";

/** A gateway by injection and its Service, in the place of the chart's. */
function ownGateway(mesh: TestStack, service: Properties): TestStack {
  const { spec } = mesh.get("details-v1").properties as { spec: Properties };
  const pods = {
    metadata: { labels: { istio: "ingressgateway" }, annotations: { "inject.istio.io/templates": "gateway" } },
  };
  return mesh
    .without("istio-gateway")
    .with("edge", "kubernetes:apps/v1:Deployment", {
      metadata: { name: "edge", namespace: "istio-system" },
      spec: { ...spec, template: pods },
    })
    .with("edge-service", "kubernetes:core/v1:Service", {
      metadata: { name: "edge", namespace: "istio-system" },
      spec: { selector: { istio: "ingressgateway" }, ports: [{ name: "https", port: 443 }], ...service },
    });
}

describePolicy(addressRulesSeeClients, {
  mesh: () =>
    source(validMesh().set("istio-gateway", "values", { service: { externalTrafficPolicy: "Local" } }), {
      ipBlocks: OFFICE,
    }),
  accepts: [
    {
      when: "whoever the Service says it is",
      change: (mesh) => source(mesh, { remoteIpBlocks: OFFICE, notIpBlocks: ["198.51.100.7"] }),
    },
    {
      when: "any address",
      change: (mesh) => source(mesh.unset("istio-gateway", "values"), { ipBlocks: ["0.0.0.0/0"] }),
    },
    {
      when: "a gateway for the inside",
      change: (mesh) => mesh.set("istio-gateway", "values", { service: { type: "ClusterIP" } }),
    },
    { when: "a gateway of another stack", change: (mesh) => mesh.without("istio-gateway") },
    {
      when: "a load balancer that sends to the pods as the client",
      change: (mesh) =>
        balancer(mesh, {
          [`${AWS}nlb-target-type`]: "ip",
          [`${AWS}target-group-attributes`]: "preserve_client_ip.enabled=true",
        }),
    },
    {
      when: "a load balancer that says the client by the PROXY protocol",
      change: (mesh) => source(balancer(mesh, { [`${AWS}proxy-protocol`]: "*" }), { remoteIpBlocks: OFFICE }),
    },
    {
      when: "a proxy before the gateway that the mesh trusts",
      change: (mesh) =>
        source(
          mesh
            .unset("istio-gateway", "values")
            .set("istiod", "values.meshConfig", { defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } }),
          { remoteIpBlocks: OFFICE },
        ),
    },
    {
      when: "a proxy that the gateway's pods trust",
      change: (mesh) =>
        source(
          mesh.set("istio-gateway", "values", {
            podAnnotations: { "proxy.istio.io/config": '{"gatewayTopology": {"numTrustedProxies": 1}}' },
          }),
          { remoteIpBlocks: OFFICE },
        ),
    },
    {
      when: "addresses of the cluster at a sidecar",
      change: (mesh) =>
        source(mesh, { ipBlocks: ["10.0.0.0/8", "fd00::/8"] }, { app: "reviews" }).set(
          "office",
          "metadata.namespace",
          "default",
        ),
    },
    {
      when: "a Service of its own that keeps addresses",
      change: (mesh) => ownGateway(mesh, { type: "LoadBalancer", externalTrafficPolicy: "Local" }),
    },
  ],
  refuses: [
    {
      when: "nodes in the clients' place",
      change: (mesh) => mesh.unset("istio-gateway", "values"),
      saying: [hidden("ipBlocks", PLAIN)],
    },
    {
      when: "nodes in the place of those that are left out, and in conditions",
      change: (mesh) =>
        source(mesh.set("istio-gateway", "values.service.externalTrafficPolicy", "Cluster"), {
          notIpBlocks: OFFICE,
        }).set("office", "spec.rules[1]", { when: [{ key: "remote.ip", values: OFFICE }] }),
      saying: [
        hidden("notIpBlocks", PLAIN),
        hidden("x", PROXIED).replace("rules[0].from[0].source.x", "rules[1].when[0].values"),
      ],
    },
    {
      when: "a client whom nobody says",
      change: (mesh) => source(balancer(mesh, { [`${AWS}nlb-target-type`]: "ip" }), { remoteIpBlocks: OFFICE }),
      saying: [hidden("remoteIpBlocks", PROXIED)],
    },
    {
      when: "the load balancer's own address",
      change: (mesh) => balancer(mesh, { [`${AWS}proxy-protocol`]: "*" }),
      saying: [hidden("ipBlocks", PLAIN)],
    },
    {
      when: "a node port of a gateway by injection",
      change: (mesh) => ownGateway(mesh, { type: "NodePort" }),
      saying: [hidden("ipBlocks", PLAIN).replace("Release istio-gateway", "Service istio-system/edge")],
    },
    {
      when: "clients on the internet at a sidecar",
      change: (mesh) =>
        source(mesh, { ipBlocks: OFFICE }, { app: "reviews" }).set("office", "metadata.namespace", "default"),
      saying: [
        "office: AuthorizationPolicy default/office: rules[0].from[0].source.ipBlocks is about clients on the internet, but its pods are called by others of the mesh alone",
      ],
    },
  ],
  unknown: {
    when: "the Service's policy",
    change: (mesh) => mesh.set("istio-gateway", "values.service.externalTrafficPolicy", unknownValue),
    saying: [
      "office: address-rules-see-clients could not check office: values.service.externalTrafficPolicy is not known before the update",
    ],
  },
  absent: { when: "the sources", change: (mesh) => mesh.unset("office", "spec.rules[0].from"), saying: [] },
  empty: { resource: "office", saying: [] },
  otherVersion: { resource: "office", type: "kubernetes:security.istio.io/v1beta1:AuthorizationPolicy" },
});
