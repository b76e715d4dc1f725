import { unknownValue } from "@pulumi/pulumi/runtime";
import { delegatesTakeEffect } from "../../../policies/traffic/delegates-take-effect";
import { describePolicy } from "../describe-policy";
import { OTHER_ENTRANCE } from "../other-versions";
import { type Properties, type TestStack } from "../test-stack";

const SEND = { route: [{ destination: { host: "details" } }] };

/**
 * The gateway's VirtualService hands what its match takes on to another one, which has rules with the other matches.
 */
function delegating(
  mesh: TestStack,
  root: readonly Properties[],
  ...leaves: readonly (readonly Properties[])[]
): TestStack {
  return mesh
    .with("shop", "kubernetes:networking.istio.io/v1:VirtualService", {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "shop", namespace: "default" },
      spec: { http: leaves.map((match) => ({ match, ...SEND })) },
    })
    .set("bookinfo-routes", "spec.http", [{ match: root, delegate: { name: "shop" } }]);
}

const SHOP = [{ uri: { prefix: "/shop" } }];
const LEAD = "bookinfo-routes: VirtualService default/bookinfo, http[0] delegates to VirtualService default/shop";

function dropped(field: string, rule = 0): string {
  return `${LEAD}, whose http[${rule}] is dropped: http[${rule}].match[0] is not within the root's ${field}`;
}

const outside: readonly (readonly [when: string, root: Properties, leaf: Properties, field: string])[] = [
  ["another prefix", { uri: { prefix: "/shop" } }, { uri: { prefix: "/cart" } }, "uri"],
  ["a shorter prefix", { uri: { prefix: "/shop/" } }, { uri: { prefix: "/shop" } }, "uri"],
  ["a prefix under an exact path", { uri: { exact: "/shop" } }, { uri: { prefix: "/shop/cart" } }, "uri"],
  ["regular expressions in both", { uri: { regex: "/shop/.*" } }, { uri: { regex: "/shop/.*" } }, "uri"],
  ["a regular expression under a prefix", { uri: { prefix: "/shop" } }, { uri: { regex: "/shop/.*" } }, "uri"],
  ["another method", { method: { exact: "GET" } }, { method: { exact: "PUT" } }, "method"],
  ["another value of a header", { headers: { a: { exact: "1" } } }, { headers: { a: { exact: "2" } } }, "headers.a"],
  ["another query", { queryParams: { q: { exact: "1" } } }, { queryParams: { q: { exact: "2" } } }, "queryParams.q"],
  [
    "letters' case that counts for nothing in one",
    { uri: { prefix: "/shop" }, ignoreUriCase: true },
    {},
    "ignoreUriCase",
  ],
  ["another port", { port: 80 }, { port: 443 }, "port"],
  ["no namespace where the root names one", { sourceNamespace: "web" }, { uri: { prefix: "/a" } }, "sourceNamespace"],
  ["another label of the caller", { sourceLabels: { app: "a" } }, { sourceLabels: { app: "b" } }, "sourceLabels"],
  ["another gateway", { gateways: ["bookinfo-gateway"] }, { gateways: ["mesh"] }, "gateways"],
];

