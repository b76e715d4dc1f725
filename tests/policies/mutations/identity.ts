import { istio, type MeshPlan } from "../mesh-plan";
import { type Properties, type TestStack } from "../test-stack";
import { type Mutation, type Names } from "./mutation";

const AT_GATEWAY = { matchLabels: { istio: "ingressgateway" } };
const OFFICE = ["198.51.100.0/24"];

/** One more of Istio's security objects, which waits for Istio as the others do. */
function withPolicy(
  mesh: TestStack,
  plan: MeshPlan,
  kind: string,
  spec: Properties,
  namespace = plan.namespace,
): TestStack {
  const type = `kubernetes:security.istio.io/${plan.api}:${kind}`;
  const name = `own-${kind.toLowerCase()}`;
  return mesh.with(name, type, istio({ ...plan, namespace }, "security", kind, name, spec), { parent: "security" });
}

/** Lets some callers in. */
const letIn = (mesh: TestStack, plan: MeshPlan, source: Properties) =>
  withPolicy(mesh, plan, "AuthorizationPolicy", { action: "ALLOW", rules: [{ from: [{ source }] }] });

const principals = (mesh: TestStack, plan: MeshPlan, principal: string) =>
  letIn(mesh, plan, { principals: [principal.replace("NAMESPACE", plan.namespace)] });

/** A Service's port of another protocol, and who may use it beside those who get pages. */
function port(mesh: TestStack, plan: MeshPlan, { service }: Names, name: string, ...rules: Properties[]): TestStack {
  const named = mesh.with(`${service}-admin`, "kubernetes:core/v1:Service", {
    metadata: { name: `${service}-admin`, namespace: plan.namespace },
    spec: { selector: { app: service }, ports: [{ name, port: 5432 }] },
  });
  const selector = { matchLabels: { app: service } };
  return rules.length === 0
    ? named
    : withPolicy(named, plan, "AuthorizationPolicy", { selector, action: "ALLOW", rules });
}

function refusing(mesh: TestStack, plan: MeshPlan, names: Names, rule: Properties): TestStack {
  const open = port(mesh, plan, names, "tcp-admin", { from: [{ source: { namespaces: [plan.namespace] } }] });
  return open.with(
    "refused",
    `kubernetes:security.istio.io/${plan.api}:AuthorizationPolicy`,
    istio(plan, "security", "AuthorizationPolicy", "refused", { action: "DENY", rules: [rule] }),
    { parent: "security" },
  );
}

const atGateway = (mesh: TestStack, plan: MeshPlan, source: Properties, service: Properties = {}) =>
  withPolicy(
    mesh.set("istio-gateway", "values.service", service),
    plan,
    "AuthorizationPolicy",
    { selector: AT_GATEWAY, action: "ALLOW", rules: [{ from: [{ source }] }] },
    "istio-system",
  );

function tokens(mesh: TestStack, plan: MeshPlan, action: string, rule: Properties): TestStack {
  const rules = [{ issuer: "https://id.example.com", jwksUri: "https://id.example.com/keys" }];
  const asked = withPolicy(
    mesh,
    plan,
    "RequestAuthentication",
    { selector: AT_GATEWAY, jwtRules: rules },
    "istio-system",
  );
  return withPolicy(
    asked,
    plan,
    "AuthorizationPolicy",
    { selector: AT_GATEWAY, action, rules: [rule] },
    "istio-system",
  );
}

/** A Service whose port is another than its pods', one of which has a mode of its own. */
function portMode(
  mesh: TestStack,
  plan: MeshPlan,
  { service }: Names,
  number: string,
  selector: Properties,
): TestStack {
  return withPolicy(mesh.set(service, "spec.ports[0].targetPort", 8080), plan, "PeerAuthentication", {
    selector: { matchLabels: { app: service, ...selector } },
    portLevelMtls: { [number]: { mode: "STRICT" } },
  });
}

const secret = (mesh: TestStack, namespace: string, type: string, spec: Properties = {}) =>
  mesh.with("certificate", `kubernetes:${type}`, { metadata: { name: "books-tls", namespace }, spec });

