import { unknownValue } from "@pulumi/pulumi/runtime";
import { canaryWeightIsCapped } from "../../policies/traffic/canary-weight-is-capped";
import { delegatesExist } from "../../policies/traffic/delegates-exist";
import { hostsAreKnown } from "../../policies/traffic/hosts-are-known";
import { hostsHaveOneOwner } from "../../policies/traffic/hosts-have-one-owner";
import { meshObjectsWaitForIstio } from "../../policies/traffic/mesh-objects-wait-for-istio";
import { routesAreReachable } from "../../policies/traffic/routes-are-reachable";
import { routesAreResilient } from "../../policies/traffic/routes-are-resilient";
import { routesEndInADefault } from "../../policies/traffic/routes-end-in-a-default";
import { routesInjectNoFaults } from "../../policies/traffic/routes-inject-no-faults";
import { servicePortsNameTheirProtocol } from "../../policies/traffic/service-ports-name-their-protocol";
import { splitsWorkAtTheIngress } from "../../policies/traffic/splits-work-at-the-ingress";
import { subsetsAreDeclared } from "../../policies/traffic/subsets-are-declared";
import { subsetsSelectWorkloads } from "../../policies/traffic/subsets-select-workloads";
import { weightedVersionsHaveCapacity } from "../../policies/traffic/weighted-versions-have-capacity";
import { weightsAddUpTo100 } from "../../policies/traffic/weights-add-up-to-100";
import { describePolicy } from "./describe-policy";
import { type TestStack } from "./test-stack";

const HOST = "reviews.default.svc.cluster.local";
const OTHER_VIRTUAL_SERVICE = {
  resource: "reviews-routes",
  type: "kubernetes:networking.istio.io/v1beta1:VirtualService",
};

const OTHER_ENTRANCE = {
  resource: "bookinfo-routes",
  type: "kubernetes:networking.istio.io/v1beta1:VirtualService",
};

describePolicy(weightsAddUpTo100, {
  accepts: [
    {
      when: "one destination without a weight",
      change: (mesh) => mesh.unset("reviews-routes", "spec.http[1].route[0].weight"),
    },
    {
      when: "a weight of 0 beside the others",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 0)
          .set("reviews-routes", "spec.http[0].route[1].weight", 10),
    },
  ],
  refuses: [
    {
      when: "weights that add up to more",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[0].route[2].weight", 100),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): weights add up to 110, not 100 " +
          "(v1 5, v2 5, v3 100); Istio would send v1 4.5 %, v2 4.5 %, v3 90.9 %",
      ],
    },
    {
      when: "a fraction and a negative weight, each on its own",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 0.5)
          .set("reviews-routes", "spec.http[0].route[1].weight", -1),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v1: 0.5 is not a whole number",
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v2: -1 is negative",
      ],
    },
    {
      when: "a single destination with another weight than 100",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].route[0].weight", 90),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): weights add up to 90, not 100 (v2 90); Istio would send v2 100 %",
      ],
    },
    {
      when: "a weight that is a text, which is not shown",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].route[0].weight", "hunter2"),
      saying: ["reviews-routes: VirtualService default/reviews, http[1] (default): v2: its weight is not a number"],
    },
    {
      when: "a single destination with 0, which Istio takes for everything",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].route[0].weight", 0),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): weights add up to 0, not 100 (v2 0); Istio would send v2 100 %",
      ],
    },
    {
      when: "many destinations with 0 each",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 0)
          .set("reviews-routes", "spec.http[0].route[1].weight", 0)
          .set("reviews-routes", "spec.http[0].route[2].weight", 0),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): weights add up to 0, not 100 (v1 0, v2 0, v3 0); Istio would refuse them",
      ],
    },
    {
      when: "weights of an object whose namespace, and of destinations whose subset, are not known yet",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", unknownValue)
          .set("reviews-routes", "spec.http[0].route[0].destination", { host: "reviews", subset: unknownValue })
          .set("reviews-routes", "spec.http[0].route[2].weight", 100),
      saying: [
        "reviews-routes: VirtualService reviews, http[0] (roundrobin-user): weights add up to 110, not 100 " +
          "(reviews 5, v2 5, v3 100); Istio would send reviews 4.5 %, v2 4.5 %, v3 90.9 %",
      ],
    },
    {
      when: "known weights beside one that is not known",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", unknownValue)
          .set("reviews-routes", "spec.http[0].route[1].weight", 20)
          .set("reviews-routes", "spec.http[1].route", [
            { destination: { host: HOST, subset: "v1" }, weight: 150 },
            { destination: { host: HOST, subset: "v2" }, weight: unknownValue },
          ]),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): weights add up to 110 without the others already (v2 20, v3 90)",
        "reviews-routes: VirtualService default/reviews, http[1] (default): v1: 150 is over 100",
      ],
      unchecked: [
        "reviews-routes: weights-add-up-to-100 could not check reviews-routes: spec.http[0].route[0].weight is not known before the update",
        "reviews-routes: weights-add-up-to-100 could not check reviews-routes: spec.http[1].route[1].weight is not known before the update",
      ],
    },
    {
      when: "weights of a tcp route",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.tcp", [
          {
            route: [
              { destination: { host: HOST, subset: "v1" }, weight: 90 },
              { destination: { host: HOST, subset: "v2" }, weight: 20 },
            ],
          },
        ]),
      saying: [
        "reviews-routes: VirtualService default/reviews, tcp[0]: weights add up to 110, not 100 (v1 90, v2 20); Istio would send v1 81.8 %, v2 18.2 %",
      ],
    },
  ],
  unknown: {
    when: "one weight, while the other rule is still checked",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[0].route[0].weight", unknownValue),
    saying: [
      "reviews-routes: weights-add-up-to-100 could not check reviews-routes: spec.http[0].route[0].weight is not known before the update",
    ],
  },
  absent: {
    when: "two of three weights",
    change: (mesh) =>
      mesh
        .unset("reviews-routes", "spec.http[0].route[0].weight")
        .unset("reviews-routes", "spec.http[0].route[1].weight"),
    saying: [
      "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): no weight for v1 and v2, which Istio takes for 0",
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_VIRTUAL_SERVICE,
  patch: { resource: "reviews-routes" },
});

