import { unknownValue } from "@pulumi/pulumi/runtime";
import { tokensAreChecked } from "../../../policies/security/tokens-are-checked";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";
import { validMesh } from "../valid-mesh";
import { withPolicy } from "./mesh-changes";

const AT_GATEWAY = { matchLabels: { istio: "ingressgateway" } };
const RULES = [{ issuer: "https://id.example.com", jwksUri: "https://id.example.com/keys" }];
const OPEN =
  "tokens: RequestAuthentication istio-system/tokens: no AuthorizationPolicy for its pods demands a token: requests without one are let through";

const UNREAD =
  "other-demand: AuthorizationPolicy istio-system/other-demand: no RequestAuthentication for its pods reads tokens, so no request has one";

const policy = (mesh: TestStack, spec: Properties, namespace = "istio-system") =>
  withPolicy(mesh.without("demand"), "AuthorizationPolicy", "other-demand", spec, namespace);
const denies = (rule: Properties, selector: Properties = AT_GATEWAY) => ({ selector, action: "DENY", rules: [rule] });
const allows = (rule: Properties) => ({ selector: AT_GATEWAY, action: "ALLOW", rules: [rule] });
const NO_TOKEN = { from: [{ source: { notRequestPrincipals: ["*"] } }] };

describePolicy(tokensAreChecked, {
  mesh: () => {
    const tokens = { selector: AT_GATEWAY, jwtRules: RULES };
    const mesh = withPolicy(validMesh(), "RequestAuthentication", "tokens", tokens, "istio-system");
    return withPolicy(mesh, "AuthorizationPolicy", "demand", denies(NO_TOKEN), "istio-system");
  },
  accepts: [
    { when: "tokens that another stack's mesh may read", change: (mesh) => mesh.without("tokens", "istiod") },
    {
      when: "a demand for some paths",
      change: (mesh) => policy(mesh, denies({ ...NO_TOKEN, to: [{ operation: { paths: ["/admin*"] } }] })),
    },
    {
      when: "tokens that are allowed alone",
      change: (mesh) => policy(mesh, allows({ from: [{ source: { requestPrincipals: ["*"] } }] })),
    },
    {
      when: "a claim that is allowed alone",
      change: (mesh) => policy(mesh, allows({ when: [{ key: "request.auth.claims[groups]", values: ["staff"] }] })),
    },
    {
      when: "an issuer that is not to be missing",
      change: (mesh) => policy(mesh, denies({ when: [{ key: "request.auth.principal", notValues: ["*"] }] })),
    },
    { when: "a demand for all pods of the namespace", change: (mesh) => policy(mesh, denies(NO_TOKEN, {})) },
    {
      when: "an authorizer outside, which knows itself",
      change: (mesh) => policy(mesh, { action: "CUSTOM", provider: { name: "login" }, rules: [{}] }),
    },
    {
      when: "routes by claims",
      change: (mesh) =>
        mesh
          .without("demand")
          .set("bookinfo-routes", "spec.http[0].match[0].headers", { "@request.auth.claims.group": { exact: "a" } }),
    },
    {
      when: "claims that are handed on to the application",
      change: (mesh) =>
        mesh
          .without("demand")
          .set("tokens", "spec.jwtRules[0].outputClaimToHeaders", [{ header: "x-sub", claim: "sub" }]),
    },
  ],
  refuses: [
    {
      when: "tokens that nobody reads",
      change: (mesh) => mesh.without("tokens"),
      saying: [
        "demand: AuthorizationPolicy istio-system/demand: no RequestAuthentication for its pods reads tokens, so no request has one",
      ],
    },
    {
      when: "claims of tokens that are read at other pods",
      change: (mesh) =>
        withPolicy(mesh, "AuthorizationPolicy", "staff", {
          selector: { matchLabels: { app: "reviews" } },
          rules: [{ when: [{ key: "request.auth.claims[groups]", values: ["staff"] }] }],
        })
          .set("tokens", "metadata.namespace", "edge")
          .set("demand", "metadata.namespace", "edge"),
      saying: [
        "staff: AuthorizationPolicy default/staff: no RequestAuthentication for its pods reads tokens, so no request has one",
      ],
    },
    {
      when: "routes by claims of tokens that nobody reads",
      change: (mesh) =>
        mesh
          .without("tokens", "demand")
          .set("bookinfo-routes", "spec.http[0].match[0].headers", { "@request.auth.claims.group": { exact: "a" } }),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo: its routes are by claims of tokens, and no RequestAuthentication reads any",
      ],
    },
    { when: "no demand", change: (mesh) => mesh.without("demand"), saying: [OPEN] },
    {
      when: "a demand for other pods",
      change: (mesh) => policy(mesh, denies(NO_TOKEN, { matchLabels: { istio: "egressgateway" } })),
      saying: [UNREAD, OPEN],
    },
    {
      when: "a demand in a namespace that the gateway is not in",
      change: (mesh) => policy(mesh.set("tokens", "metadata.namespace", "edge"), denies(NO_TOKEN), "default"),
      saying: [UNREAD.replace("istio-system", "default"), OPEN.replaceAll("istio-system", "edge")],
    },
    {
      when: "a rule that refuses those with a token",
      change: (mesh) => policy(mesh, denies({ from: [{ source: { requestPrincipals: ["*"] } }] })),
      saying: [OPEN],
    },
    {
      when: "a rule that allows those without a token",
      change: (mesh) => policy(mesh, allows(NO_TOKEN)),
      saying: [OPEN],
    },
    {
      when: "a demand that is tried out only",
      change: (mesh) => mesh.set("demand", ["metadata", "annotations"], { "istio.io/dry-run": "true" }),
      saying: [OPEN],
    },
    {
      when: "a demand that is only written down",
      change: (mesh) => mesh.set("demand", "spec.action", "AUDIT"),
      saying: [OPEN],
    },
  ],
  unknown: {
    when: "the rules of what may demand them",
    change: (mesh) => mesh.set("demand", "spec.rules", unknownValue),
    saying: ["demand", "tokens"].map(
      (name) => `${name}: tokens-are-checked could not check ${name}: spec.rules is not known before the update`,
    ),
  },
  absent: {
    when: "the rules about tokens",
    change: (mesh) => mesh.without("demand").unset("tokens", "spec.jwtRules"),
    saying: [],
  },
  empty: { resource: "tokens", saying: [] },
  otherVersion: { resource: "tokens", type: "kubernetes:security.istio.io/v1beta1:RequestAuthentication", refusal: 3 },
});
