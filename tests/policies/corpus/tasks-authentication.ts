import { authorizationPolicy, peerAuthentication } from "./manifest";
import { type Sample } from "./sample";
import {
  INGRESS,
  IN_ROOT,
  STRICT,
  httpbinDoor,
  inFoo,
  mutualTls,
  ofApp,
  operation,
  source,
  tokens,
} from "./security-objects";

/** The tasks of docs/tasks/security/authentication. */
export const AUTHENTICATION_TASKS: readonly Sample[] = [
  mutualTls(
    "authn-policy, STRICT in the mesh",
    [peerAuthentication("default", STRICT, IN_ROOT)],
    "One policy for all.",
  ),
  mutualTls(
    "authn-policy, STRICT in a namespace",
    [peerAuthentication("default", STRICT, { namespace: "foo" })],
    "The namespace's own policy.",
  ),
  mutualTls(
    "authn-policy, STRICT but for a port",
    [
      peerAuthentication("default", STRICT, { namespace: "foo" }),
      peerAuthentication(
        "httpbin",
        { ...ofApp("httpbin"), ...STRICT, portLevelMtls: { 8080: { mode: "DISABLE" } } },
        { namespace: "bar" },
      ),
    ],
    "A port of the pods is left open, on purpose.",
    { choices: ["peer-authentication-is-strict"] },
  ),
  mutualTls(
    "authn-policy, precedence",
    [
      peerAuthentication("default", STRICT, { namespace: "foo" }),
      peerAuthentication("overwrite-example", { ...ofApp("httpbin"), mtls: { mode: "DISABLE" } }, { namespace: "foo" }),
    ],
    "A workload is left open, on purpose.",
    { choices: ["peer-authentication-is-strict"] },
  ),
  inFoo(
    "authn-policy, end users",
    [
      ...httpbinDoor(),
      tokens("jwt-example", { selector: INGRESS }, IN_ROOT),
      authorizationPolicy(
        "frontend-ingress",
        { selector: INGRESS, action: "DENY", rules: [source({ notRequestPrincipals: ["*"] })] },
        IN_ROOT,
      ),
    ],
    "Requests without a valid token are refused at the gateway.",
    { choices: ["gateways-serve-https"] },
  ),
  inFoo(
    "authn-policy, end users by path",
    [
      ...httpbinDoor(),
      tokens("jwt-example", { selector: INGRESS }, IN_ROOT),
      authorizationPolicy(
        "frontend-ingress",
        {
          selector: INGRESS,
          action: "DENY",
          rules: [{ ...source({ notRequestPrincipals: ["*"] }), ...operation({ paths: ["/headers"] }) }],
        },
        IN_ROOT,
      ),
    ],
    "A token is demanded for one path; the others are open, on purpose.",
    { choices: ["gateways-serve-https"] },
  ),
  inFoo(
    "jwt-route",
    [
      ...httpbinDoor({
        match: [{ uri: { prefix: "/headers" }, headers: { "@request.auth.claims.groups": { exact: "group1" } } }],
      }),
      tokens("ingress-jwt", { selector: INGRESS }, IN_ROOT),
    ],
    "The only route wants a claim, so a request without a token gets a 404: the token is demanded, by the route.",
    { choices: ["gateways-serve-https"] },
  ),
  inFoo(
    "claim-to-header",
    [
      tokens(
        "jwt-example",
        ofApp("httpbin"),
        {},
        {
          outputClaimToHeaders: [{ header: "x-jwt-claim-foo", claim: "foo" }],
        },
      ),
    ],
    "A claim becomes a header; nothing is said about requests without a token.",
  ),
  mutualTls(
    "mtls-migration",
    [peerAuthentication("default", STRICT, { namespace: "foo" }), peerAuthentication("default", STRICT, IN_ROOT)],
    "First a namespace, then the mesh.",
  ),
];
