import { unknownValue } from "@pulumi/pulumi/runtime";
import { callersExist } from "../../../policies/security/callers-exist";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";
import { validMesh } from "../valid-mesh";
import { withoutPlatform, withPolicy } from "./mesh-changes";

const GATEWAY = "cluster.local/ns/istio-system/sa/istio-ingressgateway";

const allow = (mesh: TestStack, source: Properties) =>
  withPolicy(mesh, "AuthorizationPolicy", "callers", { action: "ALLOW", rules: [{ from: [{ source }] }] });
const principals = (...values: string[]) => ({
  when: values.join(", "),
  change: (mesh: TestStack) => allow(mesh, { principals: values }),
});
const refused = (value: string, why: string) => ({
  ...principals(value),
  saying: [
    `callers: AuthorizationPolicy default/callers: nobody has the principal ${value} (rules[0].from[0].source.principals[0]): it ${why}`,
  ],
});
const NONE = (namespace: string) => `is none of the accounts in namespace ${namespace}`;

describePolicy(callersExist, {
  mesh: () => {
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "reviews", namespace: "default" } };
    return validMesh().with("account", "kubernetes:core/v1:ServiceAccount", account);
  },
  accepts: [
    principals(GATEWAY, "cluster.local/ns/default/sa/default", "cluster.local/ns/default/sa/reviews"),
    principals(
      "*",
      "*/ns/default/sa/reviews",
      "cluster.local/ns/default/*",
      "cluster.local/ns/default/sa/rev*",
      "*/sa/any",
    ),
    principals("cluster.local/ns/istio-system/sa/istiod", "cluster.local/ns/istio-system/sa/prometheus"),
    principals("cluster.local/ns/elsewhere/sa/any", "*/ns/elsewhere/sa/any"),
    {
      when: "an account that a workload runs as, and that somebody else makes",
      change: (mesh) =>
        allow(mesh.set("reviews-v1", "spec.template.spec.serviceAccountName", "books"), {
          principals: ["cluster.local/ns/default/sa/books"],
        }),
    },
    {
      when: "a gateway's account that has a name of its own",
      change: (mesh) =>
        allow(mesh.set("istio-gateway", "values", { serviceAccount: { name: "edge" } }), {
          principals: ["cluster.local/ns/istio-system/sa/edge"],
        }),
    },
    {
      when: "the mesh's own trust domain and an alias of it",
      change: (mesh) =>
        allow(
          mesh.set("istiod", "values.meshConfig", { trustDomain: "prod.example", trustDomainAliases: ["old.example"] }),
          {
            principals: ["prod.example/ns/default/sa/default", "old.example/ns/default/sa/default"],
          },
        ),
    },
    {
      when: "any trust domain where the mesh is another stack's",
      change: (mesh) => allow(withoutPlatform(mesh), { principals: ["prod.example/ns/default/sa/default"] }),
    },
    {
      when: "accounts where Helm installs what is not shown",
      change: (mesh) =>
        allow(
          mesh.with("shop", "kubernetes:helm.sh/v3:Release", { name: "shop", chart: "shop", namespace: "default" }),
          {
            principals: ["cluster.local/ns/default/sa/shop"],
          },
        ),
    },
    {
      when: "namespaces and accounts",
      change: (mesh) =>
        allow(mesh, { namespaces: ["default", "team-*"], serviceAccounts: ["reviews", "default/reviews"] }),
    },
    {
      when: "a machine outside of the cluster and a waypoint",
      change: (mesh) =>
        allow(
          mesh
            .with("machine", "kubernetes:networking.istio.io/v1:WorkloadEntry", {
              metadata: { name: "machine", namespace: "default" },
              spec: { address: "192.0.2.7", serviceAccount: "mainframe" },
            })
            .with("waypoint", "kubernetes:gateway.networking.k8s.io/v1:Gateway", {
              metadata: { name: "waypoint", namespace: "default" },
              spec: { gatewayClassName: "istio-waypoint" },
            }),
          { principals: ["cluster.local/ns/default/sa/mainframe", "cluster.local/ns/default/sa/waypoint"] },
        ),
    },
    {
      when: "an account that is said to exist",
      change: (mesh) => allow(mesh, { principals: ["cluster.local/ns/default/sa/checkout"] }),
      settings: { outsideIdentities: ["default/check*"] },
    },
  ],
  refuses: [
    refused(`${GATEWAY}-service-account`, NONE("istio-system")),
    refused("cluster.local/ns/default/sa/checkout", NONE("default")),
    refused("*/ns/default/sa/checkout", NONE("default")),
    refused("cluster.local/ns/default/sa/check*", NONE("default")),
    refused(`spiffe://${GATEWAY}`, "starts with spiffe://, which Istio itself adds"),
    refused("cluster.local/ns/*/sa/default", "has a * that is neither the first nor the last character alone"),
    refused("*/ns/default/*", "has a * that is neither the first nor the last character alone"),
    refused("cluster.local/default/default", "is not of the form TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT"),
    refused("other.example/ns/default/sa/default", "is of another trust domain than the mesh's"),
    refused("cluster.local/ns/istio-ingress/sa/istio-ingressgateway", "is an account of namespace istio-system"),
    {
      when: "callers that are left out, in conditions, of other fields, in a policy that refuses",
      change: (mesh) =>
        withPolicy(mesh, "AuthorizationPolicy", "callers", {
          action: "DENY",
          rules: [
            { from: [{ source: { notPrincipals: ["cluster.local/ns/default/sa/a"], notServiceAccounts: ["b"] } }] },
            { when: [{ key: "source.principal", notValues: ["cluster.local/ns/default/sa/c"] }] },
            { from: [{ source: { serviceAccounts: ["istio-system/d"], namespaces: ["istio-ingress"] } }] },
          ],
        }),
      saying: [
        "callers: AuthorizationPolicy default/callers: nobody has the namespace istio-ingress (rules[2].from[0].source.namespaces[0]): it holds nothing of the stack, whose gateways are in istio-system",
        `callers: AuthorizationPolicy default/callers: nobody has the principal cluster.local/ns/default/sa/a (rules[0].from[0].source.notPrincipals[0]): it ${NONE("default")}`,
        `callers: AuthorizationPolicy default/callers: nobody has the principal cluster.local/ns/default/sa/c (rules[1].when[0].notValues[0]): it ${NONE("default")}`,
        `callers: AuthorizationPolicy default/callers: nobody has the service account b (rules[0].from[0].source.notServiceAccounts[0]): it ${NONE("default")}`,
        `callers: AuthorizationPolicy default/callers: nobody has the service account istio-system/d (rules[2].from[0].source.serviceAccounts[0]): it ${NONE("istio-system")}`,
      ],
    },
  ],
  unknown: {
    when: "an account that a workload runs as",
    change: (mesh) =>
      allow(mesh.set("reviews-v1", "spec.template.spec.serviceAccountName", unknownValue), {
        principals: ["cluster.local/ns/default/sa/checkout"],
      }),
    saying: [
      "callers: callers-exist could not check callers: spec.template.spec.serviceAccountName is not known before the update",
    ],
  },
  absent: { when: "the rules", change: (mesh) => mesh.unset("allow-bookinfo", "spec.rules"), saying: [] },
  empty: { resource: "allow-bookinfo", saying: [] },
  otherVersion: { resource: "callers", type: "kubernetes:security.istio.io/v1beta1:AuthorizationPolicy" },
  patch: { resource: "callers" },
});