describePolicy(subsetsAreDeclared, {
  accepts: [
    {
      when: "a rule of the root namespace",
      change: (mesh) => mesh.set("reviews-versions", "metadata.namespace", "istio-system"),
    },
    {
      when: "a rule for the clients of one namespace, where the routes are in it too",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", "team-b")
          .set("reviews-versions", "spec.exportTo", [".", "team-b"]),
    },
    {
      when: "a rule for all hosts of the namespace",
      change: (mesh) => mesh.set("reviews-versions", "spec.host", "*.default.svc.cluster.local"),
    },
    {
      when: "a rule for every host beside the host's own",
      change: (mesh) =>
        mesh.with("all-hosts", "kubernetes:networking.istio.io/v1:DestinationRule", {
          apiVersion: "networking.istio.io/v1",
          kind: "DestinationRule",
          metadata: { name: "all", namespace: "istio-system" },
          spec: { host: "*.local" },
        }),
    },
    { when: "short names on both sides", change: (mesh) => mesh.set("reviews-versions", "spec.host", "reviews") },
  ],
  refuses: [
    {
      when: "a subset that the rule does not have",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].route[0].destination.subset", "v4"),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[1] (default): subset v4 of ${HOST} does not exist: DestinationRule default/reviews declares only v1, v2, v3`,
      ],
    },
    {
      when: "a host without any rule",
      change: (mesh) =>
        mesh
          .without("reviews-versions")
          .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: HOST, subset: "v1" } }] }]),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[0]: subset v1 of ${HOST}: no DestinationRule of the stack is for that host`,
      ],
    },
    {
      when: "a subset, where only the namespace of the objects is not known yet",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", unknownValue)
          .set("reviews-routes", "spec.http[1].route[0].destination.subset", "v4"),
      saying: [
        `reviews-routes: VirtualService reviews, http[1] (default): subset v4 of ${HOST} does not exist: DestinationRule default/reviews declares only v1, v2, v3`,
      ],
    },
    {
      when: "mirrors to subsets that are missing",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].mirror", { host: HOST, subset: "v5" })
          .set("reviews-routes", "spec.http[1].mirrors", [{ destination: { host: HOST, subset: "v6" } }]),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): subset v5 of ${HOST} does not exist: DestinationRule default/reviews declares only v1, v2, v3`,
        `reviews-routes: VirtualService default/reviews, http[1] (default): subset v6 of ${HOST} does not exist: DestinationRule default/reviews declares only v1, v2, v3`,
      ],
    },
    {
      when: "a rule in a namespace that is neither the clients' nor the Service's",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "metadata.namespace", "team-c")
          .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: HOST, subset: "v1" } }] }]),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[0]: subset v1 of ${HOST}: DestinationRule team-c/reviews is not for clients in namespace default`,
      ],
    },
    {
      when: "a rule that keeps to its namespace, where the routes are in another",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", "team-b")
          .set("reviews-versions", "spec.exportTo", ["."])
          .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: HOST, subset: "v1" } }] }]),
      saying: [
        `reviews-routes: VirtualService team-b/reviews, http[0]: subset v1 of ${HOST}: DestinationRule default/reviews is not for clients in namespace team-b`,
      ],
    },
    {
      when: "a rule that the clients' own namespace has another in the place of",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", "team-b")
          .with("own", "kubernetes:networking.istio.io/v1:DestinationRule", {
            metadata: { name: "own", namespace: "team-b" },
            spec: { host: "*.local" },
          })
          .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: HOST, subset: "v1" } }] }]),
      saying: [
        `reviews-routes: VirtualService team-b/reviews, http[0]: subset v1 of ${HOST} does not exist for clients in namespace team-b: DestinationRule team-b/own declares no subsets`,
      ],
    },
  ],
  unknown: {
    when: "the rule's host",
    change: (mesh) => mesh.set("reviews-versions", "spec.host", unknownValue),
    saying: [
      "reviews-routes: subsets-are-declared could not check reviews-routes: spec.host is not known before the update",
    ],
  },
  absent: {
    when: "the rule's subsets",
    change: (mesh) => mesh.unset("reviews-versions", "spec.subsets"),
    saying: ["v1", "v2", "v3"]
      .map(
        (version) =>
          `reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): subset ${version} of ${HOST} does not exist: DestinationRule default/reviews declares no subsets`,
      )
      .concat(
        `reviews-routes: VirtualService default/reviews, http[1] (default): subset v2 of ${HOST} does not exist: DestinationRule default/reviews declares no subsets`,
      ),
  },
  empty: {
    resource: "reviews-versions",
    saying: [
      "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): subset v1 of reviews.default.svc.cluster.local: no DestinationRule of the stack is for that host",
      "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): subset v2 of reviews.default.svc.cluster.local: no DestinationRule of the stack is for that host",
      "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): subset v3 of reviews.default.svc.cluster.local: no DestinationRule of the stack is for that host",
      "reviews-routes: VirtualService default/reviews, http[1] (default): subset v2 of reviews.default.svc.cluster.local: no DestinationRule of the stack is for that host",
    ],
  },
  otherVersion: { resource: "reviews-versions", type: "kubernetes:networking.istio.io/v1alpha3:DestinationRule" },
});

describePolicy(routesAreReachable, {
  accepts: [
    {
      when: "a wider rule after a narrower one",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[0].match", [
          { uri: { prefix: "/reviews/1" }, queryParams: { a: { exact: "b" } } },
          { uri: { exact: "/health" } },
        ]),
    },
  ],
  refuses: [
    {
      when: "a rule after one that takes everything",
      change: (mesh) => mesh.unset("reviews-routes", "spec.http[0].match"),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default) can never be reached: http[0] comes first and has the same match",
      ],
    },
    {
      when: "a narrower match behind a wider one",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[1].match", [{ uri: { prefix: "/reviews/1" }, port: 9080 }])
          .set("reviews-routes", "spec.http[0].match", [{ name: "all", uri: { prefix: "/reviews" } }]),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default), match[0] can never be reached: http[0] comes first and takes all of its requests",
      ],
    },
  ],
  unknown: {
    when: "a header of the first match",
    change: (mesh) =>
      mesh.set("reviews-routes", ["spec", "http", 0, "match", 0, "headers", "end-user", "exact"], unknownValue),
    saying: [
      "reviews-routes: routes-are-reachable could not check reviews-routes: spec.http[0].match[0].headers.end-user.exact is not known before the update",
    ],
  },
  absent: { when: "all rules", change: (mesh) => mesh.unset("reviews-routes", "spec.http"), saying: [] },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_VIRTUAL_SERVICE,
  patch: { resource: "reviews-routes" },
});

const REVIEWS_RULES = [
  "spec.http[0].route[0]",
  "spec.http[0].route[1]",
  "spec.http[0].route[2]",
  "spec.http[1].route[0]",
];

describePolicy(subsetsSelectWorkloads, {
  accepts: [
    {
      when: "pods of a kind that is not Kubernetes' own, with a label beside that is not known",
      change: (mesh) =>
        mesh
          .change("reviews-v1", { type: "kubernetes:argoproj.io/v1alpha1:Rollout" })
          .set("reviews-v1", "spec.template.metadata.labels.commit", unknownValue),
    },
    {
      when: "what Istio takes for pods outside of the cluster",
      change: (mesh) =>
        mesh
          .without("reviews-v1", "reviews-v2")
          .with("reviews-vm", "kubernetes:networking.istio.io/v1:WorkloadEntry", {
            metadata: { name: "reviews-vm", namespace: "default" },
            spec: { address: "192.0.2.1", labels: { app: "reviews", version: "v1" } },
          })
          .with("reviews-vms", "kubernetes:networking.istio.io/v1:WorkloadGroup", {
            metadata: { name: "reviews-vms", namespace: "default" },
            spec: { metadata: { labels: { app: "reviews", version: "v2" } } },
          }),
    },
    {
      when: "a host that the stack has no Service for",
      change: (mesh) => mesh.set("reviews-versions", "spec.host", "reviews.elsewhere.svc.cluster.local"),
    },
  ],
  refuses: [
    {
      when: "a subset with a label that no pod has",
      change: (mesh) => mesh.set("reviews-versions", "spec.subsets[2].labels.version", "v4"),
      saying: [
        "reviews-versions: DestinationRule default/reviews: subset v3 (version=v4) selects none of the pods behind Service default/reviews (app=reviews)",
      ],
    },
    {
      when: "a subset of another application's pods",
      change: (mesh) => mesh.set("reviews-versions", "spec.subsets[0].labels", { app: "details", version: "v1" }),
      saying: [
        "reviews-versions: DestinationRule default/reviews: subset v1 (app=details, version=v1) selects none of the pods behind Service default/reviews (app=reviews)",
      ],
    },
    {
      when: "a version that is not deployed any more",
      change: (mesh) => mesh.without("reviews-v3"),
      saying: [
        "reviews-versions: DestinationRule default/reviews: subset v3 (version=v3) selects none of the pods behind Service default/reviews (app=reviews)",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "the pods that a chart brings",
      change: (mesh) =>
        mesh.without("reviews-v3").with("reviews-chart", "kubernetes:helm.sh/v3:Release", { chart: "reviews" }),
      saying: [
        "reviews-versions: subsets-select-workloads could not check reviews-versions: what Release reviews-chart installs in namespace default is not shown",
      ],
    },
    {
      when: "a Service whose endpoints somebody else puts there",
      change: (mesh) => mesh.unset("reviews", "spec.selector"),
      saying: [
        "reviews-versions: subsets-select-workloads could not check reviews-versions: what is behind Service default/reviews is not for it to say: it has no selector",
      ],
    },
  ],
  unknown: {
    when: "a pod's label, where no other pod fits",
    change: (mesh) => mesh.set("reviews-v3", "spec.template.metadata.labels.version", unknownValue),
    saying: [
      "reviews-versions: subsets-select-workloads could not check reviews-versions: spec.template.metadata.labels.version is not known before the update",
    ],
  },
  absent: {
    when: "a subset's labels",
    change: (mesh) => mesh.unset("reviews-versions", "spec.subsets[1].labels"),
    saying: [
      "reviews-versions: DestinationRule default/reviews: subset v2 has no labels, so it is every pod of Service default/reviews and no version of it",
    ],
  },
  empty: {
    resource: "reviews-v1",
    saying: [
      "reviews-versions: DestinationRule default/reviews: subset v1 (version=v1) selects none of the pods behind Service default/reviews (app=reviews)",
    ],
  },
  otherVersion: { resource: "reviews-versions", type: "kubernetes:networking.istio.io/v1beta1:DestinationRule" },
});

describePolicy(hostsAreKnown, {
  accepts: [
    {
      when: "a host of a ServiceEntry",
      change: (mesh) =>
        mesh
          .with("payments", "kubernetes:networking.istio.io/v1:ServiceEntry", {
            apiVersion: "networking.istio.io/v1",
            kind: "ServiceEntry",
            metadata: { name: "payments", namespace: "default" },
            spec: { hosts: ["*.example.com"] },
          })
          .set("bookinfo-routes", "spec.http[0].route[0].destination.host", "payments.example.com"),
    },
    {
      when: "a host that is said to be outside",
      change: (mesh) => mesh.set("reviews-versions", "spec.host", "payments.example.com"),
      settings: { outsideHosts: ["*.example.com"] },
    },
    {
      when: "a rule for every host of the cluster",
      change: (mesh) => mesh.set("reviews-versions", "spec.host", "*.local"),
    },
    {
      when: "the API server and the Service of a release",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "kubernetes.default.svc.cluster.local")
          .set("bookinfo-routes", "spec.http[0].route[0].destination.host", "istiod.istio-system.svc.cluster.local"),
    },
  ],
  refuses: [
    {
      when: "a route to a Service of another namespace by its short name",
      change: (mesh) => mesh.set("bookinfo-routes", "metadata.namespace", "istio-system"),
      saying: [
        "bookinfo-routes: VirtualService istio-system/bookinfo, http[0] (pages): productpage.istio-system.svc.cluster.local is no Service or ServiceEntry of the stack",
      ],
    },
    {
      when: "a host whose subset is not known yet",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[1].route[0].destination", { host: "review", subset: unknownValue }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): review.default.svc.cluster.local is no Service or ServiceEntry of the stack",
      ],
    },
    {
      when: "a DestinationRule and a mirror for hosts that are misspelt",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "review")
          .set("reviews-routes", "spec.http[1].mirror", { host: "shadow" }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): shadow.default.svc.cluster.local is no Service or ServiceEntry of the stack",
        "reviews-versions: DestinationRule default/reviews: review.default.svc.cluster.local is no Service or ServiceEntry of the stack",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "a Service that a chart may bring",
      change: (mesh) =>
        mesh
          .with("apps", "kubernetes:helm.sh/v3:Release", { name: "apps", chart: "apps", namespace: "apps" })
          .set("bookinfo-routes", "spec.http[0].route[0].destination.host", "shop.apps.svc.cluster.local"),
      saying: [
        "bookinfo-routes: hosts-are-known could not check bookinfo-routes: what Release apps installs in namespace apps is not shown",
      ],
    },
  ],
  unknown: {
    when: "a destination's host",
    change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].route[0].destination.host", unknownValue),
    saying: [
      "bookinfo-routes: hosts-are-known could not check bookinfo-routes: spec.http[0].route[0].destination.host is not known before the update",
    ],
  },
  absent: {
    when: "a Service's name, which Pulumi then makes up",
    change: (mesh) => mesh.unset("reviews", "metadata.name"),
    saying: [],
  },
  empty: {
    resource: "reviews",
    saying: [],
    unchecked: [
      "reviews-routes: hosts-are-known could not check reviews-routes: metadata.name is not known before the update",
      "reviews-versions: hosts-are-known could not check reviews-versions: metadata.name is not known before the update",
    ],
  },
  otherVersion: { resource: "bookinfo-routes", type: "kubernetes:networking.istio.io/v1alpha3:VirtualService" },
});

const DELEGATING = [{ match: [{ uri: { prefix: "/reviews" } }], delegate: { name: "reviews-pages" } }];

function withDelegate(mesh: TestStack, namespace: string): TestStack {
  return mesh
    .with("reviews-pages", "kubernetes:networking.istio.io/v1:VirtualService", {
      metadata: { name: "reviews-pages", namespace },
      spec: { http: [{ route: [{ destination: { host: HOST } }] }] },
    })
    .set("bookinfo-routes", "spec.http", DELEGATING);
}

describePolicy(delegatesExist, {
  accepts: [
    { when: "a delegate of the same namespace", change: (mesh) => withDelegate(mesh, "default") },
    {
      when: "a delegate of the namespace that is named",
      change: (mesh) =>
        withDelegate(mesh, "team-b").set("bookinfo-routes", "spec.http[0].delegate.namespace", "team-b"),
    },
    {
      when: "a delegate that is said to be outside",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http", DELEGATING),
      settings: { outsideDelegates: ["default/reviews-*"] },
    },
  ],
  refuses: [
    {
      when: "a delegate that is not there",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http", DELEGATING),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, http[0]: there is no VirtualService default/reviews-pages to delegate to",
      ],
    },
    {
      when: "a delegate of another namespace that is not named",
      change: (mesh) => withDelegate(mesh, "team-b"),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, http[0]: there is no VirtualService default/reviews-pages to delegate to",
      ],
    },
  ],
  unknown: {
    when: "the name of the one that it might be",
    change: (mesh) => withDelegate(mesh, "default").set("reviews-pages", "metadata.name", unknownValue),
    saying: [
      "bookinfo-routes: delegates-exist could not check bookinfo-routes: metadata.name is not known before the update",
    ],
  },
  absent: {
    when: "the delegate's name, which no route needs",
    change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].delegate", {}),
    saying: [],
  },
  empty: { resource: "bookinfo-routes", saying: [] },
  otherVersion: OTHER_ENTRANCE,
});

describePolicy(routesEndInADefault, {
  accepts: [
    {
      when: "a last rule whose match holds for every request",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[1].match", [{ uri: { prefix: "/" }, port: 9080, gateways: ["mesh"] }]),
    },
    {
      when: "a last rule for every path, as a regular expression",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].match", [{ uri: { regex: ".*" } }]),
    },
    {
      when: "a last rule with an empty match",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].match", [{}]),
    },
    {
      when: "a rule for every request to one port, and one for a gateway behind it",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.gateways", ["mesh", "bookinfo-gateway"])
          .set("reviews-routes", "spec.http[1].match", [{ gateways: ["mesh"], port: 9080 }])
          .set("reviews-routes", "spec.http[2]", {
            match: [{ gateways: ["bookinfo-gateway"], uri: { prefix: "/reviews" } }],
            route: [{ destination: { host: HOST } }],
          }),
    },
    { when: "a VirtualService without http rules", change: (mesh) => mesh.set("reviews-routes", "spec.http", []) },
  ],
  refuses: [
    {
      when: "a last rule for some requests only",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].match", [{ uri: { prefix: "/reviews" } }]),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default) is the last rule and has a match: what no rule matches gets a 404",
      ],
    },
    {
      when: "the same of an object whose namespace is not known yet",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", unknownValue)
          .set("reviews-routes", "spec.hosts", ["reviews"])
          .set("reviews-routes", "spec.http[1].match", [{ uri: { prefix: "/reviews" } }]),
      saying: [
        "reviews-routes: VirtualService reviews, http[1] (default) is the last rule and has a match: what no rule matches gets a 404",
      ],
    },
    {
      when: "one for the gateway and the mesh at once",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.gateways", ["bookinfo-gateway", "mesh"]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) is the last rule and has a match: what no rule matches gets a 404",
      ],
    },
  ],
  unknown: {
    when: "the last rule's match",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[1].match", unknownValue),
    saying: [
      "reviews-routes: routes-end-in-a-default could not check reviews-routes: spec.http[1].match is not known before the update",
    ],
  },
  absent: {
    when: "the gateways, which means the mesh",
    change: (mesh) => mesh.unset("bookinfo-routes", "spec.gateways"),
    saying: [
      "bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) is the last rule and has a match: what no rule matches gets a 404",
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_VIRTUAL_SERVICE,
});

const SECOND_ROUTES = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews-too", namespace: "default" },
  spec: { hosts: ["reviews"], http: [{ route: [{ destination: { host: "reviews" } }] }] },
};

describePolicy(hostsHaveOneOwner, {
  accepts: [
    {
      when: "one that is exported to its own namespace by that one's name",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
          .set("second", "metadata.namespace", "other")
          .set("second", "spec.hosts", [HOST])
          .set("second", "spec.exportTo", ["other"]),
    },
    {
      when: "a second VirtualService for a gateway",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
          .set("second", "spec.gateways", ["bookinfo-gateway"]),
    },
    {
      when: "one in another namespace that keeps to itself",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
          .set("second", "metadata.namespace", "other")
          .set("second", "spec.hosts", [HOST])
          .set("second", "spec.exportTo", ["."]),
    },
  ],
  refuses: [
    {
      when: "a second VirtualService for a host",
      change: (mesh) => mesh.with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES),
      saying: [
        `second: VirtualService default/reviews-too and VirtualService default/reviews both route ${HOST} in the mesh`,
      ],
    },
    {
      when: "a second DestinationRule for a host, and a subset twice",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:DestinationRule", {
            apiVersion: "networking.istio.io/v1",
            kind: "DestinationRule",
            metadata: { name: "reviews-too", namespace: "default" },
            spec: { host: "reviews" },
          })
          .set("reviews-versions", "spec.subsets[0].name", "v2"),
      saying: [
        "reviews-versions: DestinationRule default/reviews declares subset v2 more than once",
        `second: DestinationRule default/reviews-too and DestinationRule default/reviews are both for ${HOST}`,
      ],
    },
    {
      when: "a route to one subset twice",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[0].route[0].destination.subset", "v2"),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user) sends to subset v2 of ${HOST} more than once`,
      ],
    },
  ],
  unknown: {
    when: "the hosts",
    change: (mesh) => mesh.set("reviews-routes", "spec.hosts", unknownValue),
    saying: [
      "reviews-routes: hosts-have-one-owner could not check reviews-routes: spec.hosts is not known before the update",
    ],
  },
  absent: {
    when: "the gateways, which means the mesh",
    change: (mesh) =>
      mesh
        .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
        .unset("reviews-routes", "spec.gateways"),
    saying: [
      `second: VirtualService default/reviews-too and VirtualService default/reviews both route ${HOST} in the mesh`,
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: { resource: "second", type: "kubernetes:networking.istio.io/v1beta1:VirtualService" },
});

