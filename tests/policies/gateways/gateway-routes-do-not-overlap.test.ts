import { unknownValue } from "@pulumi/pulumi/runtime";
import { gatewayRoutesDoNotOverlap } from "../../../policies/gateways/gateway-routes-do-not-overlap";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";

type Rule = Properties;

const SEND = { route: [{ destination: { host: "details" } }] };

/** A VirtualService for the gateway's host beside the mesh's own, which takes /productpage and /static. */
function withFragment(mesh: TestStack, http: readonly Rule[], spec: Properties = {}, name = "fragment"): TestStack {
  // So that no two do the same.
  const ownRule = (rule: Rule) => ({ headers: { response: { set: { from: name } } }, ...rule });
  return mesh.with(name, "kubernetes:networking.istio.io/v1:VirtualService", {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name, namespace: "default" },
    spec: { hosts: ["books.example.com"], gateways: ["bookinfo-gateway"], http: http.map(ownRule), ...spec },
  });
}

function matching(...match: readonly Properties[]): Rule {
  return { match, ...SEND };
}

const PAGES = "VirtualService default/bookinfo, http[0] (pages)";
const AT = "are both for books.example.com at Gateway default/bookinfo-gateway";
const UNDEFINED_ORDER = `fragment: VirtualService default/fragment, http[0] and ${PAGES} ${AT}, and some requests fit both: which gets them is not defined`;

const overlapping: readonly (readonly [when: string, match: Properties])[] = [
  ["a longer path under the same prefix", { uri: { prefix: "/static/css" } }],
  ["a shorter prefix", { uri: { prefix: "/stat" } }],
  ["the very path", { uri: { exact: "/productpage" } }],
  ["letters of another case where that counts for nothing", { uri: { prefix: "/STATIC/" }, ignoreUriCase: true }],
  ["a regular expression that a path under the prefix fits", { uri: { regex: "/static/[a-z]+" } }],
  ["a header alone, on any path", { headers: { "end-user": { exact: "jason" } } }],
  ["another method than none", { uri: { prefix: "/static" }, method: { exact: "GET" } }],
];

const apart: readonly (readonly [when: string, match: Properties])[] = [
  ["another path", { uri: { prefix: "/api" } }],
  ["a path that only begins as the exact one", { uri: { exact: "/productpages" } }],
  ["a regular expression for other paths", { uri: { regex: "/api/.*" } }],
  ["rules for another gateway alone", { uri: { prefix: "/static" }, gateways: ["other"] }],
];

