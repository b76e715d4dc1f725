import { unknownValue } from "@pulumi/pulumi/runtime";
import { destinationsUseMutualTls } from "../../policies/security/destinations-use-mutual-tls";
import { namespacesDenyByDefault } from "../../policies/security/namespaces-deny-by-default";
import { peerAuthenticationIsStrict } from "../../policies/security/peer-authentication-is-strict";
import { strictMtlsIsInForce } from "../../policies/security/strict-mtls-is-in-force";
import { workloadNamespacesAreInjected } from "../../policies/security/workload-namespaces-are-injected";
import { workloadsKeepTheirSidecar } from "../../policies/security/workloads-keep-their-sidecar";
import { describePolicy } from "./describe-policy";
import { type Properties, type TestStack } from "./test-stack";

const REVIEWS = "reviews.default.svc.cluster.local";
const OTHER_PEER_AUTHENTICATION = {
  resource: "mesh-mtls",
  type: "kubernetes:security.istio.io/v1beta1:PeerAuthentication",
};

function withPeerAuthentication(mesh: TestStack, spec: Properties, namespace = "default"): TestStack {
  return mesh.with("own-mtls", "kubernetes:security.istio.io/v1:PeerAuthentication", {
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { name: "own", namespace },
    spec,
  });
}

const NAMES = ["details-v1", "productpage-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3"];

/** An application of which the stack shows nothing but the release that installs it. */
function withApplicationByHelm(mesh: TestStack): TestStack {
  return mesh.without(...NAMES).with("shop", "kubernetes:helm.sh/v3:Release", { name: "shop", chart: "shop" });
}

describePolicy(peerAuthenticationIsStrict, {
  accepts: [
    { when: "the mode of whatever is around", change: (mesh) => mesh.set("mesh-mtls", "spec.mtls.mode", "UNSET") },
    {
      when: "a port that is strict",
      change: (mesh) => mesh.set("mesh-mtls", "spec.portLevelMtls", { "9080": { mode: "STRICT" } }),
    },
  ],
  refuses: [
    {
      when: "PERMISSIVE",
      change: (mesh) => mesh.set("mesh-mtls", "spec.mtls.mode", "PERMISSIVE"),
      saying: ["mesh-mtls: PeerAuthentication istio-system/default: mtls.mode is PERMISSIVE"],
    },
    {
      when: "ports that are let off",
      change: (mesh) =>
        mesh.set("mesh-mtls", "spec.portLevelMtls", { "9080": { mode: "DISABLE" }, "9090": { mode: "PERMISSIVE" } }),
      saying: [
        "mesh-mtls: PeerAuthentication istio-system/default: portLevelMtls of port 9080 is DISABLE",
        "mesh-mtls: PeerAuthentication istio-system/default: portLevelMtls of port 9090 is PERMISSIVE",
      ],
    },
  ],
  unknown: {
    when: "the mode",
    change: (mesh) => mesh.set("mesh-mtls", "spec.mtls", unknownValue),
    saying: [
      "mesh-mtls: peer-authentication-is-strict could not check mesh-mtls: spec.mtls is not known before the update",
    ],
  },
  absent: { when: "the mode", change: (mesh) => mesh.unset("mesh-mtls", "spec.mtls"), saying: [] },
  empty: { resource: "mesh-mtls", saying: [] },
  otherVersion: OTHER_PEER_AUTHENTICATION,
  patch: { resource: "mesh-mtls" },
});

