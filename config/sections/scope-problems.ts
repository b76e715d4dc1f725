import { type Path } from "../../mesh/config-path";
import { serviceHost } from "../../mesh/traffic/destination-rule";
import { remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { fieldOf, isFields } from "../value";

/** The project's sections as they were written. */
export type Written = Readonly<Record<string, unknown>>;

/** What the stack installs itself. */
export interface Scope {
  readonly istio: boolean;
  readonly bookinfo: boolean;
}

/** What is about the mesh as a whole, which is the business of whoever installs Istio. */
const OF_THE_MESH: readonly string[] = ["istioVersion", "mtls", "security", "caKey", "egress"];

/** What of `istio` has a meaning for an Istio that others have installed. */
const OF_ANY_ISTIO: readonly string[] = ["enabled", "revision", "gateway"];

/** What of `istio.gateway` says how the stack's own gateway is installed, and so reached. */
const OF_OWN_GATEWAY: readonly string[] = [
  "service",
  "nodePort",
  "httpsNodePort",
  "address",
  "dnsZone",
  "loadBalancer",
  "replicas",
];

/** What is said of something that the stack does not install, and things that are not there without it. */
export function scopeProblems(written: Written, scope: Scope): Problem[] {
  return [
    ...(scope.istio ? [] : foundIstioProblems(written, scope.bookinfo)),
    ...(scope.bookinfo ? [] : withoutBookinfoProblems(written, scope.istio)),
    ...(isFields(gatewayOf(written)) && fieldOf(gatewayOf(written), "selector") !== undefined
      ? foundGatewayProblems(written, scope)
      : []),
  ];
}

function foundIstioProblems(written: Written, bookinfo: boolean): Problem[] {
  if (fieldOf(written["cluster"], "kind") === "eks") {
    const path = ["istio", "enabled"];
    const message =
      "is false, and a cluster that the stack makes on EKS has no Istio but the stack's: expected true, or cluster.kind: existing";
    return [{ path, message, fix: set(path, true) }];
  }
  const why = "is only for stacks that install Istio, and istio.enabled is false";
  const hasSelector = fieldOf(gatewayOf(written), "selector") !== undefined;
  return [
    ...OF_THE_MESH.filter((name) => written[name] !== undefined).flatMap((name) =>
      name === "security" ? foreignSecurityProblems(written, why) : [unset([name], why)],
    ),
    ...fieldsBut(written["istio"], OF_ANY_ISTIO).map((name) => unset(["istio", name], why)),
    ...(bookinfo && !hasSelector ? [noGateway()] : []),
  ];
}

/**
 * Of security the stack has a say in how sidecars connect to its services alone: their own DestinationRules say that.
 */
function foreignSecurityProblems(written: Written, why: string): Problem[] {
  const security = written["security"];
  const rules = fieldOf(security, "clientRules");
  if (!Array.isArray(rules)) return [unset(["security"], why)];
  const services = isFields(written["services"]) ? Object.entries(written["services"]) : [];
  const hosts = services.map(
    ([name, one]) => fieldOf(one, "host") ?? serviceHost(name, String(fieldOf(one, "namespace"))),
  );
  return [
    ...fieldsBut(security, ["clientRules"]).map((name) => unset(["security", name], why)),
    ...rules.flatMap((rule: unknown, index) => {
      const host = fieldOf(rule, "host");
      if (typeof host !== "string" || hosts.includes(host)) return [];
      return [unset(["security", "clientRules", index], `is for ${host}, which is no host of services, and ${why}`)];
    }),
  ];
}

function noGateway(): Problem {
  const path = ["istio", "gateway", "selector"];
  const message =
    "is missing: with istio.enabled: false the stack installs no gateway, and Bookinfo needs one: expected the labels of its pods";
  return { path, message, fix: set([...path, "istio"], "ingressgateway") };
}

function withoutBookinfoProblems(written: Written, istio: boolean): Problem[] {
  const why = "is for Bookinfo, and bookinfo.enabled is false";
  const security = written["security"];
  const ofSecurity = [
    ...(isEmptyList(fieldOf(security, "exceptions")) ? [] : ["exceptions"]),
    ...(fieldOf(security, "authorization") === "enforced" ? ["authorization"] : []),
  ];
  return [
    ...fieldsBut(written["bookinfo"], ["enabled"]).map((name) => unset(["bookinfo", name], why)),
    ...(istio && written["mtls"] === "namespace"
      ? [
          {
            path: ["mtls"],
            message: "namespace means that of Bookinfo, and bookinfo.enabled is false: expected mesh or permissive",
            fix: set(["mtls"], "mesh"),
          },
        ]
      : []),
    ...(istio ? ofSecurity.map((name) => unset(["security", name], why)) : []),
    ...gatewayWithoutBookinfo(written, istio),
  ];
}

/** A Gateway object is made for Bookinfo alone. */
function gatewayWithoutBookinfo(written: Written, istio: boolean): Problem[] {
  const gateway = gatewayOf(written);
  if (!isFields(gateway)) return [];
  if (!istio) {
    const why =
      "is for requests to Bookinfo, and bookinfo.enabled is false: for another service, expected services.<service>.gateway";
    return [unset(["istio", "gateway"], why)];
  }
  const why = "is for Bookinfo's Gateway, and bookinfo.enabled is false";
  return ["hosts", "tls", "dnsZone"]
    .filter((name) => gateway[name] !== undefined)
    .map((name) => unset(["istio", "gateway", name], why));
}

function foundGatewayProblems(written: Written, { istio, bookinfo }: Scope): Problem[] {
  if (!istio && !bookinfo) return [];
  const gateway = ["istio", "gateway"];
  const why = "is for a gateway that the stack installs, and istio.gateway.selector names one that is there";
  const chart = ["istio", "values", "gateway"];
  const hasValues = istio && fieldOf(fieldOf(written["istio"], "values"), "gateway") !== undefined;
  // Who the gateway is, is known of one that the stack installs: its ServiceAccount has the name of its release.
  const isEnforced = istio && bookinfo && fieldOf(written["security"], "authorization") === "enforced";
  return [
    ...OF_OWN_GATEWAY.filter((name) => fieldOf(gatewayOf(written), name) !== undefined).map((name) =>
      unset([...gateway, name], why),
    ),
    ...(hasValues ? [unset(chart, why)] : []),
    ...(isEnforced
      ? [
          {
            path: ["security", "authorization"],
            message:
              "enforced recognises the gateway by its ServiceAccount, and that of a gateway named by istio.gateway.selector is not known: expected none",
            fix: set(["security", "authorization"], "none"),
          },
        ]
      : []),
  ];
}

function gatewayOf(written: Written): unknown {
  return fieldOf(written["istio"], "gateway");
}

function unset(path: Path, why: string): Problem {
  return { path, message: `${why}: expected it to be unset`, fix: remove(path) };
}

/** The fields of an object that have a value, but some. */
function fieldsBut(value: unknown, names: readonly string[]): string[] {
  if (!isFields(value)) return [];
  return Object.keys(value).filter((name) => value[name] !== undefined && !names.includes(name));
}

function isEmptyList(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}