describePolicy(gatewayRoutesDoNotOverlap, {
  accepts: [
    ...apart.map(([when, match]) => ({
      when,
      change: (mesh: TestStack) => withFragment(mesh, [matching(match)]),
    })),
    {
      when: "a default beside the others' paths, which Istio moves to the end",
      change: (mesh) => withFragment(mesh, [SEND]),
    },
    {
      when: "conditions on one header, method, port or query that exclude each other",
      change: (mesh) =>
        [
          ["a", { headers: { version: { exact: "1" } } }],
          ["b", { headers: { version: { exact: "2" } } }],
        ].reduce(
          (built, [name, match]) =>
            withFragment(built, [matching({ uri: { prefix: "/api" }, ...(match as Properties) })], {}, name as string),
          withFragment(
            withFragment(mesh, [matching({ uri: { prefix: "/db" }, method: { exact: "GET" }, port: 80 })], {}, "get"),
            [matching({ uri: { prefix: "/db" }, method: { exact: "PUT" } })],
            {},
            "put",
          ),
        ),
    },
    {
      when: "a header that one asks for and the other must not have",
      change: (mesh) =>
        withFragment(
          withFragment(mesh, [matching({ uri: { prefix: "/api" }, headers: { beta: { exact: "yes" } } })], {}, "beta"),
          [matching({ uri: { prefix: "/api" }, withoutHeaders: { beta: {} } })],
        ),
    },
    {
      when: "a header that must not be there, before one that asks for it",
      change: (mesh) =>
        withFragment(
          withFragment(mesh, [matching({ uri: { prefix: "/api" }, withoutHeaders: { beta: {} } })], {}, "first"),
          [matching({ uri: { prefix: "/api" }, headers: { beta: { exact: "yes" } } })],
        ),
    },
    {
      when: "the same requests sent to the same place",
      change: (mesh) =>
        withFragment(withFragment(mesh, [{ headers: {}, ...matching({ uri: { prefix: "/api" } }) }], {}, "first"), [
          { name: "again", headers: {}, ...matching({ uri: { prefix: "/api/v1" } }) },
        ]),
    },
    {
      when: "another host, another gateway, or the mesh",
      change: (mesh) =>
        withFragment(
          withFragment(mesh, [matching({ uri: { prefix: "/static" } })], { hosts: ["shop.example.com"] }, "shop"),
          [matching({ uri: { prefix: "/static" } })],
          { gateways: ["mesh", "other"] },
        ),
    },
    {
      when: "one that the namespace of the other does not see",
      change: (mesh) =>
        withFragment(mesh, [matching({ uri: { prefix: "/static" } })], { exportTo: ["."] })
          .set("fragment", "metadata.namespace", "other")
          .set("fragment", "spec.gateways", ["default/bookinfo-gateway"]),
    },
    {
      when: "parts of one path that a root hands on",
      change: (mesh) =>
        withFragment(
          withFragment(
            withFragment(mesh, [matching({ uri: { prefix: "/shop/cart" } })], {}, "cart").unset("cart", "spec.hosts"),
            [{ match: [{ uri: { prefix: "/shop" } }], delegate: { name: "cart" } }],
            {},
            "root",
          ),
          [matching({ uri: { prefix: "/shop/list" } })],
        ),
    },
    {
      when: "connections to two ports, and of two TLS names",
      change: (mesh) =>
        withFragment(
          withFragment(mesh, [], { tcp: [matching({ port: 9000 })], tls: [matching({ sniHosts: ["a.x"] })] }, "one"),
          [],
          { tcp: [matching({ port: 9001 })], tls: [matching({ sniHosts: ["b.x"] })] },
        ),
    },
  ],
  refuses: [
    ...overlapping.map(([when, match]) => ({
      when,
      change: (mesh: TestStack) => withFragment(mesh, [matching(match)]),
      saying: [UNDEFINED_ORDER],
    })),
    {
      when: "a default in each of two",
      change: (mesh) =>
        withFragment(withFragment(mesh, [SEND], {}, "first"), [
          { match: [{ uri: { prefix: "/" } }], redirect: { scheme: "https" } },
        ]),
      saying: [
        `fragment: VirtualService default/fragment, http[0] and VirtualService default/first, http[0] ${AT} and take what no other rule takes: only one of them ever gets it`,
      ],
    },
    {
      when: "a wildcard that becomes the gateway's own host",
      change: (mesh) => withFragment(mesh, [matching({ uri: { prefix: "/static" } })], { hosts: ["*.example.com"] }),
      saying: [UNDEFINED_ORDER],
    },
    {
      when: "one of another namespace by the gateway's full name",
      change: (mesh) =>
        withFragment(mesh, [matching({ uri: { prefix: "/static" } })], { gateways: ["default/bookinfo-gateway"] }).set(
          "fragment",
          "metadata.namespace",
          "other",
        ),
      saying: [UNDEFINED_ORDER.replace("default/fragment", "other/fragment")],
    },
    {
      when: "what a root hands on",
      change: (mesh) =>
        withFragment(
          withFragment(mesh, [matching({ uri: { prefix: "/static/css" } })], {}, "styles").unset(
            "styles",
            "spec.hosts",
          ),
          [{ match: [{ uri: { prefix: "/static" } }], delegate: { name: "styles" } }],
        ),
      saying: [UNDEFINED_ORDER.replace("default/fragment", "default/styles")],
    },
    {
      when: "the same port and the same TLS name",
      change: (mesh) =>
        withFragment(
          withFragment(mesh, [], { tcp: [matching({ port: 9000 })], tls: [{ match: [{ sniHosts: ["a.x"] }] }] }, "one"),
          [],
          { tcp: [{}], tls: [matching({ sniHosts: ["a.x", "b.x"] })] },
        ),
      saying: [
        `fragment: VirtualService default/fragment, tcp[0] and VirtualService default/one, tcp[0] ${AT} and take what no other rule takes: only one of them ever gets it`,
        `fragment: VirtualService default/fragment, tls[0] and VirtualService default/one, tls[0] ${AT}, and some requests fit both: which gets them is not defined`,
      ],
    },
  ],
  unknown: {
    when: "a path",
    change: (mesh) => withFragment(mesh, [matching({ uri: unknownValue })]),
    saying: [
      "fragment: gateway-routes-do-not-overlap could not check fragment: spec.http[0].match[0].uri is not known before the update",
    ],
  },
  leavesOpen: [
    {
      when: "the hosts",
      change: (mesh) => withFragment(mesh, [SEND], { hosts: unknownValue }),
      saying: [
        "fragment: gateway-routes-do-not-overlap could not check fragment: spec.hosts is not known before the update",
      ],
    },
  ],
  absent: {
    when: "the match of each of two, so that both take everything",
    change: (mesh) => withFragment(mesh, [SEND]).unset("bookinfo-routes", "spec.http[0].match"),
    saying: [
      `fragment: VirtualService default/fragment, http[0] and ${PAGES} ${AT} and take what no other rule takes: only one of them ever gets it`,
    ],
  },
  empty: { resource: "bookinfo-routes", saying: [] },
  otherVersion: { resource: "fragment", type: "kubernetes:networking.istio.io/v1beta1:VirtualService" },
});