describePolicy(strictMtlsIsInForce, {
  accepts: [
    {
      when: "a mesh in which every workload is strict by itself",
      change: (mesh) =>
        withPeerAuthentication(mesh.without("mesh-mtls", "details-v1", "productpage-v1", "ratings-v1"), {
          selector: { matchLabels: { app: "reviews" } },
          mtls: { mode: "STRICT" },
        }),
    },
    { when: "a release in a mesh that is strict", change: withApplicationByHelm },
    {
      when: "a strict namespace in a mesh that is not",
      change: (mesh) =>
        withPeerAuthentication(mesh.set("mesh-mtls", "spec.mtls.mode", "PERMISSIVE"), { mtls: { mode: "STRICT" } }),
    },
    {
      when: "a namespace without a mode of its own",
      change: (mesh) => withPeerAuthentication(mesh, { mtls: { mode: "UNSET" } }),
    },
    {
      when: "one workload that is let off",
      change: (mesh) =>
        withPeerAuthentication(mesh, { selector: { matchLabels: { app: "ratings" } }, mtls: { mode: "PERMISSIVE" } }),
    },
    {
      when: "namespaces that hold nothing of the mesh",
      change: (mesh) => mesh.without("mesh-mtls"),
      settings: { exemptNamespaces: ["default"] },
    },
  ],
  refuses: [
    {
      when: "a mesh that takes plain text",
      change: (mesh) => mesh.set("mesh-mtls", "spec.mtls.mode", "PERMISSIVE"),
      saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
    },
    {
      when: "no PeerAuthentication",
      change: (mesh) => mesh.without("mesh-mtls"),
      saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
    },
    {
      when: "a namespace that lets everybody off",
      change: (mesh) => withPeerAuthentication(mesh, { mtls: { mode: "PERMISSIVE" } }),
      saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
    },
    {
      when: "a strict namespace that is another",
      change: (mesh) => withPeerAuthentication(mesh.without("mesh-mtls"), { mtls: { mode: "STRICT" } }, "other"),
      saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
    },
    {
      when: "one workload that is strict by itself where the others are not",
      change: (mesh) =>
        withPeerAuthentication(mesh.without("mesh-mtls"), {
          selector: { matchLabels: { app: "reviews" } },
          mtls: { mode: "STRICT" },
        }),
      saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
    },
  ],
  leavesOpen: [
    {
      when: "the workloads that a release may bring",
      change: (mesh) => withApplicationByHelm(mesh.without("mesh-mtls")),
      saying: [
        "shop: strict-mtls-is-in-force could not check shop: what Release shop installs in namespace default is not shown",
      ],
    },
  ],
  unknown: {
    when: "the mode of the mesh",
    change: (mesh) => mesh.set("mesh-mtls", "spec.mtls.mode", unknownValue),
    saying: NAMES.map(
      (name) =>
        `${name}: strict-mtls-is-in-force could not check ${name}: spec.mtls.mode is not known before the update`,
    ),
  },
  absent: {
    when: "the mode of the mesh",
    change: (mesh) => mesh.unset("mesh-mtls", "spec.mtls"),
    saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
  },
  empty: {
    resource: "mesh-mtls",
    saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
  },
  otherVersion: OTHER_PEER_AUTHENTICATION,
});

