import { type z } from "zod";
import { authorityProblems, keyInTheClear } from "./sections/authority-problems";
import { type ExistingClusterConfig, type MeshConfig } from "../mesh/config";
import {
  bookinfoSchema,
  clusterOf,
  clusterSchema,
  existingCluster,
  istioSchema,
  istioVersionSchema,
} from "./sections/config-schema";
import { eksProblems, regionProblems } from "./sections/eks-problems";
import { egressProblems } from "./sections/egress-problems";
import { applicationNamespaceProblems, gatewayProblems, gatewayTlsOf } from "./sections/gateway-problems";
import { DEFAULT_ISTIO_VERSION, tooOld } from "../mesh/istio/istio-versions";
import { withStructureFirst } from "./json-text";
import { set } from "./problem/fix";
import { inOrderOfFixing, type Problem } from "./problem/problem";
import { projectKeys, type Section, SECTIONS } from "./project-keys";
import { readSection, type ReadSection } from "./read-section";
import { issueProblems } from "./problem/schema-problem";
import { securityProblems } from "./sections/security-problems";
import { caKeySchema, egressSchema, mtlsSchema, securitySchema } from "./sections/security-schema";
import { validFields } from "./valid-parts";
import { parseTraffic } from "./sections/traffic-config";
import { fieldOf, isFields } from "./value";

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
  const section = <T>(name: Section, schema: z.ZodType<T>): ReadSection<T> => {
    const read = readSection(schema, sections[name]);
    problems.push(...issueProblems([name], read, encrypted));
    return read;
  };

  const istioVersion = section("istioVersion", istioVersionSchema).data;
  const old = istioVersion && tooOld(istioVersion);
  if (old) {
    const path = ["istioVersion"];
    problems.push({ path, message: old, fix: set(path, DEFAULT_ISTIO_VERSION) });
  }
  const cluster = section("cluster", clusterSchema);
  const mtls = section("mtls", mtlsSchema).data;
  const security = section("security", securitySchema);
  const caKey = section("caKey", caKeySchema);
  const egress = section("egress", egressSchema);
  const istio = section("istio", istioSchema);
  const bookinfo = section("bookinfo", bookinfoSchema);
  const traffic = parseTraffic(sections.traffic ?? {});
  const { namespace } = validFields(bookinfoSchema.unwrap(), bookinfo.value);
  problems.push(...traffic.problems, ...securityProblems(security.value, mtls, namespace));
  const { caCertificates } = validFields(securitySchema.unwrap(), security.value);
  const hasValidParts = caCertificates !== undefined || fieldOf(security.value, "caCertificates") === undefined;
  if (hasValidParts && caKey.issues.length === 0) problems.push(...authorityProblems(caCertificates, caKey.data));
  if (values["caKey"] !== undefined && !encrypted.includes("caKey")) problems.push(keyInTheClear());
  problems.push(
    ...applicationNamespaceProblems(namespace),
    ...egressProblems(egress.value, namespace),
    ...gatewayProblems(fieldOf(istio.value, "gateway"), namespace),
  );
  const { chartSource } = validFields(istioSchema.unwrap(), istio.value);
  const charts = chartSource && chartsAt(chartSource, surroundings);
  if (charts?.startsWith("/") && istioVersion) {
    problems.push(...surroundings.chartFolderProblems(charts, istioVersion));
  }

  const kind = fieldOf(cluster.value, "kind");
  if (kind === "eks" || region !== undefined) problems.push(...regionProblems(region, surroundings.regions()));
  if (kind === "eks") problems.push(...eksProblems(cluster.value, istioVersion));
  if (kind === "existing") {
    const { kubeconfig, context } = validFields(existingCluster, cluster.value);
    const choice = kubeconfig && { kubeconfig: surroundings.absolutePath(kubeconfig), ...(context && { context }) };
    if (choice) problems.push(...surroundings.kubeconfigProblems(choice));
  }

  const jsonTexts = SECTIONS.filter((name) => texts.includes(name) && isContainer(sections[name])).map((section) => ({
    section,
    json: values[section] ?? "",
    isEncrypted: encrypted.includes(section),
  }));
  const [first, ...rest] = jsonTexts.reduce(withStructureFirst, inOrderOfFixing(problems));
  if (first) return { problems: [first, ...rest] };
  if (
    !cluster.data ||
    !mtls ||
    !security.data ||
    !egress.data ||
    !istio.data ||
    !charts ||
    !bookinfo.data ||
    !istioVersion
  ) {
    throw new Error("a section of the config failed without saying why");
  }
  const { tls, ...gateway } = istio.data.gateway;
  const { caCertificates: certificates, ...ownSecurity } = security.data;
  return {
    config: {
      cluster: clusterOf(cluster.data, region ?? "", surroundings.absolutePath),
      istio: {
        ...istio.data,
        version: istioVersion,
        chartSource: charts,
        gateway: { ...gateway, ...(tls && { tls: gatewayTlsOf(tls) }) },
      },
      mtls,
      security: {
        ...ownSecurity,
        ...(certificates && caKey.data !== undefined && { authority: { ...certificates, key: caKey.data } }),
      },
      egress: egress.data,
      bookinfo: bookinfo.data,
      traffic: traffic.plans,
    },
  };
}

function isContainer(value: unknown): boolean {
  return isFields(value) || Array.isArray(value);
}

function chartsAt(source: string, { absolutePath }: Surroundings): string {
  return /^\w+:\/\//.test(source) ? source : absolutePath(source);
}