describePolicy(delegatesTakeEffect, {
  accepts: [
    {
      when: "what is within the root's match, in each of its fields",
      change: (mesh) =>
        delegating(
          mesh,
          [{ uri: { prefix: "/shop" }, headers: { a: { prefix: "1" } }, gateways: ["bookinfo-gateway"], port: 443 }],
          [
            {
              uri: { exact: "/shop/cart" },
              headers: { a: { exact: "12" }, b: { exact: "x" } },
              method: { exact: "GET" },
            },
          ],
          [{ uri: { prefix: "/shop/list" }, gateways: ["default/bookinfo-gateway"], sourceLabels: { app: "a" } }],
        ),
    },
    {
      when: "the very path and method of the root",
      change: (mesh) => {
        const match = [{ uri: { exact: "/shop" }, method: { exact: "GET" } }];
        return delegating(mesh, match, match);
      },
    },
    {
      when: "rules without a match on either side",
      change: (mesh) =>
        delegating(mesh, SHOP, []).with("other", "kubernetes:networking.istio.io/v1:VirtualService", {
          metadata: { name: "other", namespace: "default" },
          spec: { hosts: ["shop.example.com"], gateways: ["g"], http: [{ delegate: { name: "shop" } }] },
        }),
    },
    {
      when: "a match that one of several of the root's takes in",
      change: (mesh) =>
        delegating(
          mesh,
          [{ uri: { prefix: "/shop" } }, { uri: { prefix: "/cart" } }],
          [{ uri: { prefix: "/cart/1" } }],
        ),
    },
    {
      when: "a delegate of two roots, each of which takes a part",
      change: (mesh) =>
        delegating(mesh, SHOP, [{ uri: { prefix: "/shop/1" } }], [{ uri: { prefix: "/cart" } }]).with(
          "other",
          "kubernetes:networking.istio.io/v1:VirtualService",
          {
            metadata: { name: "other", namespace: "default" },
            spec: {
              hosts: ["shop.example.com"],
              gateways: ["g"],
              http: [{ match: [{ uri: { prefix: "/cart" } }], delegate: { name: "shop" } }],
            },
          },
        ),
    },
    {
      when: "one that is exported to the root's namespace",
      change: (mesh) => delegating(mesh, SHOP, []).set("shop", "spec.exportTo", ["team-a", "default"]),
    },
    {
      when: "one that is not there, which is another policy's business",
      change: (mesh) => delegating(mesh, SHOP, []).without("shop"),
    },
  ],
  refuses: [
    ...outside.map(([when, root, leaf, field]) => ({
      when,
      change: (mesh: TestStack) => delegating(mesh, [root], [leaf]),
      saying: [dropped(field)],
    })),
    {
      when: "one of several matches that none of the root's takes in, which costs the whole rule",
      change: (mesh) => delegating(mesh, SHOP, [{ uri: { prefix: "/shop/1" } }, { uri: { prefix: "/cart" } }]),
      saying: [`${LEAD}, whose http[0] is dropped: http[0].match[1] is not within the root's uri`],
    },
    {
      when: "a delegate of two roots, of which one gets nothing",
      change: (mesh) =>
        delegating(mesh, [{ uri: { prefix: "/none" } }], [{ uri: { prefix: "/shop/1" } }]).with(
          "other",
          "kubernetes:networking.istio.io/v1:VirtualService",
          {
            metadata: { name: "other", namespace: "default" },
            spec: { hosts: ["shop.example.com"], gateways: ["g"], http: [{ match: SHOP, delegate: { name: "shop" } }] },
          },
        ),
      saying: [dropped("uri")],
    },
    {
      when: "one with hosts of its own",
      change: (mesh) => delegating(mesh, SHOP, []).set("shop", "spec.hosts", ["shop.example.com"]),
      saying: [`${LEAD}, which has hosts: Istio delegates to those without alone`],
    },
    {
      when: "one with gateways and tcp rules, and another delegate",
      change: (mesh) =>
        delegating(mesh, SHOP, [])
          .set("shop", "spec.gateways", ["bookinfo-gateway"])
          .set("shop", "spec.tcp", [SEND])
          .set("shop", "spec.http[1]", { delegate: { name: "nobody" } }),
      saying: [
        `${LEAD}, which delegates in turn: Istio follows one step alone`,
        `${LEAD}, which has gateways and tcp, which are the root's to have`,
      ],
    },
    {
      when: "one that the root's namespace does not see",
      change: (mesh) => delegating(mesh, SHOP, []).set("shop", "spec.exportTo", ["team-a"]),
      saying: [`${LEAD}, which is not exported to namespace default`],
    },
    {
      when: "a root's rule that sends requests somewhere itself",
      change: (mesh) =>
        delegating(mesh, SHOP, []).set("bookinfo-routes", "spec.http[0].redirect", { uri: "/elsewhere" }),
      saying: [`${LEAD}, and has a redirect of its own, which Istio refuses`],
    },
  ],
  unknown: {
    when: "a delegate's path",
    change: (mesh) => delegating(mesh, SHOP, [{ uri: { prefix: unknownValue } }]),
    saying: [
      "bookinfo-routes: delegates-take-effect could not check bookinfo-routes: spec.http[0].match[0].uri.prefix is not known before the update",
    ],
  },
  absent: {
    when: "the root's match, within which everything is",
    change: (mesh) => delegating(mesh, [], [{ uri: { prefix: "/cart" } }]),
    saying: [],
  },
  empty: { resource: "bookinfo-routes", saying: [] },
  otherVersion: OTHER_ENTRANCE,
});