describePolicy(destinationsUseMutualTls, {
  accepts: [
    {
      when: "plain text to a port that takes it alone",
      change: (mesh) =>
        withPeerAuthentication(mesh.set("reviews", "spec.ports[0].targetPort", 8080), {
          selector: { matchLabels: { app: "reviews" } },
          portLevelMtls: { "8080": { mode: "DISABLE" } },
        }).set("reviews-versions", "spec.trafficPolicy.portLevelSettings", [
          { port: { number: 9080 }, tls: { mode: "DISABLE" } },
        ]),
    },
    {
      when: "plain text to a namespace that has sidecars switched off",
      change: (mesh) =>
        mesh
          .set("injection", ["metadata", "labels", "istio-injection"], "disabled")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
    {
      when: "the API server, which has no sidecar",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "kubernetes.default.svc.cluster.local")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
    {
      when: "a gateway, whose Gateway objects say what it takes",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "istio-ingressgateway.istio-system.svc.cluster.local")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
    {
      when: "a host outside of the cluster",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "payments.example.com")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "SIMPLE"),
    },
    {
      when: "plain text where the mesh takes it",
      change: (mesh) =>
        mesh
          .set("mesh-mtls", "spec.mtls.mode", "PERMISSIVE")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
  ],
  refuses: [
    {
      when: "plain text for the host",
      change: (mesh) => mesh.set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
      saying: [
        `reviews-versions: DestinationRule default/reviews: trafficPolicy.tls.mode for ${REVIEWS} is DISABLE, where mutual TLS is STRICT`,
      ],
    },
    {
      when: "another mode for a port, a subset, and a port of a subset",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.trafficPolicy.portLevelSettings", [
            { port: { number: 9080 }, tls: { mode: "SIMPLE" } },
          ])
          .set("reviews-versions", "spec.subsets[1].trafficPolicy", {
            tls: { mode: "DISABLE" },
            portLevelSettings: [{ port: { number: 9080 }, tls: { mode: "MUTUAL" } }],
          }),
      saying: [
        `reviews-versions: DestinationRule default/reviews: subsets[1].trafficPolicy.portLevelSettings[0].tls.mode for ${REVIEWS} is MUTUAL, where mutual TLS is STRICT`,
        `reviews-versions: DestinationRule default/reviews: subsets[1].trafficPolicy.tls.mode for ${REVIEWS} is DISABLE, where mutual TLS is STRICT`,
        `reviews-versions: DestinationRule default/reviews: trafficPolicy.portLevelSettings[0].tls.mode for ${REVIEWS} is SIMPLE, where mutual TLS is STRICT`,
      ],
    },
    {
      when: "no mode where one must be written",
      change: (mesh) => mesh.unset("reviews-versions", "spec.trafficPolicy"),
      settings: { needsMode: true },
      saying: [
        `reviews-versions: DestinationRule default/reviews: trafficPolicy.tls.mode for ${REVIEWS} is not set to ISTIO_MUTUAL`,
      ],
    },
    {
      when: "plain text for every host of a strict namespace",
      change: (mesh) =>
        withPeerAuthentication(mesh.without("mesh-mtls"), { mtls: { mode: "STRICT" } })
          .set("reviews-versions", "spec.host", "*.default.svc.cluster.local")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
      saying: [
        "reviews-versions: DestinationRule default/reviews: trafficPolicy.tls.mode for *.default.svc.cluster.local is DISABLE, where mutual TLS is STRICT",
      ],
    },
    {
      when: "plain text for every host there is",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "*")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
      saying: [
        "reviews-versions: DestinationRule default/reviews: trafficPolicy.tls.mode for * is DISABLE, where mutual TLS is STRICT",
      ],
    },
    {
      when: "plain text for every host of the cluster, where one namespace is strict",
      change: (mesh) =>
        withPeerAuthentication(mesh.without("mesh-mtls"), { mtls: { mode: "STRICT" } })
          .set("reviews-versions", "spec.host", "*.local")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
      saying: [
        "reviews-versions: DestinationRule default/reviews: trafficPolicy.tls.mode for *.local is DISABLE, where mutual TLS is STRICT",
      ],
    },
    {
      when: "plain text to a workload that is strict by itself",
      change: (mesh) =>
        withPeerAuthentication(mesh.without("mesh-mtls"), {
          selector: { matchLabels: { app: "reviews", version: "v2" } },
          mtls: { mode: "STRICT" },
        })
          .set("reviews-versions", "spec.subsets[0].trafficPolicy", { tls: { mode: "DISABLE" } })
          .set("reviews-versions", "spec.subsets[1].trafficPolicy", { tls: { mode: "DISABLE" } }),
      saying: [
        `reviews-versions: DestinationRule default/reviews: subsets[1].trafficPolicy.tls.mode for ${REVIEWS} is DISABLE, where mutual TLS is STRICT`,
      ],
    },
    {
      when: "a port without a mode, which has none from the host, where one must be written",
      change: (mesh) =>
        mesh.set("reviews-versions", "spec.trafficPolicy.portLevelSettings", [{ port: { number: 9080 } }]),
      settings: { needsMode: true },
      saying: [
        `reviews-versions: DestinationRule default/reviews: trafficPolicy.portLevelSettings[0].tls.mode for ${REVIEWS} is not set to ISTIO_MUTUAL`,
      ],
    },
  ],
  unknown: {
    when: "a subset's mode, while the others are still checked",
    change: (mesh) => mesh.set("reviews-versions", "spec.subsets[0].trafficPolicy", { tls: { mode: unknownValue } }),
    saying: [
      "reviews-versions: destinations-use-mutual-tls could not check reviews-versions: spec.subsets[0].trafficPolicy.tls.mode is not known before the update",
    ],
  },
  leavesOpen: [
    {
      when: "the host of a patch that does not repeat it",
      change: (mesh) =>
        mesh
          .change("reviews-versions", { type: "kubernetes:networking.istio.io/v1:DestinationRulePatch" })
          .unset("reviews-versions", "spec.host"),
      saying: [
        "reviews-versions: destinations-use-mutual-tls could not check reviews-versions: spec.host is not known before the update",
      ],
    },
  ],
  absent: {
    when: "the mode, which leaves it to Istio",
    change: (mesh) => mesh.unset("reviews-versions", "spec.trafficPolicy.tls"),
    saying: [],
  },
  empty: { resource: "reviews-versions", saying: [] },
  otherVersion: { resource: "reviews-versions", type: "kubernetes:networking.istio.io/v1alpha3:DestinationRule" },
  patch: { resource: "reviews-versions" },
});