describePolicy(splitsWorkAtTheIngress, {
  accepts: [
    {
      when: "a gateway's route that names a subset itself",
      change: (mesh) =>
        mesh.set("bookinfo-routes", "spec.http[0].route[0].destination", { host: "reviews", subset: "v1" }),
    },
  ],
  refuses: [
    {
      when: "a gateway's route to a host that the mesh splits",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].route[0].destination.host", "reviews"),
      saying: [
        `bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) sends to ${HOST} without a subset: the split of VirtualService default/reviews has no effect on what comes through the gateway`,
      ],
    },
  ],
  unknown: {
    when: "the hosts of the one that might split",
    change: (mesh) => mesh.set("reviews-routes", "spec.hosts", unknownValue),
    saying: [
      "bookinfo-routes: splits-work-at-the-ingress could not check bookinfo-routes: spec.hosts is not known before the update",
    ],
  },
  absent: {
    when: "the gateways of the one that splits, which means the mesh",
    change: (mesh) =>
      mesh
        .set("bookinfo-routes", "spec.http[0].route[0].destination.host", "reviews")
        .unset("reviews-routes", "spec.gateways"),
    saying: [
      `bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) sends to ${HOST} without a subset: the split of VirtualService default/reviews has no effect on what comes through the gateway`,
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: { resource: "bookinfo-routes", type: "kubernetes:networking.istio.io/v1beta1:VirtualService" },
});

describePolicy(weightedVersionsHaveCapacity, {
  accepts: [
    {
      when: "a version of weight 0 without pods",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.replicas", 0).set("reviews-routes", "spec.http[0].route[0].weight", 0),
    },
    {
      when: "an autoscaler that keeps two",
      change: (mesh) =>
        mesh
          .set("reviews-v3", "spec.replicas", unknownValue)
          .with("scaler", "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", {
            apiVersion: "autoscaling/v2",
            kind: "HorizontalPodAutoscaler",
            metadata: { name: "reviews", namespace: "default" },
            spec: { minReplicas: 2, scaleTargetRef: { kind: "Deployment", name: "reviews-v3" } },
          }),
    },
  ],
  refuses: [
    {
      when: "a version that is scaled to 0, which an autoscaler leaves at that",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.replicas", 0).with("scaler", "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", {
          apiVersion: "autoscaling/v2",
          kind: "HorizontalPodAutoscaler",
          metadata: { name: "reviews", namespace: "default" },
          spec: { minReplicas: 2, scaleTargetRef: { kind: "Deployment", name: "reviews-v1" } },
        }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v1 gets 5 % of the requests, but Deployment default/reviews-v1 has 0 replicas",
      ],
    },
    {
      when: "a version that is a Service of its own and is scaled to 0",
      change: (mesh) =>
        mesh.set("details-v1", "spec.replicas", 0).set("reviews-routes", "spec.http", [
          {
            route: [
              { destination: { host: "details" }, weight: 10 },
              { destination: { host: "ratings" }, weight: 90 },
            ],
          },
        ]),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0]: details.default.svc.cluster.local gets 10 % of the requests, but Deployment default/details-v1 has 0 replicas",
      ],
    },
    {
      when: "a weight for a version that is scaled to 0",
      change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 0),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v1 gets 5 % of the requests, but Deployment default/reviews-v1 has 0 replicas",
      ],
    },
    {
      when: "far fewer replicas than the weight asks for",
      change: (mesh) =>
        mesh
          .set("reviews-v1", "spec.replicas", 9)
          .set("reviews-v2", "spec.replicas", 9)
          .set("reviews-v3", "spec.replicas", 1),
      settings: { leastShare: 0.25 },
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v3 gets 90 % of the requests with 1 of 19 replicas",
      ],
    },
  ],
  unknown: {
    when: "the replicas of a version",
    change: (mesh) => mesh.set("reviews-v3", "spec.replicas", unknownValue),
    saying: [
      "reviews-routes: weighted-versions-have-capacity could not check reviews-routes: spec.replicas is not known before the update",
    ],
  },
  absent: {
    when: "the replicas, which means one",
    change: (mesh) => mesh.unset("reviews-v3", "spec.replicas"),
    saying: [],
  },
  empty: { resource: "reviews-v1", saying: [] },
  otherVersion: { resource: "reviews-v1", type: "kubernetes:apps/v1beta2:Deployment" },
});

