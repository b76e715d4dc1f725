import { authorizationPolicy, inNamespace, namespace } from "./manifest";
import { type Sample } from "./sample";
import {
  CURL,
  HTTPBIN,
  IN_ROOT,
  ISSUER,
  httpbinDoor,
  httpbinRule,
  inFoo,
  ofAccount,
  ofApp,
  onTcp,
  operation,
  source,
  task,
  tcpPolicy,
  tokens,
  viewer,
} from "./security-objects";
import { WRITTEN } from "./written";

/** The tasks of docs/tasks/security/authorization. */
export const AUTHORIZATION_TASKS: readonly Sample[] = [
  task(
    "authz-http",
    [
      authorizationPolicy("allow-nothing", {}, { namespace: "default" }),
      viewer("productpage", {}),
      viewer("details", ofAccount("bookinfo-productpage")),
      viewer("reviews", ofAccount("bookinfo-productpage")),
      viewer("ratings", ofAccount("bookinfo-reviews")),
    ],
    "Nothing is allowed but GET, from those who call.",
    { files: ["bookinfo/platform/kube/bookinfo.yaml"] },
  ),
  inFoo(
    "authz-tcp, allowed ports",
    [tcpPolicy("ALLOW", { ports: ["9000", "9001"] })],
    "A condition that TCP can meet.",
    onTcp,
  ),
  inFoo(
    "authz-tcp, an HTTP condition in ALLOW",
    [tcpPolicy("ALLOW", { methods: ["GET"], ports: ["9000"] })],
    "The task shows that TCP never meets it: everything is refused.",
    { ...onTcp, faults: ["authorization-fits-the-protocol"] },
  ),
  inFoo(
    "authz-tcp, an HTTP condition in DENY",
    [tcpPolicy("DENY", { methods: ["GET"] })],
    "The task shows that Istio leaves the condition out: everything is refused.",
    { ...onTcp, faults: ["authorization-fits-the-protocol"] },
  ),
  inFoo(
    "authz-tcp, an HTTP condition beside a port in DENY",
    [tcpPolicy("DENY", { methods: ["GET"], ports: ["9000"] })],
    "The task shows that what is left is the port.",
    { ...onTcp, faults: ["authorization-fits-the-protocol"] },
  ),
  inFoo(
    "authz-jwt, an issuer",
    [
      tokens("jwt-example", ofApp("httpbin")),
      httpbinRule("require-jwt", {
        action: "ALLOW",
        rules: [source({ requestPrincipals: [`${ISSUER}/${ISSUER}`] })],
      }),
    ],
    "The policy demands the token that the authentication checks.",
  ),
  inFoo(
    "authz-jwt, a claim",
    [
      tokens("jwt-example", ofApp("httpbin")),
      httpbinRule("require-jwt", {
        action: "ALLOW",
        rules: [
          {
            ...source({ requestPrincipals: [`${ISSUER}/${ISSUER}`] }),
            when: [{ key: "request.auth.claims[groups]", values: ["group1"] }],
          },
        ],
      }),
    ],
    "And a claim beside.",
  ),
  inFoo(
    "authz-custom",
    [
      httpbinRule("ext-authz", {
        action: "CUSTOM",
        provider: { name: "sample-ext-authz-grpc" },
        rules: [operation({ paths: ["/headers"] })],
      }),
    ],
    "Somebody else decides; who that is stands in the mesh's configuration. The sample's authorizer has no sidecar.",
    { files: [HTTPBIN, CURL, "extauthz/ext-authz.yaml"], faults: ["workloads-keep-their-sidecar"] },
  ),
  inFoo(
    "authz-deny",
    [
      httpbinRule("deny-method-get", {
        action: "DENY",
        rules: [
          {
            ...operation({ methods: ["GET"] }),
            when: [{ key: "request.headers[x-token]", notValues: ["admin"] }],
          },
        ],
      }),
      httpbinRule("allow-path-ip", { action: "ALLOW", rules: [operation({ paths: ["/ip"] })] }),
    ],
    "DENY goes before ALLOW.",
  ),
  inFoo(
    "authz-ingress, ipBlocks",
    [
      ...httpbinDoor(),
      authorizationPolicy(
        "ingress-policy",
        {
          selector: { matchLabels: { app: "istio-ingressgateway" } },
          action: "ALLOW",
          rules: [source({ ipBlocks: ["1.2.3.4", "5.6.7.0/24"] })],
        },
        IN_ROOT,
      ),
    ],
    "The platform's gateway keeps the client's address (externalTrafficPolicy Local), as the task sets it.",
    { choices: ["gateways-serve-https"] },
  ),
  inFoo(
    "authz-ingress, remoteIpBlocks",
    [
      ...httpbinDoor(),
      authorizationPolicy(
        "ingress-policy",
        {
          selector: { matchLabels: { app: "istio-ingressgateway" } },
          action: "DENY",
          rules: [source({ remoteIpBlocks: ["1.2.3.4", "5.6.7.0/24"] })],
        },
        IN_ROOT,
      ),
    ],
    "The address that the load balancer's header says.",
    { choices: ["gateways-serve-https"] },
  ),
  task(
    "authz-td-migration",
    [
      namespace("curl-allow"),
      ...inNamespace("curl-allow", WRITTEN[CURL] ?? []),
      httpbinRule("service-httpbin.default.svc.cluster.local", {
        rules: [{ ...source({ principals: ["old-td/ns/curl-allow/sa/curl"] }), ...operation({ methods: ["GET"] }) }],
      }),
    ],
    "An identity of the mesh's former trust domain, which the platform keeps as an alias.",
  ),
  inFoo(
    "authz-dry-run",
    [
      httpbinRule(
        "deny-path-headers",
        { action: "DENY", rules: [operation({ paths: ["/headers"] })] },
        { annotations: { "istio.io/dry-run": "true" } },
      ),
    ],
    "The policy is tried out: it decides nothing.",
  ),
];