describePolicy(workloadNamespacesAreInjected, {
  accepts: [
    { when: "a release in a namespace with sidecars", change: withApplicationByHelm },
    {
      when: "a revision's label",
      change: (mesh) => mesh.set("injection", "metadata.labels", { "istio.io/rev": "canary" }),
    },
    {
      when: "a namespace of the ambient mesh",
      change: (mesh) => mesh.set("injection", "metadata.labels", { "istio.io/dataplane-mode": "ambient" }),
    },
    {
      when: "a label beside that is not known",
      change: (mesh) => mesh.set("injection", "metadata.labels.team", unknownValue),
    },
    {
      when: "labels from two objects",
      change: (mesh) =>
        mesh.with("names", "kubernetes:core/v1:NamespacePatch", {
          metadata: { name: "default", labels: { team: "books" } },
        }),
    },
    {
      when: "pods that ask for their sidecars themselves",
      change: (mesh) =>
        NAMES.reduce(
          (changed, name) =>
            changed.set(name, ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "true"),
          mesh.without("injection"),
        ),
    },
    {
      when: "pods that name the revision of their sidecars themselves",
      change: (mesh) =>
        NAMES.reduce(
          (changed, name) => changed.set(name, ["spec", "template", "metadata", "labels", "istio.io/rev"], "canary"),
          mesh.without("injection"),
        ),
    },
  ],
  refuses: [
    {
      when: "a namespace that switches sidecars off",
      change: (mesh) => mesh.set("injection", ["metadata", "labels", "istio-injection"], "disabled"),
      saying: ["injection: namespace default has istio-injection=disabled: its workloads get none"],
    },
    {
      when: "a namespace with both labels",
      change: (mesh) => mesh.set("injection", ["metadata", "labels", "istio.io/rev"], "canary"),
      saying: ["injection: namespace default has both labels, istio-injection=enabled and istio.io/rev=canary"],
    },
    {
      when: "a namespace that nothing labels",
      change: (mesh) => mesh.without("injection"),
      saying: ["stack: namespace default has workloads, and nothing in the stack labels it for sidecars"],
    },
    {
      when: "pods that ask for sidecars in a namespace that switches them off",
      change: (mesh) =>
        NAMES.reduce(
          (changed, name) =>
            changed.set(name, ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "true"),
          mesh.set("injection", ["metadata", "labels", "istio-injection"], "disabled"),
        ),
      saying: ["injection: namespace default has istio-injection=disabled: its workloads get none"],
    },
  ],
  leavesOpen: [
    {
      when: "the workloads that a release may bring",
      change: (mesh) => withApplicationByHelm(mesh.without("injection")),
      saying: [
        "shop: workload-namespaces-are-injected could not check shop: what Release shop installs in namespace default is not shown",
      ],
    },
  ],
  unknown: {
    when: "the namespace's labels",
    change: (mesh) => mesh.set("injection", "metadata.labels", unknownValue),
    saying: NAMES.map(
      (name) =>
        `${name}: workload-namespaces-are-injected could not check ${name}: metadata.labels is not known before the update`,
    ),
  },
  absent: {
    when: "the namespace's labels",
    change: (mesh) => mesh.unset("injection", "metadata.labels"),
    saying: ["injection: namespace default has no label for sidecars: its workloads get none"],
  },
  empty: {
    resource: "injection",
    saying: [],
    unchecked: [
      "details-v1: workload-namespaces-are-injected could not check details-v1: metadata.name is not known before the update",
      "productpage-v1: workload-namespaces-are-injected could not check productpage-v1: metadata.name is not known before the update",
      "ratings-v1: workload-namespaces-are-injected could not check ratings-v1: metadata.name is not known before the update",
      "reviews-v1: workload-namespaces-are-injected could not check reviews-v1: metadata.name is not known before the update",
      "reviews-v2: workload-namespaces-are-injected could not check reviews-v2: metadata.name is not known before the update",
      "reviews-v3: workload-namespaces-are-injected could not check reviews-v3: metadata.name is not known before the update",
    ],
  },
  otherVersion: { resource: "injection", type: "kubernetes:core/v1:Namespace" },
});