const selecting = (mesh: TestStack, plan: MeshPlan, labels: Properties, namespace?: string) =>
  withPolicy(
    mesh,
    plan,
    "AuthorizationPolicy",
    { selector: { matchLabels: labels }, action: "DENY", rules: [] },
    namespace,
  );

export const IDENTITY_MUTATIONS: readonly Mutation[] = [
  {
    policy: "callers-exist",
    what: "an account that nobody has",
    mutate: (mesh, plan) =>
      principals(mesh, plan, "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account"),
    twin: (mesh, plan) => principals(mesh, plan, "cluster.local/ns/istio-system/sa/istio-ingressgateway"),
  },
  {
    policy: "callers-exist",
    what: "a wildcard in the middle",
    mutate: (mesh, plan) => principals(mesh, plan, "cluster.local/ns/*/sa/default"),
    twin: (mesh, plan) => principals(mesh, plan, "*/ns/NAMESPACE/sa/default"),
  },
  {
    policy: "callers-exist",
    what: "the scheme before an identity",
    mutate: (mesh, plan) => principals(mesh, plan, "spiffe://cluster.local/ns/NAMESPACE/sa/default"),
    twin: (mesh, plan) => principals(mesh, plan, "cluster.local/ns/NAMESPACE/*"),
  },
  {
    policy: "callers-exist",
    what: "another mesh's trust domain",
    mutate: (mesh, plan) => principals(mesh, plan, "prod.example/ns/NAMESPACE/sa/default"),
    twin: (mesh, plan) =>
      principals(
        mesh.set("istiod", "values.meshConfig.trustDomain", "prod.example"),
        plan,
        "prod.example/ns/NAMESPACE/sa/default",
      ),
  },
  {
    policy: "callers-exist",
    what: "a gateway that is looked for in another namespace",
    mutate: (mesh, plan) => letIn(mesh, plan, { namespaces: ["istio-ingress"] }),
    twin: (mesh, plan) => letIn(mesh, plan, { namespaces: ["istio-system", "monitoring"] }),
  },
  {
    policy: "authorization-fits-the-protocol",
    what: "TCP where pages alone may be got",
    mutate: (mesh, plan, names) => port(mesh, plan, names, "tcp-admin"),
    twin: (mesh, plan, names) => port(mesh, plan, names, "tcp-admin", { to: [{ operation: { ports: ["5432"] } }] }),
  },
  {
    policy: "authorization-fits-the-protocol",
    what: "a port of TCP that is allowed by a header",
    mutate: (mesh, plan, names) =>
      port(mesh, plan, names, "tls-admin", {
        to: [{ operation: { ports: ["5432"] } }],
        when: [{ key: "request.headers[x-admin]", values: ["yes"] }],
      }),
    twin: (mesh, plan, names) =>
      port(mesh, plan, names, "http-admin", {
        to: [{ operation: { ports: ["5432"] } }],
        when: [{ key: "request.headers[x-admin]", values: ["yes"] }],
      }),
  },
  {
    policy: "authorization-fits-the-protocol",
    what: "a refusal of a method, which refuses TCP altogether",
    mutate: (mesh, plan, names) => refusing(mesh, plan, names, { to: [{ operation: { methods: ["DELETE"] } }] }),
    twin: (mesh, plan, names) =>
      refusing(mesh, plan, names, { to: [{ operation: { methods: ["DELETE"], notPorts: ["5432"] } }] }),
  },
  {
    policy: "authorization-fits-the-protocol",
    what: "a refusal by a header, on TCP, too",
    mutate: (mesh, plan, names) =>
      refusing(mesh, plan, names, { when: [{ key: "request.headers[x-robot]", values: ["yes"] }] }),
    twin: (mesh, plan, names) =>
      refusing(mesh, plan, names, { from: [{ source: { notNamespaces: [plan.namespace] } }] }),
  },
  {
    policy: "authorization-fits-the-protocol",
    what: "another port of TCP that is allowed",
    mutate: (mesh, plan, names) => port(mesh, plan, names, "mysql", { to: [{ operation: { ports: ["5433"] } }] }),
    twin: (mesh, plan, names) =>
      port(mesh, plan, names, "mysql", { when: [{ key: "destination.port", values: ["5432"] }] }),
  },
  {
    policy: "address-rules-see-clients",
    what: "clients behind a node's address",
    mutate: (mesh, plan) => atGateway(mesh, plan, { ipBlocks: OFFICE }),
    twin: (mesh, plan) => atGateway(mesh, plan, { ipBlocks: OFFICE }, { externalTrafficPolicy: "Local" }),
  },
  {
    policy: "address-rules-see-clients",
    what: "clients whom nobody names",
    mutate: (mesh, plan) => atGateway(mesh, plan, { remoteIpBlocks: OFFICE }, { type: "NodePort" }),
    twin: (mesh, plan) => atGateway(mesh, plan, { remoteIpBlocks: OFFICE }, { type: "ClusterIP" }),
  },
  {
    policy: "address-rules-see-clients",
    what: "clients on the internet at a sidecar",
    mutate: (mesh, plan) => letIn(mesh, plan, { ipBlocks: OFFICE }),
    twin: (mesh, plan) => letIn(mesh, plan, { remoteIpBlocks: OFFICE }),
  },
  {
    policy: "tokens-are-checked",
    what: "a refusal of those with a token",
    mutate: (mesh, plan) => tokens(mesh, plan, "DENY", { from: [{ source: { requestPrincipals: ["*"] } }] }),
    twin: (mesh, plan) => tokens(mesh, plan, "DENY", { from: [{ source: { notRequestPrincipals: ["*"] } }] }),
  },
  {
    policy: "tokens-are-checked",
    what: "tokens that nothing demands",
    mutate: (mesh, plan) => tokens(mesh, plan, "ALLOW", { to: [{ operation: { paths: ["/*"] } }] }),
    twin: (mesh, plan) =>
      tokens(mesh, plan, "ALLOW", { when: [{ key: "request.auth.claims[iss]", values: ["https://id.example.com"] }] }),
  },
  {
    policy: "tokens-are-checked",
    what: "a demand for tokens that nobody reads",
    mutate: (mesh, plan) => letIn(mesh, plan, { requestPrincipals: ["https://id.example.com/*"] }),
    twin: (mesh, plan) => letIn(mesh, plan, { namespaces: [plan.namespace] }),
  },
  {
    policy: "port-modes-are-for-pod-ports",
    what: "a mode for a Service's port",
    mutate: (mesh, plan, names) => portMode(mesh, plan, names, "9080", {}),
    twin: (mesh, plan, names) => portMode(mesh, plan, names, "8080", {}),
  },
  {
    policy: "gateway-credentials-are-in-reach",
    what: "a Secret beside the Gateway",
    mutate: (mesh, plan) => secret(mesh, plan.namespace, "core/v1:Secret"),
    twin: (mesh) => secret(mesh, "istio-system", "core/v1:Secret"),
  },
  {
    policy: "gateway-credentials-are-in-reach",
    what: "a Certificate beside the Gateway",
    mutate: (mesh, plan) => secret(mesh, plan.namespace, "cert-manager.io/v1:Certificate", { secretName: "books-tls" }),
    twin: (mesh, plan) =>
      secret(mesh, plan.namespace, "cert-manager.io/v1:Certificate", { secretName: "books-client" }),
  },
  {
    policy: "security-selectors-match",
    what: "a policy for pods that are not there",
    mutate: (mesh, plan, { service }) => selecting(mesh, plan, { app: service, version: "v99" }),
    twin: (mesh, plan, { service }) => selecting(mesh, plan, { app: service, version: "v1" }),
  },
  {
    policy: "security-selectors-match",
    what: "a policy for a gateway, beside the application",
    mutate: (mesh, plan) => selecting(mesh, plan, { istio: "ingressgateway" }),
    twin: (mesh, plan) => selecting(mesh, plan, { istio: "ingressgateway" }, "istio-system"),
  },
];