describePolicy(canaryWeightIsCapped, {
  accepts: [
    {
      when: "the stable version that is named, whatever its weight",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 25)
          .set("reviews-routes", "spec.http[0].route[2].weight", 70)
          .set("reviews-routes", "spec.http[1].route[0].destination.subset", "v3"),
      settings: { stable: { reviews: "v3" }, largestCanary: 25 },
    },
    {
      when: "a stable version that is a Service of its own, and one host for all versions",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http", [
          {
            route: [
              { destination: { host: "reviews-v1" }, weight: 20 },
              { destination: { host: "reviews-v2" }, weight: 80 },
            ],
          },
          { route: [{ destination: { host: "reviews" } }] },
        ]),
      settings: { stable: { reviews: "reviews-v2" } },
    },
    {
      when: "any weight in a stack that is not protected",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 45)
          .set("reviews-routes", "spec.http[0].route[2].weight", 50),
      settings: { protectedStacks: ["production-*"] },
    },
  ],
  refuses: [
    {
      when: "too much for a version beside the one with most weight",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 40)
          .set("reviews-routes", "spec.http[0].route[2].weight", 55),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v1 gets 40 %, more than the 30 % that a version beside the stable v3 may get",
      ],
    },
    {
      when: "too much for a version that is not the stable one named",
      change: (mesh) => mesh,
      settings: { stable: { [HOST]: "v1" } },
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v3 gets 90 %, more than the 30 % that a version beside the stable v1 may get",
        "reviews-routes: VirtualService default/reviews, http[1] (default): v2 gets 100 %, more than the 30 % that a version beside the stable v1 may get",
      ],
    },
    {
      when: "too much for a version that is a Service of its own",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http", [
          {
            route: [
              { destination: { host: "reviews-v1" }, weight: 50 },
              { destination: { host: "reviews-v2" }, weight: 50 },
            ],
          },
        ]),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0]: reviews-v2 gets 50 %, more than the 30 % that a version beside the stable reviews-v1 may get",
      ],
    },
  ],
  unknown: {
    when: "a weight",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[0].route[1].weight", unknownValue),
    saying: [
      "reviews-routes: canary-weight-is-capped could not check reviews-routes: spec.http[0].route[1].weight is not known before the update",
    ],
  },
  absent: {
    when: "all weights",
    change: (mesh) =>
      REVIEWS_RULES.reduce((changed, place) => changed.unset("reviews-routes", `${place}.weight`), mesh),
    saying: [],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_VIRTUAL_SERVICE,
  patch: { resource: "reviews-routes" },
});