describePolicy(workloadsKeepTheirSidecar, {
  accepts: [
    {
      when: "an opt-out in a namespace that is not of the mesh",
      change: (mesh) =>
        mesh
          .set("reviews-v1", "metadata.namespace", "kube-system")
          .set("reviews-v1", "spec.template.spec.hostNetwork", true),
    },
    {
      when: "an annotation that is not known and says nothing of sidecars",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.template.metadata.annotations", { "checksum/config": unknownValue }),
    },
    {
      when: "a port that is kept from the sidecar, where that is allowed",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.template.metadata.annotations", {
          "traffic.sidecar.istio.io/excludeInboundPorts": "9443",
        }),
    },
  ],
  refuses: [
    {
      when: "an opt-out by label and by annotation",
      change: (mesh) =>
        mesh
          .set("reviews-v1", ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "false")
          .set("reviews-v1", "spec.template.metadata.annotations", { "sidecar.istio.io/inject": "false" }),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: the annotation sidecar.istio.io/inject=false keeps its pods out of the mesh",
        "reviews-v1: Deployment default/reviews-v1: the label sidecar.istio.io/inject=false keeps its pods out of the mesh",
      ],
    },
    {
      when: "the node's network",
      change: (mesh) => mesh.set("reviews-v1", "spec.template.spec.hostNetwork", true),
      saying: ["reviews-v1: Deployment default/reviews-v1: hostNetwork: pods on the node's own network get no sidecar"],
    },
    {
      when: "a port that is kept from the sidecar, where that is not allowed",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.template.metadata.annotations", {
          "traffic.sidecar.istio.io/excludeOutboundPorts": "3306",
        }),
      settings: { allowsExclusions: false },
      saying: [
        "reviews-v1: Deployment default/reviews-v1: the annotation traffic.sidecar.istio.io/excludeOutboundPorts leads traffic past the sidecar",
      ],
    },
  ],
  unknown: {
    when: "the pods' annotations, while the labels are still checked",
    change: (mesh) => mesh.set("reviews-v1", "spec.template.metadata.annotations", unknownValue),
    saying: [
      "reviews-v1: workloads-keep-their-sidecar could not check reviews-v1: spec.template.metadata.annotations is not known before the update",
    ],
  },
  absent: {
    when: "the pods' metadata",
    change: (mesh) => mesh.unset("reviews-v1", "spec.template.metadata"),
    saying: [],
  },
  empty: { resource: "reviews-v1", saying: [] },
  otherVersion: { resource: "reviews-v1", type: "kubernetes:apps/v1beta2:Deployment" },
  patch: { resource: "reviews-v1" },
});

