import { type z } from "zod";
import { type ClusterConfig, type ExistingClusterConfig, type MeshConfig } from "./config";
import { deployedVersions } from "../mesh/bookinfo";
import { REGION } from "../mesh/config-path";
import { type ControlPlane } from "../mesh/istio/control-plane";
import { DEFAULT_ISTIO_VERSION, tooOld } from "../mesh/versions/istio-versions";
import { withStructureFirst } from "./json-text";
import { set } from "./problem/fix";
import { knownWords, nearest } from "./problem/nearest";
import { inOrderOfFixing, type Problem } from "./problem/problem";
import { issueProblems } from "./problem/schema-problem";
import { projectKeys } from "./project-keys";
import { read, type Reading } from "./reading";
import { configSchema, SECTIONS, type Section } from "./schema/config-schema";
import { authorityProblems, keyInTheClear } from "./sections/authority-problems";
import { type EksInput, type ExistingInput } from "./sections/cluster-schema";
import { egressProblems } from "./sections/egress-problems";
import { eksConfig } from "./sections/eks-config";
import { eksProblems } from "./sections/eks-problems";
import { applicationNamespaceProblems, gatewayProblems, gatewayTlsOf } from "./sections/gateway-problems";
import { type IstioInput } from "./sections/istio-schema";
import { istioValueProblems } from "./sections/istio-value-problems";
import { loadBalancerOf, loadBalancerProblems } from "./sections/load-balancer-problems";
import { scopeProblems } from "./sections/scope-problems";
import { securityProblems } from "./sections/security-problems";
import { foreignServices, knownServices } from "./sections/known-services";
import { namespacesOf, servicesProblems } from "./sections/services-problems";
import { tagProblems } from "./sections/tags-problems";
import { parseTraffic } from "./sections/traffic-config";
import { isFields } from "./value";

/** What a stack's config says before anything is checked. */
export interface RawConfig {
  /** `aws:region`, where the stack sets it. */
  readonly region?: string;
  /** The project's own keys, without its name, as Pulumi keeps them: text, or JSON for what has structure. */
  readonly values: Readonly<Record<string, string>>;
  /** Those of the keys of which some part is encrypted. None where it is not given. */
  readonly encrypted?: readonly string[];
  /** Those of the keys that the stack's file holds as one text, whatever is in it. None where it is not given. */
  readonly texts?: readonly string[];
}

/** The kubeconfig of an existing cluster, and which of its contexts is meant, where that is known. */
export type KubeconfigChoice = Pick<ExistingClusterConfig, "kubeconfig"> &
  Partial<Pick<ExistingClusterConfig, "context">>;

/** What the machine tells about values that name something on it. */
export interface Surroundings {
  /** The regions that AWS has. Asked only when one is needed or set. */
  readonly regions: () => readonly string[];
  /** A path as the user wrote it (`~`, or relative to the project) as an absolute one. */
  readonly absolutePath: (path: string) => string;
  /** What keeps a kubeconfig and its context from being used. */
  readonly kubeconfigProblems: (choice: KubeconfigChoice) => readonly Problem[];
  /** What keeps a folder from being a source of the charts of an Istio version. */
  readonly chartFolderProblems: (folder: string, version: string) => readonly Problem[];
  /** The day, such as `2026-11-26`. Where it is not told, nothing is judged that depends on it. */
  readonly today?: () => string;
}

/** The checked config, or everything that is wrong with it. */
export type ParsedConfig =
  | { readonly config: MeshConfig; readonly problems?: undefined }
  | { readonly problems: readonly [Problem, ...Problem[]]; readonly config?: undefined };

/**
 * Checks a stack's config against its schema and the rules between values, and finds everything that is wrong at once:
 * what is wrong in one place hides no more than the rules that need that very value.
 */