describePolicy(meshObjectsWaitForIstio, {
  accepts: [
    {
      when: "a DestinationRule that it waits for, whatever its host",
      change: (mesh) => mesh.set("reviews-versions", "spec.host", unknownValue),
    },
    {
      when: "objects of a stack that installs no Istio",
      change: (mesh) => mesh.without("istio-base", "istiod", "istio-gateway"),
    },
    {
      when: "a property that is made from what has to be there",
      change: (mesh) =>
        mesh.change("reviews-routes", { dependencies: [], propertyDependencies: { spec: ["reviews-versions"] } }),
    },
  ],
  refuses: [
    {
      when: "a VirtualService that does not wait for its subsets",
      change: (mesh) => mesh.change("reviews-routes", { dependencies: [] }),
      saying: [
        "reviews-routes: VirtualService default/reviews does not wait for the DestinationRule default/reviews, whose subsets it names",
      ],
    },
    {
      when: "an object that does not wait for Istio",
      change: (mesh) => mesh.change("mesh-mtls", { parent: undefined }),
      saying: [
        "mesh-mtls: PeerAuthentication istio-system/default does not wait for the Release istio-base",
        "mesh-mtls: PeerAuthentication istio-system/default does not wait for the Release istiod",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "what one of two releases installs that it does not wait for",
      change: (mesh) =>
        mesh
          .set("istiod", "chart", unknownValue)
          .change("security", { dependencies: ["istio-base"] })
          .without("reviews-routes", "reviews-versions", "bookinfo-routes", "bookinfo-gateway"),
      saying: ["allow-bookinfo", "allow-nothing", "mesh-mtls"].map(
        (name) => `${name}: mesh-objects-wait-for-istio could not check ${name}: chart is not known before the update`,
      ),
    },
  ],
  unknown: {
    when: "the host of a DestinationRule that it does not wait for",
    change: (mesh) =>
      mesh.change("reviews-routes", { dependencies: [] }).set("reviews-versions", "spec.host", unknownValue),
    saying: [
      "reviews-routes: mesh-objects-wait-for-istio could not check reviews-routes: spec.host is not known before the update",
    ],
  },
  absent: { when: "the routes", change: (mesh) => mesh.unset("reviews-routes", "spec.http"), saying: [] },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_VIRTUAL_SERVICE,
});

describePolicy(servicePortsNameTheirProtocol, {
  accepts: [
    {
      when: "a port of a namespace that is not of the mesh",
      change: (mesh) =>
        mesh.set("ratings", "spec.ports[0].name", "web").set("ratings", "metadata.namespace", "kube-system"),
    },
    {
      when: "appProtocol, a protocol as the start of the name, and UDP",
      change: (mesh) =>
        mesh
          .set("reviews", "spec.ports", [
            { name: "web", appProtocol: "http", port: 9080 },
            { name: "grpc-web-api", port: 9081 },
            { name: "dns", port: 53, protocol: "UDP" },
          ])
          .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: HOST, port: { number: 9080 } } }] }]),
    },
  ],
  refuses: [
    {
      when: "a name that is no protocol",
      change: (mesh) => mesh.set("reviews", "spec.ports[0].name", "web"),
      saying: [
        "reviews: Service default/reviews: port 9080 has the name web and no appProtocol: its protocol is left to guessing",
      ],
    },
    {
      when: "a route to a Service of two ports that does not say which",
      change: (mesh) =>
        mesh
          .set("productpage", "spec.ports[1]", { name: "http-admin", port: 9090 })
          .unset("bookinfo-routes", "spec.http[0].route[0].destination.port"),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) sends to Service default/productpage, which has 2 ports, and does not say to which",
      ],
    },
  ],
  unknown: {
    when: "a port's name",
    change: (mesh) => mesh.set("reviews", "spec.ports[0].name", unknownValue),
    saying: [
      "reviews: service-ports-name-their-protocol could not check reviews: spec.ports[0].name is not known before the update",
    ],
  },
  absent: {
    when: "a port's name",
    change: (mesh) => mesh.unset("reviews", "spec.ports[0].name"),
    saying: [
      "reviews: Service default/reviews: port 9080 has no name and no appProtocol: its protocol is left to guessing",
    ],
  },
  empty: {
    resource: "reviews",
    saying: [],
    unchecked: [
      "reviews-routes: service-ports-name-their-protocol could not check reviews-routes: metadata.name is not known before the update",
    ],
  },
  otherVersion: {
    resource: "bookinfo-routes",
    type: "kubernetes:networking.istio.io/v1beta1:VirtualService",
    refusal: 1,
  },
});

