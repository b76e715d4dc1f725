import { type Properties } from "../test-stack";
import {
  authorizationPolicy,
  gateway,
  httpPort,
  inNamespace,
  type Manifest,
  namespace,
  requestAuthentication,
  to,
  virtualService,
} from "./manifest";
import { type Sample } from "./sample";
import { WRITTEN } from "./written";

export const HTTPBIN = "httpbin/httpbin.yaml";
export const CURL = "curl/curl.yaml";
export const IN_ROOT = { namespace: "istio-system" };
export const STRICT = { mtls: { mode: "STRICT" } };
export const INGRESS = { matchLabels: { istio: "ingressgateway" } };
export const ISSUER = "testing@secure.istio.io";
const JWKS = "https://raw.githubusercontent.com/istio/istio/release-1.31/security/tools/jwt/samples/jwks.json";

export function task(step: string, manifests: readonly Manifest[], why: string, rest: Partial<Sample> = {}): Sample {
  return { name: `tasks/security/${step}`, files: [HTTPBIN, CURL], manifests, why, ...rest };
}

/** In the namespace foo, which most of these tasks make. */
export function inFoo(step: string, manifests: readonly Manifest[], why: string, rest: Partial<Sample> = {}): Sample {
  return task(step, [namespace("foo"), ...manifests], why, { namespace: "foo", ...rest });
}

export const ofApp = (app: string): Properties => ({ selector: { matchLabels: { app } } });

export const httpbinRule = (name: string, spec: Properties, metadata: Properties = {}): Manifest =>
  authorizationPolicy(name, { ...ofApp("httpbin"), ...spec }, metadata);

export const operation = (what: Properties): Properties => ({ to: [{ operation: what }] });
export const source = (what: Properties): Properties => ({ from: [{ source: what }] });

export function tokens(name: string, spec: Properties, metadata: Properties = {}, rule: Properties = {}): Manifest {
  return requestAuthentication(name, { ...spec, jwtRules: [{ issuer: ISSUER, jwksUri: JWKS, ...rule }] }, metadata);
}

/** The same application in two namespaces of the mesh and in one that has no sidecars. */
function threeNamespaces(): Manifest[] {
  const applications = [HTTPBIN, CURL].flatMap((file) => WRITTEN[file] ?? []);
  return [
    namespace("foo"),
    namespace("bar"),
    namespace("legacy", {}),
    ...["foo", "bar", "legacy"].flatMap((name) => inNamespace(name, applications)),
  ];
}

export function mutualTls(
  step: string,
  policies: readonly Manifest[],
  why: string,
  rest: Partial<Sample> = {},
): Sample {
  return task(step, [...threeNamespaces(), ...policies], why, { files: [], ...rest });
}

export function httpbinDoor(match: Properties = {}): Manifest[] {
  return [
    gateway("httpbin-gateway", {
      selector: { istio: "ingressgateway" },
      servers: [{ port: httpPort(80), hosts: ["*"] }],
    }),
    virtualService("httpbin", {
      hosts: ["*"],
      gateways: ["httpbin-gateway"],
      http: [{ ...match, route: [to("httpbin.foo.svc.cluster.local", undefined, 8000)] }],
    }),
  ];
}

export const viewer = (app: string, from: Properties): Manifest =>
  authorizationPolicy(`${app}-viewer`, {
    ...ofApp(app),
    action: "ALLOW",
    rules: [{ ...from, ...operation({ methods: ["GET"] }) }],
  });

export const ofAccount = (account: string): Properties =>
  source({ principals: [`cluster.local/ns/default/sa/${account}`] });

export const tcpPolicy = (action: string, what: Properties): Manifest =>
  authorizationPolicy("tcp-policy", { ...ofApp("tcp-echo"), action, rules: [operation(what)] });

export const onTcp = { files: [CURL, "tcp-echo/tcp-echo.yaml"] };
