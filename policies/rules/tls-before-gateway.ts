import { hostCovers } from "../../mesh/security/client-tls";
import { type Gateway, type Server } from "../objects/gateway";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { INGRESS } from "../objects/kinds";
import { type StackView } from "../objects/stack-view";
import { type StackResource } from "../resources/stack-resource";
import { type Place } from "../resources/value";
import { isBehindListeners } from "./elb-listeners";
import { type FrontService, frontServices } from "./front-services";

/**
 * Set on the gateway's Service, they make the load balancer of AWS end TLS before the gateway: at all ports, or at
 * some.
 */
const BALANCER_CERTIFICATE = "service.beta.kubernetes.io/aws-load-balancer-ssl-cert";
const BALANCER_PORTS = "service.beta.kubernetes.io/aws-load-balancer-ssl-ports";

/** Annotations of the AWS Load Balancer Controller (kubernetes-sigs.github.io, Ingress annotations). */
const ALB = "alb.ingress.kubernetes.io/";

/** Amazon CloudFront, in Pulumi's naming. */
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

/**
 * Whether clients speak TLS with somebody before the gateway, and nobody there takes plain HTTP for the server's hosts
 * without pointing to HTTPS: the gateway's own load balancer, an Ingress to its Service, or CloudFront.
 */
export function isBehindTls(gateway: Gateway, server: Server, view: StackView): boolean {
  const fronts = frontServices(gateway, view);
  return (
    fronts.some((front) => endsTls(front, server.port)) ||
    isBehindIngress(fronts, view) ||
    isBehindListeners(fronts, view) ||
    view.ofType(DISTRIBUTION).some((distribution) => isServedBy(distribution, server, fronts))
  );
}

/** Whether the load balancer of a Service ends TLS at every port that leads to one of the gateway's. */
function endsTls({ annotations, ports }: FrontService, port: number | undefined): boolean {
  if (annotations.at(BALANCER_CERTIFICATE).isAbsent) return false;
  const secure = annotations
    .at(BALANCER_PORTS)
    .text()
    ?.split(",")
    .map((text) => text.trim());
  if (secure === undefined || secure.includes("*")) return true;
  const leading = ports
    .items()
    .filter((one) => [one.at("port"), one.at("targetPort")].some((place) => place.number() === port))
    .map((one) => [one.at("port").number(), one.at("name").text()]);
  return (leading.length > 0 ? leading : [[port]]).every((names) =>
    names.some((name) => secure.includes(String(name))),
  );
}

/** The Ingresses that lead to one of a gateway's Services. */
export function ingressesTo(fronts: readonly FrontService[], view: StackView): KubernetesObject[] {
  return view
    .ofKind(INGRESS)
    .filter((ingress) =>
      backendsOf(ingress).some((name) =>
        fronts.some((front) => front.name === name && front.namespace === ingress.namespace),
      ),
    );
}

function backendsOf({ spec }: KubernetesObject): (string | undefined)[] {
  const paths = spec
    .at("rules")
    .items()
    .flatMap((rule) => rule.at("http", "paths").items());
  return [spec.at("defaultBackend"), ...paths.map((path) => path.at("backend"))].map((backend) =>
    backend.at("service", "name").text(),
  );
}

function isBehindIngress(fronts: readonly FrontService[], view: StackView): boolean {
  const ingresses = ingressesTo(fronts, view);
  return ingresses.length > 0 && ingresses.every((ingress) => demandsTls(ingress, view));
}

function demandsTls(ingress: KubernetesObject, view: StackView): boolean {
  const annotations = ingress.metadata.at("annotations");
  if (classOf(ingress) !== "alb") {
    // Other controllers end TLS where spec.tls has a certificate, and then redirect unless they are told not to.
    const redirects = annotations.at("nginx.ingress.kubernetes.io/ssl-redirect").text() !== "false";
    return ingress.spec.at("tls").items().length > 0 && redirects;
  }
  const ports = annotations.at(`${ALB}listen-ports`).text();
  const hasCertificate = !annotations.at(`${ALB}certificate-arn`).isAbsent;
  const isSecure = ports === undefined ? hasCertificate : /"HTTPS"/.test(ports);
  const isPlain = ports === undefined ? !hasCertificate : /"HTTP"/.test(ports);
  return isSecure && (!isPlain || groupOf(ingress, view).some(redirects));
}

function classOf({ spec, metadata }: KubernetesObject): string | undefined {
  return spec.at("ingressClassName").text() ?? metadata.at("annotations", "kubernetes.io/ingress.class").text();
}

/** Ingresses of one group share a load balancer, and a redirection. */
function groupOf(ingress: KubernetesObject, view: StackView): KubernetesObject[] {
  const nameOf = ({ metadata }: KubernetesObject) => metadata.at("annotations", `${ALB}group.name`).text();
  const group = nameOf(ingress);
  return group === undefined ? [ingress] : view.ofKind(INGRESS).filter((other) => nameOf(other) === group);
}

/** The controller redirects every request, or those that an action of that name and content is given. */
function redirects({ metadata }: KubernetesObject): boolean {
  const annotations = metadata.at("annotations");
  const actions = annotations.entries().filter(([key]) => key.startsWith(`${ALB}actions.`));
  return (
    !annotations.at(`${ALB}ssl-redirect`).isAbsent ||
    actions.some(([, action]) => /"Type":\s*"redirect"/i.test(action.text() ?? "") && /HTTPS/.test(action.text() ?? ""))
  );
}

/** Whether a distribution takes HTTPS alone and gets what it serves from the gateway. */
function isServedBy(distribution: StackResource, server: Server, fronts: readonly FrontService[]): boolean {
  const { properties } = distribution;
  const behaviours = [properties.at("defaultCacheBehavior"), ...properties.at("orderedCacheBehaviors").items()];
  return behaviours.every(demandsHttps) && (servesHosts(properties, server) || comesAfter(distribution, fronts));
}

function demandsHttps(behaviour: Place): boolean {
  return ["redirect-to-https", "https-only"].includes(behaviour.at("viewerProtocolPolicy").text() ?? "");
}

/** Whether the server is for the names under which people know the distribution, or by which that knows its origin. */
function servesHosts(properties: Place, server: Server): boolean {
  const origins = properties.at("origins").items();
  const names = [
    ...properties.at("aliases").texts(),
    ...origins.flatMap((origin) => origin.at("domainName").textIfKnown() ?? []),
  ];
  const hosts = server.hosts().filter((host) => host !== "*");
  return hosts.length > 0 && hosts.every((host) => names.some((name) => hostCovers(name, host)));
}

function comesAfter(distribution: StackResource, fronts: readonly FrontService[]): boolean {
  const before = distribution.ancestry();
  return fronts.some(({ resource }) => before.has(resource));
}