describePolicy(routesAreResilient, {
  accepts: [
    {
      when: "a redirect",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http", [{ redirect: { scheme: "https" } }]),
    },
    {
      when: "no retries at all",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].retries", { attempts: 0 }),
    },
    {
      when: "neither, where neither is needed",
      change: (mesh) =>
        mesh.unset("reviews-routes", "spec.http[1].timeout").unset("reviews-routes", "spec.http[1].retries"),
      settings: { needsTimeout: false, needsRetries: false },
    },
  ],
  refuses: [
    {
      when: "tries that do not fit into the timeout",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].timeout", "1s500ms"),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): 2 attempts of 3 s do not fit into the timeout of 1.5 s",
      ],
    },
  ],
  unknown: {
    when: "a timeout",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[1].timeout", unknownValue),
    saying: [
      "reviews-routes: routes-are-resilient could not check reviews-routes: spec.http[1].timeout is not known before the update",
    ],
  },
  absent: {
    when: "timeout and retries",
    change: (mesh) =>
      mesh.unset("reviews-routes", "spec.http[1].timeout").unset("reviews-routes", "spec.http[1].retries"),
    saying: [
      "reviews-routes: VirtualService default/reviews, http[1] (default) does not say how often it is tried again",
      "reviews-routes: VirtualService default/reviews, http[1] (default) has no timeout",
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_VIRTUAL_SERVICE,
});

