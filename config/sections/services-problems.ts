import { BOOKINFO } from "../../mesh/bookinfo";
import { serviceHost } from "../../mesh/traffic/destination-rule";
import { gatewayRouteName, type Labels } from "../../mesh/traffic/foreign-service";
import { remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { type ServicesInput } from "./services-schema";
import { isFields } from "../value";

/** Names of the VirtualServices by which Bookinfo is reached from outside. */
const BOOKINFO_ROUTES: readonly string[] = ["bookinfo", "bookinfo-redirect"];

/** A service as far as it is right. */
interface Known {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly host: string | undefined;
  readonly isHostGiven: boolean;
  readonly versions: Readonly<Record<string, Labels>>;
  readonly hasGateway: boolean;
}

/**
 * What is wrong between the values of the section `services`, as far as each is right by itself. `bookinfo` is the
 * namespace of Bookinfo; undefined where the stack has none.
 */
export function servicesProblems(section: Reading<ServicesInput>, bookinfo: string | undefined): Problem[] {
  const services = knownOf(section);
  return services.flatMap((service) => [
    ...(bookinfo === undefined ? [] : bookinfoProblems(service, bookinfo)),
    ...hostProblems(service, services),
    ...objectProblems(service, services),
    ...labelProblems(service),
  ]);
}

/** The names that a section has, whatever is wrong with what stands under them. */
export function namesOf(section: Reading<ServicesInput>): string[] {
  return isFields(section.value) ? Object.keys(section.value) : [];
}

/** The namespaces of a section's services. */
export function namespacesOf(section: Reading<ServicesInput>): string[] {
  return knownOf(section).flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace]));
}

function knownOf(section: Reading<ServicesInput>): Known[] {
  return namesOf(section).map((name) => {
    const service = section.field(name);
    const namespace = service.field("namespace").valid;
    const host = service.field("host");
    const byDefault = namespace === undefined ? undefined : serviceHost(name, namespace);
    return {
      name,
      namespace,
      host: host.isValid ? (host.valid ?? byDefault) : undefined,
      isHostGiven: host.valid !== undefined,
      versions: service.field("versions").valid ?? {},
      hasGateway: service.field("gateway").valid !== undefined,
    };
  });
}

function bookinfoProblems({ name, namespace, host }: Known, bookinfo: string): Problem[] {
  const path = ["services", name];
  if (Object.hasOwn(BOOKINFO, name)) {
    const message = "is the name of a service of Bookinfo's, which the stack has: expected another name, with its host";
    return [{ path, message, fix: remove(path, "and set it under another name, or bookinfo.enabled to false") }];
  }
  const same = Object.keys(BOOKINFO).find((service) => serviceHost(service, bookinfo) === host);
  if (same !== undefined) {
    const message = `${host} is Bookinfo's, which the stack has: expected traffic.${same} for it`;
    return [{ path, message, fix: remove(path) }];
  }
  if (namespace === bookinfo && BOOKINFO_ROUTES.includes(name)) {
    const message = `a VirtualService of Bookinfo's has this name in the namespace ${namespace}: expected another name, with its host`;
    return [{ path, message, fix: remove(path, "and set it under another name") }];
  }
  return [];
}

function hostProblems({ name, namespace, host, isHostGiven }: Known, all: readonly Known[]): Problem[] {
  if (host === undefined) return [];
  const path = ["services", name];
  const at = isHostGiven ? [...path, "host"] : path;
  const [, other] = /^[^.]+\.([^.]+)\.svc\.cluster\.local$/.exec(host) ?? [];
  if (isShort(host, namespace)) {
    const full = namespace === undefined ? undefined : serviceHost(host.split(".")[0] ?? name, namespace);
    const message = `${JSON.stringify(host)} means another Service in every namespace: expected a full name such as ${full ?? "catalog.shop.svc.cluster.local"}`;
    return [{ path: at, message, fix: full === undefined ? remove(at) : set(at, full) }];
  }
  if (namespace !== undefined && other !== undefined && other !== namespace) {
    const message = `${host} is a Service of the namespace ${other}, and namespace is ${namespace}, where sidecars would not look for its rules: expected one namespace in both`;
    return [{ path: at, message, fix: set([...path, "namespace"], other) }];
  }
  const first = all.find((one) => one.host === host);
  if (first === undefined || first.name === name) return [];
  const message = `${host} is services.${first.name} already: expected each host once`;
  return [{ path: at, message, fix: remove(path) }];
}

/** A name that the DNS of a pod completes: `catalog`, `catalog.shop` and `catalog.shop.svc`. */
function isShort(host: string, namespace: string | undefined): boolean {
  const [, ...rest] = host.split(".");
  return rest.length === 0 || (rest.length < 3 && rest.at(-1) === "svc") || rest.join(".") === namespace;
}

/** The VirtualService of another service's gateway has the name of this one's. */
function objectProblems({ name, namespace }: Known, all: readonly Known[]): Problem[] {
  const other = all.find((one) => one.hasGateway && one.namespace === namespace && gatewayRouteName(one.name) === name);
  if (other === undefined) return [];
  const path = ["services", name];
  const message = `is the name of the VirtualService for services.${other.name}.gateway: expected another name, with its host`;
  return [{ path, message, fix: remove(path, "and set it under another name") }];
}

/** Labels by which no pod is told from those of another version. */
function labelProblems({ name, versions }: Known): Problem[] {
  const entries = Object.entries(versions);
  return entries.flatMap(([version, labels], index): Problem[] => {
    const narrower = entries.find(
      ([, other], at) => at !== index && areAmong(labels, other) && !(at > index && areAmong(other, labels)),
    );
    if (!narrower) return [];
    const [other, otherLabels] = narrower;
    const at = ["services", name, "versions", version];
    const message = `every pod of ${other} has these labels, too: expected a label that tells the two apart`;
    const wrong = otherLabels["version"] === version ? other : version;
    return [{ path: at, message, fix: set(["services", name, "versions", wrong, "version"], wrong) }];
  });
}

function areAmong(labels: Labels, others: Labels): boolean {
  return Object.entries(labels).every(([label, value]) => others[label] === value);
}
