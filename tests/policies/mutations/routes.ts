import { type MeshPlan } from "../mesh-plan";
import { type Properties, type TestStack } from "../test-stack";
import { type Mutation } from "./mutation";
import { firstService, OTHER_HOST, rule, withObject } from "./objects";

const HTTPS = { number: 443, name: "https-other", protocol: "HTTPS" };
const REDIRECT = { httpsRedirect: true };
const certificate = (credentialName: string) => ({ mode: "SIMPLE", credentialName, minProtocolVersion: "TLSV1_2" });

/** A second Gateway for the same pods, with one server for another host. */
function withServer(mesh: TestStack, plan: MeshPlan, server: Properties, selector: Properties = {}): TestStack {
  return withObject(mesh, plan, "Gateway", "second", {
    selector: { istio: "ingressgateway", ...selector },
    servers: [{ hosts: [OTHER_HOST], ...server }],
  });
}

/** A second VirtualService for the gateway's host. */
function withFragment(mesh: TestStack, plan: MeshPlan, http: readonly Properties[], name = "fragment"): TestStack {
  return withObject(mesh, plan, "VirtualService", name, { hosts: [plan.host], gateways: ["bookinfo-gateway"], http });
}

const matching = (mesh: TestStack, plan: MeshPlan, match: Properties) => withFragment(mesh, plan, [rule(plan, match)]);

/** The gateway's VirtualService hands what is under /shop on. */
function delegating(mesh: TestStack, plan: MeshPlan, leaf: Properties, spec: Properties = {}): TestStack {
  return withObject(mesh, plan, "VirtualService", "shop", { http: [rule(plan, leaf)], ...spec }).set(
    "bookinfo-routes",
    "spec.http",
    [{ match: [{ uri: { prefix: "/shop" }, method: { exact: "GET" } }], delegate: { name: "shop" } }],
  );
}

const CONFLICT = "gateways-do-not-conflict";
const OVERLAP = "gateway-routes-do-not-overlap";
const DELEGATE = "delegates-take-effect";