describePolicy(namespacesDenyByDefault, {
  accepts: [
    { when: "a release in a namespace that refuses what is not allowed", change: withApplicationByHelm },
    {
      when: "an allowing policy for each workload in the place of one that allows nothing",
      change: (mesh) => mesh.without("allow-nothing"),
    },
    {
      when: "policies of the root namespace",
      change: (mesh) => mesh.set("allow-nothing", "metadata.namespace", "istio-system"),
    },
  ],
  refuses: [
    {
      when: "a workload that no policy is for",
      change: (mesh) =>
        mesh.without("allow-nothing").set("allow-bookinfo", "spec.selector", { matchLabels: { app: "reviews" } }),
      saying: ["details", "productpage", "ratings"].map(
        (name) =>
          `${name}-v1: Deployment default/${name}-v1: no AuthorizationPolicy is for it, so anyone in the mesh may call it`,
      ),
    },
    {
      when: "policies that refuse only what they name",
      change: (mesh) =>
        mesh
          .without("allow-nothing")
          .set("allow-bookinfo", "spec.action", "DENY")
          .without("details-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3"),
      saying: [
        "productpage-v1: Deployment default/productpage-v1: no AuthorizationPolicy is for it, so anyone in the mesh may call it",
      ],
    },
    {
      when: "policies that allow nothing at all",
      change: (mesh) =>
        mesh.without("allow-bookinfo").without("details-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3"),
      saying: ["productpage-v1: Deployment default/productpage-v1: AuthorizationPolicies deny every call to it"],
    },
    {
      when: "a rule without conditions, which allows everything",
      change: (mesh) => mesh.without(...NAMES.slice(1)).set("allow-bookinfo", "spec.rules[1]", {}),
      saying: [
        "details-v1: Deployment default/details-v1: AuthorizationPolicy default/allow-bookinfo has a rule without conditions, so anyone in the mesh may call it",
      ],
    },
    {
      when: "policies for gateways and waypoints alone",
      change: (mesh) =>
        ["allow-nothing", "allow-bookinfo"].reduce(
          (changed, name) => changed.set(name, "spec.targetRefs", [{ kind: "Gateway", name: "waypoint" }]),
          mesh.without(...NAMES.slice(1)),
        ),
      saying: [
        "details-v1: Deployment default/details-v1: no AuthorizationPolicy is for it, so anyone in the mesh may call it",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "the workloads that a release may bring",
      change: (mesh) => withApplicationByHelm(mesh.without("allow-nothing", "allow-bookinfo")),
      saying: [
        "shop: namespaces-deny-by-default could not check shop: what Release shop installs in namespace default is not shown",
      ],
    },
  ],
  unknown: {
    when: "a policy's selector, where no other policy is for the workload",
    change: (mesh) =>
      mesh
        .without("allow-nothing", "details-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3")
        .set("allow-bookinfo", "spec.selector", unknownValue),
    saying: [
      "productpage-v1: namespaces-deny-by-default could not check productpage-v1: spec.selector is not known before the update",
    ],
  },
  absent: {
    when: "the action, which means ALLOW",
    change: (mesh) => mesh.without("allow-nothing").unset("allow-bookinfo", "spec.action"),
    saying: [],
  },
  empty: { resource: "allow-nothing", saying: [] },
  otherVersion: { resource: "allow-bookinfo", type: "kubernetes:security.istio.io/v1beta1:AuthorizationPolicy" },
});