describePolicy(routesInjectNoFaults, {
  accepts: [
    {
      when: "a copy of a few requests, written as it once was, and of none",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].mirror", { host: HOST, subset: "v1" })
          .set("reviews-routes", "spec.http[0].mirrorPercent", 5)
          .set("reviews-routes", "spec.http[1].mirror", { host: HOST, subset: "v1" })
          .set("reviews-routes", "spec.http[1].mirrorPercentage", { value: 0 }),
    },
    {
      when: "a fault for no request",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[1].fault", { abort: { percentage: { value: 0 }, httpStatus: 500 } }),
    },
    {
      when: "a copy of a few requests",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[1].mirrors", [
          { destination: { host: HOST, subset: "v1" }, percentage: { value: 5 } },
        ]),
    },
  ],
  refuses: [
    {
      when: "a delay and an abort",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[1].fault", {
          delay: { percentage: { value: 0.1 }, fixedDelay: "7s" },
          abort: { httpStatus: 500 },
        }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default) injects faults: abort for 100 % of its requests",
        "reviews-routes: VirtualService default/reviews, http[1] (default) injects faults: delay for 0.1 % of its requests",
      ],
    },
    {
      when: "a mirror of all requests",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].mirror", { host: HOST, subset: "v1" }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default) copies 100 % of its requests, more than 50 %",
      ],
    },
  ],
  unknown: {
    when: "a mirror's percentage",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[1].mirrors", [{ percentage: { value: unknownValue } }]),
    saying: [
      "reviews-routes: routes-inject-no-faults could not check reviews-routes: spec.http[1].mirrors[0].percentage.value is not known before the update",
    ],
  },
  absent: {
    when: "a mirror's percentage, which means all",
    change: (mesh) =>
      mesh.set("reviews-routes", "spec.http[1].mirrors", [{ destination: { host: HOST, subset: "v1" } }]),
    saying: [
      "reviews-routes: VirtualService default/reviews, http[1] (default) copies 100 % of its requests, more than 50 %",
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_VIRTUAL_SERVICE,
  patch: { resource: "reviews-routes" },
});
