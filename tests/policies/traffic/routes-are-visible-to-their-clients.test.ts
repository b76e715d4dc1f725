import { unknownValue } from "@pulumi/pulumi/runtime";
import { routesAreVisibleToTheirClients } from "../../../policies/traffic/routes-are-visible-to-their-clients";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";
import { REVIEWS } from "../valid-mesh";

const ROUTES = "reviews-routes: VirtualService default/reviews";
const LEDGER = "ledger.payments.svc.cluster.local";

function sidecar(mesh: TestStack, spec: Properties, namespace = "default"): TestStack {
  return mesh.with("scope", "kubernetes:networking.istio.io/v1:Sidecar", {
    apiVersion: "networking.istio.io/v1",
    kind: "Sidecar",
    metadata: { name: "scope", namespace },
    spec,
  });
}

const scoped = (mesh: TestStack, ...hosts: string[]) => sidecar(mesh, { egress: [{ hosts }] });

/** A Service of another namespace that the rule of reviews sends some of its requests to. */
function withLedger(mesh: TestStack, annotations: Properties = {}): TestStack {
  return mesh
    .with("ledger", "kubernetes:core/v1:Service", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "ledger", namespace: "payments", annotations },
      spec: { selector: { app: "ledger" }, ports: [{ name: "http", port: 80 }] },
    })
    .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: LEDGER, port: { number: 80 } } }] }]);
}

/** A host outside of the cluster that the gateway's rule sends to. */
function withNews(mesh: TestStack, exportTo: string[]): TestStack {
  return mesh
    .with("news", "kubernetes:networking.istio.io/v1:ServiceEntry", {
      apiVersion: "networking.istio.io/v1",
      kind: "ServiceEntry",
      metadata: { name: "news", namespace: "default" },
      spec: { hosts: ["news.example.com"], exportTo },
    })
    .set("bookinfo-routes", "spec.http[0].route[0].destination.host", "news.example.com");
}