/** What goes wrong between Gateways, between VirtualServices at a gateway, and between a root and its delegates. */
export const ROUTES_MUTATIONS: readonly Mutation[] = [
  {
    policy: CONFLICT,
    what: "plain HTTP on another Gateway's port for HTTPS",
    mutate: (mesh, plan) =>
      withServer(mesh, plan, { port: { number: 443, name: "h", protocol: "HTTP" }, tls: REDIRECT }),
    twin: (mesh, plan) => withServer(mesh, plan, { port: { number: 80, name: "h", protocol: "HTTP" }, tls: REDIRECT }),
  },
  {
    policy: CONFLICT,
    what: "TCP on another Gateway's port for HTTP",
    mutate: (mesh, plan) => withServer(mesh, plan, { port: { number: 80, name: "t", protocol: "TCP" } }),
    twin: (mesh, plan) => withServer(mesh, plan, { port: { number: 9000, name: "t", protocol: "TCP" } }),
  },
  {
    policy: CONFLICT,
    what: "another protocol at the address that stands for all",
    mutate: (mesh, plan) =>
      withServer(mesh, plan, { port: { number: 443, name: "t", protocol: "MONGO" }, bind: "0.0.0.0" }),
    twin: (mesh, plan) =>
      withServer(mesh, plan, { port: { number: 443, name: "t", protocol: "MONGO" }, bind: "192.0.2.1" }),
  },
  {
    policy: CONFLICT,
    what: "another protocol by a selector that asks for more",
    mutate: (mesh, plan) =>
      withServer(
        mesh,
        plan,
        { port: { number: 443, name: "g", protocol: "GRPC" }, tls: REDIRECT },
        { app: "istio-ingressgateway" },
      ),
    twin: (mesh, plan) =>
      withServer(
        mesh,
        plan,
        { port: { number: 443, name: "t", protocol: "TLS" }, tls: { mode: "PASSTHROUGH" } },
        { app: "istio-ingressgateway" },
      ),
  },
  {
    policy: CONFLICT,
    what: "one certificate for the hosts of two Gateways",
    mutate: (mesh, plan) => withServer(mesh, plan, { port: HTTPS, tls: certificate("books-tls") }),
    twin: (mesh, plan) => withServer(mesh, plan, { port: HTTPS, tls: certificate("other-tls") }),
  },
  {
    policy: CONFLICT,
    what: "one certificate among several",
    mutate: (mesh, plan) =>
      withServer(mesh, plan, { port: HTTPS, tls: { mode: "SIMPLE", credentialNames: ["other-tls", "books-tls"] } }),
    twin: (mesh, plan) => withServer(mesh, plan, { port: { ...HTTPS, number: 8443 }, tls: certificate("books-tls") }),
  },
  {
    policy: OVERLAP,
    what: "a longer path in another VirtualService",
    mutate: (mesh, plan) => matching(mesh, plan, { uri: { prefix: "/static/css" } }),
    twin: (mesh, plan) => matching(mesh, plan, { uri: { prefix: "/css" } }),
  },
  {
    policy: OVERLAP,
    what: "the same path in another VirtualService",
    mutate: (mesh, plan) => matching(mesh, plan, { uri: { exact: "/productpage" } }),
    twin: (mesh, plan) => matching(mesh, plan, { uri: { exact: "/productpages" } }),
  },
  {
    policy: OVERLAP,
    what: "a regular expression for paths that another VirtualService has",
    mutate: (mesh, plan) => matching(mesh, plan, { uri: { regex: "/static/[^/]+" } }),
    twin: (mesh, plan) => matching(mesh, plan, { uri: { regex: "/assets/[^/]+" } }),
  },
  {
    policy: OVERLAP,
    what: "a path in letters of any case",
    mutate: (mesh, plan) => matching(mesh, plan, { uri: { prefix: "/STATIC" }, ignoreUriCase: true }),
    twin: (mesh, plan) => matching(mesh, plan, { uri: { prefix: "/STATIC" } }),
  },
  {
    policy: OVERLAP,
    what: "a header on any path",
    mutate: (mesh, plan) => matching(mesh, plan, { headers: { beta: { exact: "yes" } } }),
    twin: (mesh, plan) => withFragment(mesh, plan, [rule(plan)]),
  },
  {
    policy: OVERLAP,
    what: "a second default",
    mutate: (mesh, plan) =>
      withFragment(withFragment(mesh, plan, [rule(plan)], "first"), plan, [{ redirect: { uri: "/productpage" } }]),
    twin: (mesh, plan) => withFragment(withFragment(mesh, plan, [rule(plan)], "first"), plan, [rule(plan)]),
  },
  {
    policy: DELEGATE,
    what: "a delegate's path outside of its root's",
    mutate: (mesh, plan) => delegating(mesh, plan, { uri: { prefix: "/cart" } }),
    twin: (mesh, plan) => delegating(mesh, plan, { uri: { prefix: "/shop/cart" } }),
  },
  {
    policy: DELEGATE,
    what: "a delegate's path that is shorter than its root's",
    mutate: (mesh, plan) => delegating(mesh, plan, { uri: { prefix: "/sho" } }),
    twin: (mesh, plan) => delegating(mesh, plan, { uri: { exact: "/shop" } }),
  },
  {
    policy: DELEGATE,
    what: "a regular expression under a prefix",
    mutate: (mesh, plan) => delegating(mesh, plan, { uri: { regex: "/shop/.*" } }),
    twin: (mesh, plan) => delegating(mesh, plan, { headers: { beta: { regex: "y.*" } } }),
  },
  {
    policy: DELEGATE,
    what: "another method than the root's",
    mutate: (mesh, plan) => delegating(mesh, plan, { method: { exact: "PUT" } }),
    twin: (mesh, plan) => delegating(mesh, plan, { method: { exact: "GET" } }),
  },
  {
    policy: DELEGATE,
    what: "a delegate with hosts",
    mutate: (mesh, plan) =>
      delegating(mesh, plan, {}, { hosts: [`${firstService(plan)}.${plan.namespace}.svc.cluster.local`] }),
    twin: (mesh, plan) => delegating(mesh, plan, {}),
  },
  {
    policy: DELEGATE,
    what: "a delegate that its root does not see",
    mutate: (mesh, plan) => delegating(mesh, plan, {}, { exportTo: ["elsewhere"] }),
    twin: (mesh, plan) => delegating(mesh, plan, {}, { exportTo: ["elsewhere", "."] }),
  },
];
