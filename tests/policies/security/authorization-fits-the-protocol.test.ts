import { unknownValue } from "@pulumi/pulumi/runtime";
import { authorizationFitsTheProtocol } from "../../../policies/security/authorization-fits-the-protocol";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";
import { withPolicy } from "./mesh-changes";

const tcp = (mesh: TestStack, port: Properties = { name: "tcp-pg", port: 5432 }) =>
  mesh.set("ratings", "spec.ports[0]", port);
const rule = (mesh: TestStack, action: string, ...rules: Properties[]) =>
  withPolicy(mesh, "AuthorizationPolicy", "ratings-rules", {
    selector: { matchLabels: { app: "ratings" } },
    action,
    rules,
  });
const GET = { to: [{ operation: { methods: ["GET"] } }] };
const CALLER = { from: [{ source: { principals: ["cluster.local/ns/default/sa/default"] } }] };
const NOBODY =
  "ratings: Service default/ratings: port 5432 is TCP, but all that is allowed to Deployment default/ratings-v1 (AuthorizationPolicy default/allow-bookinfo) is about HTTP or other ports: every connection is refused";
const refuses = (conditions: string) =>
  `ratings-rules: AuthorizationPolicy default/ratings-rules: ${conditions} of rules[0] say nothing about TCP: it refuses every connection to port 5432 of Service default/ratings that its other conditions fit`;

describePolicy(authorizationFitsTheProtocol, {
  accepts: [
    { when: "TCP whose callers are allowed", change: (mesh) => rule(tcp(mesh), "ALLOW", CALLER) },
    {
      when: "TCP whose port is allowed",
      change: (mesh) => rule(tcp(mesh), "ALLOW", { to: [{ operation: { ports: ["5432"] } }] }),
    },
    {
      when: "TCP whose pods' port is allowed",
      change: (mesh) =>
        rule(tcp(mesh, { name: "tcp", port: 80, targetPort: 5432 }), "ALLOW", {
          when: [{ key: "destination.port", values: ["5432"] }],
        }),
    },
    { when: "a port of which the protocol is found out", change: (mesh) => tcp(mesh, { name: "pg", port: 5432 }) },
    { when: "UDP", change: (mesh) => tcp(mesh, { name: "tcp", port: 5432, protocol: "UDP" }) },
    { when: "TCP that nothing restricts", change: (mesh) => tcp(mesh.without("allow-nothing", "allow-bookinfo")) },
    {
      when: "TCP without a sidecar",
      change: (mesh) =>
        tcp(mesh).set("ratings-v1", ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "false"),
    },
    {
      when: "a refusal of requests to the port of HTTP",
      change: (mesh) =>
        rule(rule(tcp(mesh), "ALLOW", CALLER).change("ratings-rules", { name: "callers" }), "DENY", {
          to: [{ operation: { methods: ["POST"], ports: ["8080"] } }],
        }),
    },
    {
      when: "a refusal that is about callers",
      change: (mesh) => rule(mesh, "DENY", { from: [{ source: { notNamespaces: ["default"] } }] }),
    },
    {
      when: "a refusal that is tried out only",
      change: (mesh) =>
        rule(tcp(mesh.without("allow-nothing", "allow-bookinfo")), "DENY", GET).set(
          "ratings-rules",
          ["metadata", "annotations"],
          { "istio.io/dry-run": "true" },
        ),
    },
    {
      when: "TCP in a namespace that the stack makes and that is not of the mesh",
      change: (mesh) =>
        tcp(mesh)
          .change("injection", { type: "kubernetes:core/v1:Namespace" })
          .set("injection", "metadata.labels", { team: "books" }),
    },
    { when: "a name outside", change: (mesh) => tcp(mesh).set("ratings", "spec.type", "ExternalName") },
  ],
  refuses: [
    { when: "TCP where GET alone is allowed", change: tcp, saying: [NOBODY] },
    {
      when: "TLS that the sidecar does not end, where GET alone is allowed",
      change: (mesh) => tcp(mesh, { appProtocol: "https", port: 5432 }),
      saying: [NOBODY],
    },
    {
      when: "MySQL's port without a name, where GET alone is allowed",
      change: (mesh) => tcp(mesh, { port: 3306 }),
      saying: [NOBODY.replaceAll("5432", "3306")],
    },
    {
      when: "TCP whose other port is allowed, and whose rule has one condition of HTTP among others",
      change: (mesh) =>
        rule(
          tcp(mesh),
          "ALLOW",
          { to: [{ operation: { ports: ["5433"] } }] },
          { ...GET, to: [{ operation: { ports: ["5432"] } }, ...GET.to] },
        ),
      saying: [NOBODY.replace("allow-bookinfo)", "allow-bookinfo, AuthorizationPolicy default/ratings-rules)")],
    },
    {
      when: "a refusal of POST, which refuses TCP altogether",
      change: (mesh) =>
        rule(tcp(mesh.without("allow-nothing", "allow-bookinfo")), "DENY", {
          to: [{ operation: { methods: ["POST"] } }],
        }),
      saying: [refuses("methods")],
    },
    {
      when: "a refusal of requests without a token, to TCP, too",
      change: (mesh) =>
        rule(tcp(mesh.without("allow-nothing", "allow-bookinfo")), "DENY", {
          from: [{ source: { notRequestPrincipals: ["*"] } }],
          when: [{ key: "request.headers[x-a]", values: ["b"] }],
        }),
      saying: [refuses("notRequestPrincipals, request.headers[x-a]")],
    },
  ],
  unknown: {
    when: "the port's name",
    change: (mesh) => mesh.set("ratings", "spec.ports[0].name", unknownValue),
    saying: [
      "ratings: authorization-fits-the-protocol could not check ratings: spec.ports[0].name is not known before the update",
    ],
  },
  absent: { when: "the ports", change: (mesh) => mesh.unset("ratings", "spec.ports"), saying: [] },
  empty: { resource: "ratings", saying: [] },
  otherVersion: { resource: "allow-bookinfo", type: "kubernetes:security.istio.io/v1beta1:AuthorizationPolicy" },
});