describePolicy(routesAreVisibleToTheirClients, {
  accepts: [
    { when: "a Sidecar that lists the namespace", change: (mesh) => scoped(withLedger(mesh), "./*", "payments/*") },
    { when: "a Sidecar that lists the host", change: (mesh) => scoped(withLedger(mesh), "./*", `payments/${LEDGER}`) },
    {
      when: "a Sidecar that lists the host of any namespace",
      change: (mesh) => scoped(withLedger(mesh), `*/${LEDGER}`),
    },
    { when: "a Sidecar without egress", change: (mesh) => sidecar(withLedger(mesh), {}) },
    {
      when: "a Sidecar that leaves out another host",
      change: (mesh) => scoped(withLedger(mesh), "*/*", "~payments/books.payments.svc.cluster.local"),
    },
    {
      when: "a Sidecar with a listener for another port and one for the rest",
      change: (mesh) =>
        sidecar(withLedger(mesh), { egress: [{ port: { number: 9000 }, hosts: ["./*"] }, { hosts: ["*/*"] }] }),
    },
    {
      when: "a Sidecar that keeps the pods of the rule's own Service from calling anybody",
      change: (mesh) => scoped(mesh, "~/*"),
    },
    {
      when: "a Sidecar for pods that do not follow the rule",
      change: (mesh) =>
        sidecar(withLedger(mesh), {
          workloadSelector: { labels: { app: "details" } },
          egress: [{ hosts: ["./ratings.default.svc.cluster.local"] }],
        }),
    },
    {
      when: "a Sidecar of another namespace",
      change: (mesh) => sidecar(withLedger(mesh), { egress: [{ hosts: ["./*"] }] }, "elsewhere"),
    },
    {
      when: "a Sidecar of the root namespace where the namespace has one of its own",
      change: (mesh) =>
        sidecar(withLedger(mesh), { egress: [{ hosts: ["./*"] }] }, "istio-system").with(
          "own-scope",
          "kubernetes:networking.istio.io/v1:Sidecar",
          { metadata: { name: "own", namespace: "default" }, spec: { egress: [{ hosts: ["*/*"] }] } },
        ),
    },
    {
      when: "a gateway's rule whatever Sidecars there are",
      change: (mesh) => scoped(mesh.without("reviews-routes"), "elsewhere/*"),
    },
    {
      when: "a Service that is exported",
      change: (mesh) => withLedger(mesh, { "networking.istio.io/exportTo": "., default" }),
    },
    { when: "a host that is exported to the gateway", change: (mesh) => withNews(mesh, [".", "istio-system"]) },
    {
      when: "a rule that is exported to the gateway",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.exportTo", ["istio-system"]),
    },
    {
      when: "a rule for sidecars that keeps to itself",
      change: (mesh) => mesh.set("reviews-routes", "spec.exportTo", ["."]),
    },
    {
      when: "a gateway that the stack does not have",
      change: (mesh) => mesh.without("istio-gateway").set("bookinfo-routes", "spec.exportTo", ["."]),
    },
  ],
  refuses: [
    {
      when: "a route to a host that the namespace's Sidecar does not list",
      change: (mesh) => scoped(withLedger(mesh), "./*", "istio-system/*"),
      saying: [`${ROUTES}, http[0]: Sidecar default/scope does not let the sidecars in default know ${LEDGER}`],
    },
    {
      when: "one that the root namespace's Sidecar does not list",
      change: (mesh) => sidecar(withLedger(mesh), { egress: [{ hosts: ["./*"] }] }, "istio-system"),
      saying: [`${ROUTES}, http[0]: Sidecar istio-system/scope does not let the sidecars in default know ${LEDGER}`],
    },
    {
      when: "one that a Sidecar for some pods does not list",
      change: (mesh) =>
        sidecar(withLedger(mesh), {
          workloadSelector: { labels: { app: "productpage" } },
          egress: [{ hosts: ["./*"] }],
        }),
      saying: [`${ROUTES}, http[0]: Sidecar default/scope does not let the sidecars in default know ${LEDGER}`],
    },
    {
      when: "one that a Sidecar leaves out",
      change: (mesh) => scoped(withLedger(mesh), "*/*", `~/${LEDGER}`),
      saying: [`${ROUTES}, http[0]: Sidecar default/scope does not let the sidecars in default know ${LEDGER}`],
    },
    {
      when: "a listener for another port",
      change: (mesh) => sidecar(withLedger(mesh), { egress: [{ port: { number: 9000 }, hosts: ["*/*"] }] }),
      saying: [`${ROUTES}, http[0]: Sidecar default/scope does not let the sidecars in default know ${LEDGER}`],
    },
    {
      when: "a rule for a foreign host, and a Sidecar that lets nothing out",
      change: (mesh) => scoped(withLedger(mesh).set("reviews-routes", "spec.hosts", [LEDGER]), "~/*"),
      saying: [`${ROUTES}, http[0]: Sidecar default/scope does not let the sidecars in default know ${LEDGER}`],
    },
    {
      when: "a mirror that the Sidecar does not list",
      change: (mesh) =>
        scoped(
          withLedger(mesh).set("reviews-routes", "spec.http", [
            { route: [{ destination: { host: REVIEWS } }], mirror: { host: LEDGER } },
          ]),
          "./*",
        ),
      saying: [`${ROUTES}, http[0]: Sidecar default/scope does not let the sidecars in default know ${LEDGER}`],
    },
    {
      when: "a Service that keeps to its namespace",
      change: (mesh) => withLedger(mesh, { "networking.istio.io/exportTo": "." }),
      saying: [`${ROUTES}, http[0]: Service payments/ledger is not exported to the sidecars in default`],
    },
    {
      when: "a host that is not exported to the gateway",
      change: (mesh) => withNews(mesh, ["."]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, http[0] (pages): ServiceEntry default/news is not exported to the gateway in istio-system",
      ],
    },
    {
      when: "a rule that its gateway does not see",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.exportTo", ["."]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo is not exported to istio-system, where its gateway is",
      ],
    },
    {
      when: "a rule that a gateway hands its requests on to",
      change: (mesh) =>
        withLedger(mesh, { "networking.istio.io/exportTo": "default" })
          .unset("reviews-routes", "spec.hosts")
          .unset("reviews-routes", "spec.gateways")
          .set("bookinfo-routes", "spec.http[0]", { delegate: { name: "reviews" } }),
      saying: [`${ROUTES}, http[0]: Service payments/ledger is not exported to the gateway in istio-system`],
    },
  ],
  unknown: {
    when: "what a Sidecar lists",
    change: (mesh) => sidecar(withLedger(mesh), { egress: unknownValue }),
    saying: [
      "reviews-routes: routes-are-visible-to-their-clients could not check reviews-routes: spec.egress is not known before the update",
    ],
  },
  leavesOpen: [
    {
      when: "to whom a Service is exported",
      change: (mesh) => withLedger(mesh, { "networking.istio.io/exportTo": unknownValue }),
      saying: [
        "reviews-routes: routes-are-visible-to-their-clients could not check reviews-routes: metadata.annotations.networking.istio.io/exportTo is not known before the update",
      ],
    },
  ],
  absent: {
    when: "the rule's gateways, which means the mesh",
    change: (mesh) => scoped(withLedger(mesh).unset("reviews-routes", "spec.gateways"), "./*"),
    saying: [`${ROUTES}, http[0]: Sidecar default/scope does not let the sidecars in default know ${LEDGER}`],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: { resource: "scope", type: "kubernetes:networking.istio.io/v1beta1:Sidecar" },
});
