import { type Place } from "../resources/value";

/**
 * Istio's sidecar runs as this user, and what it does is exempt from redirection (istio.io, application requirements).
 */
const SIDECAR_USER = 1337;

/** What a container must have and must not do. */
export interface ContainerDemands {
  readonly needsResources: boolean;
  readonly needsReadiness: boolean;
  /** Whether it is Istio's proxy, which that user is for. */
  readonly isProxy: boolean;
}

/** What is wrong with a container of a pod, each as the end of a sentence that starts with the container. */
export function containerProblems(container: Place, podSecurity: Place, demands: ContainerDemands): string[] {
  const isStart = container.path.includes("initContainers");
  return [
    ...(demands.needsResources ? resourceProblems(container) : []),
    ...(demands.needsReadiness && !isStart && container.at("readinessProbe").isAbsent ? ["has no readinessProbe"] : []),
    ...securityProblems(container.at("securityContext"), podSecurity, demands),
    ...imageProblems(container.at("image").text()),
  ];
}

/** The name of the container that injection adds or completes. */
const PROXY_CONTAINER = "istio-proxy";

/** Whether a container is Istio's proxy: the sidecar that a pod brings itself, or a gateway. */
export function isProxyContainer(container: Place): boolean {
  return container.at("name").textIfKnown() === PROXY_CONTAINER;
}

/**
 * Whether injection puts everything into a proxy's container that is not said of it: image, probe, resources and user
 * (istio.io, Customizing injection). What is said wins, so that alone can be wrong.
 */
export function isInjected(container: Place): boolean {
  const image = container.at("image").text();
  return isProxyContainer(container) && (image === undefined || image === "auto");
}

/** What is wrong with what is said of a container that injection completes. */
export function injectedProblems(container: Place, podSecurity: Place): string[] {
  const own = container.at("securityContext");
  return [
    ...(own.at("privileged").flag() ? ["is privileged"] : []),
    ...(own.at("allowPrivilegeEscalation").flag() ? ["may gain privileges (allowPrivilegeEscalation)"] : []),
    ...((own.at("runAsUser").number() ?? podSecurity.at("runAsUser").number()) === 0 ? ["may run as root"] : []),
  ];
}

function resourceProblems(container: Place): string[] {
  const wanted = [
    ["requests", "cpu"],
    ["requests", "memory"],
    ["limits", "memory"],
  ];
  const missing = wanted.filter((keys) => container.at("resources", ...keys).isAbsent).map((keys) => keys.join("."));
  return missing.length > 0 ? [`has no resources.${missing.join(", resources.")}`] : [];
}

/** A container's own settings win over those of its pod. */
function securityProblems(own: Place, pod: Place, { isProxy }: ContainerDemands): string[] {
  const user = own.at("runAsUser").number() ?? pod.at("runAsUser").number();
  const nonRoot = own.at("runAsNonRoot").flag() ?? pod.at("runAsNonRoot").flag() ?? false;
  const drops = own
    .at("capabilities", "drop")
    .texts()
    .map((name) => name.toUpperCase());
  return [
    ...(own.at("privileged").flag() ? ["is privileged"] : []),
    ...(own.at("allowPrivilegeEscalation").flag() === false ? [] : ["may gain privileges (allowPrivilegeEscalation)"]),
    ...(user === 0 || (!nonRoot && user === undefined) ? ["may run as root"] : []),
    ...(user === SIDECAR_USER && !isProxy ? [`runs as user ${SIDECAR_USER}, which is the sidecar's`] : []),
    ...(drops.includes("ALL") ? [] : ["keeps capabilities (capabilities.drop has no ALL)"]),
  ];
}

function imageProblems(image: string | undefined): string[] {
  if (image === undefined || image === "auto" || image.includes("@sha256:")) return [];
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (tag === undefined) return ["has an image without a tag"];
  return tag === "latest" ? ["has an image with the tag latest"] : [];
}