export function parseConfig(raw: RawConfig, surroundings: Surroundings): ParsedConfig {
  const { region, values, encrypted = [], texts = [] } = raw;
  const { sections, problems: unknown } = projectKeys(values, encrypted);
  const problems: Problem[] = [...unknown];
  const section = <T>(name: Section, schema: z.ZodType<T>): Reading<T> => {
    const reading = read(schema, sections[name]);
    problems.push(...issueProblems([name], sections[name], reading, encrypted));
    return reading;
  };

  const schemas = configSchema.shape;
  const istioVersion = section("istioVersion", schemas.istioVersion).valid;
  const old = istioVersion && tooOld(istioVersion);
  if (old) {
    const path = ["istioVersion"];
    problems.push({ path, message: old, fix: set(path, DEFAULT_ISTIO_VERSION) });
  }
  const cluster = section("cluster", schemas.cluster);
  const mtls = section("mtls", schemas.mtls).valid;
  const security = section("security", schemas.security);
  const caKey = section("caKey", schemas.caKey);
  const egress = section("egress", schemas.egress);
  const istio = section("istio", schemas.istio);
  const bookinfo = section("bookinfo", schemas.bookinfo);
  const tags = section("tags", schemas.tags);
  const services = section("services", schemas.services);
  const scope = {
    istio: istio.field("enabled").valid ?? true,
    bookinfo: bookinfo.field("enabled").valid ?? true,
  };
  const deployed = scope.bookinfo ? deployedVersions(bookinfo.field("versions").valid) : {};
  const traffic = parseTraffic(sections.traffic ?? {}, knownServices(deployed, services));
  const namespace = scope.bookinfo ? bookinfo.field("namespace").valid : undefined;
  problems.push(...servicesProblems(services, namespace));
  problems.push(...traffic.problems, ...securityProblems(security, mtls, namespace));
  const authority = security.field("caCertificates");
  if (authority.isValid && caKey.isValid) problems.push(...authorityProblems(authority.valid, caKey.valid));
  if (values["caKey"] !== undefined && !encrypted.includes("caKey")) problems.push(keyInTheClear());
  problems.push(
    ...applicationNamespaceProblems(namespace),
    ...tagProblems(tags.valid ?? {}),
    ...gatewayProblems(istio.field("gateway"), [
      ...(namespace === undefined ? [] : [namespace]),
      ...namespacesOf(services),
    ]),
    ...loadBalancerProblems(istio.field("gateway"), cluster),
  );
  const controlPlane = istio.valid && istioVersion ? controlPlaneOf(istio.valid, istioVersion) : undefined;
  problems.push(...egressProblems(egress, namespace, controlPlane));
  const clientTls = security.field("clientTls").valid;
  if (istio.valid && controlPlane && mtls && clientTls && egress.valid) {
    const { accessLog, gateway, values } = istio.valid;
    const rest = { ...controlPlane, accessLog, gateway, mtls, clientTls, egress: egress.valid };
    problems.push(...istioValueProblems(values, rest));
  }
  const chartSource = istio.field("chartSource").valid;
  const charts = chartSource && chartsAt(chartSource, surroundings);
  if (charts?.startsWith("/") && istioVersion) {
    problems.push(...surroundings.chartFolderProblems(charts, istioVersion));
  }

  const eks = cluster.ofKind("eks");
  if (eks || region !== undefined) problems.push(...regionProblems(region, surroundings.regions()));
  if (eks) {
    problems.push(...eksProblems(eks, sections.cluster, { istioVersion, region, today: surroundings.today?.() }));
  }
  const existing = cluster.ofKind("existing");
  if (existing) {
    const [kubeconfig, context] = [existing.field("kubeconfig").valid, existing.field("context").valid];
    const choice = kubeconfig && { kubeconfig: surroundings.absolutePath(kubeconfig), ...(context && { context }) };
    if (choice) problems.push(...surroundings.kubeconfigProblems(choice));
  }

  // What takes whole sections away comes after what would fix parts of them.
  problems.push(...scopeProblems(sections, scope));

  const jsonTexts = SECTIONS.filter((name) => texts.includes(name) && isContainer(sections[name])).map((section) => ({
    section,
    json: values[section] ?? "",
    isEncrypted: encrypted.includes(section),
  }));
  const [first, ...rest] = jsonTexts.reduce(withStructureFirst, inOrderOfFixing(problems));
  if (first) return { problems: [first, ...rest] };
  if (
    !cluster.valid ||
    !mtls ||
    !security.valid ||
    !egress.valid ||
    !istio.valid ||
    !charts ||
    !bookinfo.valid ||
    !services.valid ||
    !istioVersion
  ) {
    throw new Error("a section of the config failed without saying why");
  }
  const { tls, loadBalancer, ...gateway } = istio.valid.gateway;
  const { caCertificates: certificates, ...ownSecurity } = security.valid;
  return {
    config: {
      cluster: clusterOf(cluster.valid, region ?? "", surroundings),
      istio: {
        ...istio.valid,
        version: istioVersion,
        chartSource: charts,
        gateway: {
          ...gateway,
          ...(tls && { tls: gatewayTlsOf(tls) }),
          ...(eks &&
            !gateway.selector &&
            gateway.service === "LoadBalancer" && { loadBalancer: loadBalancerOf(loadBalancer, eks) }),
        },
      },
      mtls,
      security: {
        ...ownSecurity,
        ...(certificates && caKey.valid !== undefined && { authority: { ...certificates, key: caKey.valid } }),
      },
      egress: egress.valid,
      bookinfo: bookinfo.valid,
      services: foreignServices(services.valid),
      traffic: traffic.plans,
      ...(tags.valid && { tags: tags.valid }),
    },
  };
}

function controlPlaneOf({ revision, dnsCapture, values }: IstioInput, version: string): ControlPlane {
  return { version, revision, dnsCapture, values: values.istiod };
}

/** What the cluster section leads to, once the region is known from `aws:region`. */
function clusterOf(input: EksInput | ExistingInput, region: string, { absolutePath }: Surroundings): ClusterConfig {
  return input.kind === "eks" ? eksConfig(input, region) : { ...input, kubeconfig: absolutePath(input.kubeconfig) };
}

function isContainer(value: unknown): boolean {
  return isFields(value) || Array.isArray(value);
}

function chartsAt(source: string, { absolutePath }: Surroundings): string {
  return /^\w+:\/\//.test(source) ? source : absolutePath(source);
}

/** What is wrong with the region of a stack. */
function regionProblems(region: string | undefined, regions: readonly string[]): Problem[] {
  const path = [REGION];
  const usual = "ap-northeast-1";
  if (region === undefined) {
    return [{ path, message: "is missing: expected the name of an AWS region", fix: set(path, usual) }];
  }
  if (regions.includes(region)) return [];
  const message = `${JSON.stringify(region)} is not an AWS region; ${knownWords(region, regions)}`;
  return [{ path, message, fix: set(path, nearest(region, regions) ?? usual) }];
}
