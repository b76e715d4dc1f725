import { type z } from "zod";
import { type ExistingClusterConfig, type MeshConfig } from "./config";
import { authorityProblems, keyInTheClear } from "./authority-problems";
import { bookinfoSchema, clusterOf, clusterSchema, eksCluster, istioSchema, istioVersionSchema } from "./config-schema";
import { egressProblems } from "./egress-problems";
import { gatewayProblems, gatewayTlsOf } from "./gateway-problems";
import { supportedKubernetes, supportProblem } from "./istio-versions";
import { knownWords } from "./nearest";
import { type Problem, projectKey, removeCommand, setCommand } from "./problem";
import { issueProblems } from "./schema-problem";
import { securityProblems } from "./security-problems";
import { caKeySchema, egressSchema, mtlsSchema, securitySchema } from "./security-schema";
import { parseTraffic } from "./traffic-config";

/** What a stack's config says before anything is checked. */
export interface RawConfig {
  /** `aws:region`, where the stack sets it. */
  readonly region?: string;
  /** The project's own keys, without its name, as Pulumi keeps them: text, or JSON for what has structure. */
  readonly values: Readonly<Record<string, string>>;
  /** Those of the keys of which some part is encrypted. None where it is not given. */
  readonly encrypted?: readonly string[];
}

/** What the machine tells about values that name something on it. */
export interface Surroundings {
  /** The regions that AWS has. Asked only when one is needed or set. */
  readonly regions: () => readonly string[];
  /** A path as the user wrote it (`~`, or relative to the project) as an absolute one. */
  readonly absolutePath: (path: string) => string;
  /** What keeps a kubeconfig and its context from being used. */
  readonly kubeconfigProblems: (cluster: ExistingClusterConfig) => readonly Problem[];
  /** What keeps a folder from being a source of the charts of an Istio version. */
  readonly chartFolderProblems: (folder: string, version: string) => readonly Problem[];
}

const SECTIONS = [
  "istioVersion",
  "cluster",
  "mtls",
  "security",
  "caKey",
  "egress",
  "istio",
  "bookinfo",
  "traffic",
] as const;
type Section = (typeof SECTIONS)[number];

/** The checked config, or everything that is wrong with it. */
export type ParsedConfig =
  | { readonly config: MeshConfig; readonly problems?: undefined }
  | { readonly problems: readonly [Problem, ...Problem[]]; readonly config?: undefined };

/** Checks a stack's config against its schema and the rules of traffic, and finds everything that is wrong at once. */
export function parseConfig(raw: RawConfig, surroundings: Surroundings): ParsedConfig {
  const problems: Problem[] = unknownSections(raw);
  const section = <T>(name: Section, schema: z.ZodType<T>): T | undefined => {
    const value = structured(raw.values[name]);
    const result = schema.safeParse(value, { reportInput: true });
    if (result.success) return result.data;
    problems.push(...issueProblems([name], value, result.error.issues, raw.encrypted));
    return undefined;
  };

  // A version such as 1.30 is a text, though it would read as a number.
  const istioVersion = istioVersionSchema.safeParse(raw.values["istioVersion"], { reportInput: true });
  if (istioVersion.error)
    problems.push(
      ...issueProblems(["istioVersion"], raw.values["istioVersion"], istioVersion.error.issues, raw.encrypted),
    );
  const cluster = section("cluster", clusterSchema);
  const mtls = section("mtls", mtlsSchema);
  const security = section("security", securitySchema);
  const caKey = section("caKey", caKeySchema);
  const egress = section("egress", egressSchema);
  const istio = section("istio", istioSchema);
  const bookinfo = section("bookinfo", bookinfoSchema);
  const traffic = parseTraffic(structured(raw.values["traffic"]) ?? {});
  problems.push(...traffic.problems);
  if (security) problems.push(...securityProblems(security, mtls, bookinfo?.namespace));
  if (security) problems.push(...authorityProblems(security.caCertificates, caKey));
  if (raw.values["caKey"] !== undefined && !raw.encrypted?.includes("caKey")) problems.push(keyInTheClear());
  if (egress) problems.push(...egressProblems(egress, bookinfo?.namespace));
  if (istio) problems.push(...gatewayProblems(istio.gateway, bookinfo?.namespace));
  const charts = istio && chartSource(istio.chartSource, surroundings);
  if (charts?.startsWith("/") && istioVersion.data) {
    problems.push(...surroundings.chartFolderProblems(charts, istioVersion.data));
  }

  const kind = fieldOf(structured(raw.values["cluster"]), "kind");
  if (kind === "eks" || raw.region !== undefined) problems.push(...regionProblems(raw.region, surroundings.regions()));
  if (kind === "eks") problems.push(...eksProblems(structured(raw.values["cluster"]), istioVersion.data));
  if (cluster?.kind === "existing") {
    const { kubeconfig, ...existing } = cluster;
    problems.push(
      ...surroundings.kubeconfigProblems({ ...existing, kubeconfig: surroundings.absolutePath(kubeconfig) }),
    );
  }

  const [first, ...rest] = problems;
  if (first) return { problems: [first, ...rest] };
  if (!cluster || !mtls || !security || !egress || !istio || !charts || !bookinfo || !istioVersion.data) {
    throw new Error("a section of the config failed without saying why");
  }
  const { tls, ...gateway } = istio.gateway;
  const { caCertificates, ...ownSecurity } = security;
  return {
    config: {
      cluster: clusterOf(cluster, raw.region ?? "", surroundings.absolutePath),
      istio: {
        ...istio,
        version: istioVersion.data,
        chartSource: charts,
        gateway: { ...gateway, ...(tls && { tls: gatewayTlsOf(tls) }) },
      },
      mtls,
      security: {
        ...ownSecurity,
        ...(caCertificates && caKey !== undefined && { authority: { ...caCertificates, key: caKey } }),
      },
      egress,
      bookinfo,
      traffic: traffic.plans,
    },
  };
}

/** Pulumi keeps what has structure as JSON and everything else as it is. */
function structured(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // A plain text such as `mesh` is no JSON, and is its own value.
  }
}

function chartSource(source: string, { absolutePath }: Surroundings): string {
  return /^\w+:\/\//.test(source) ? source : absolutePath(source);
}

function unknownSections({ values }: RawConfig): Problem[] {
  return Object.keys(values)
    .filter((key) => !(SECTIONS as readonly string[]).includes(key))
    .map((key) => ({
      key: projectKey([key]),
      message: `unknown key; ${knownWords(key, SECTIONS)}`,
      mend: removeCommand(projectKey([key])),
    }));
}

function regionProblems(region: string | undefined, regions: readonly string[]): Problem[] {
  const mend = "pulumi config set aws:region ap-northeast-1";
  if (region === undefined)
    return [{ key: "aws:region", message: "is missing: expected the name of an AWS region", mend }];
  if (regions.includes(region)) return [];
  const message = `${JSON.stringify(region)} is not an AWS region; ${knownWords(region, regions)}`;
  return [{ key: "aws:region", message, mend }];
}

/** What is wrong between values of an EKS cluster, as far as each is right by itself. */
function eksProblems(cluster: unknown, istioVersion: string | undefined): Problem[] {
  const { nodes, kubernetesVersion } = eksCluster.shape;
  const sizes = nodes.safeParse(fieldOf(cluster, "nodes")).data;
  const kubernetes = kubernetesVersion.safeParse(fieldOf(cluster, "kubernetesVersion")).data;
  return [
    ...(sizes ? nodeProblems(sizes) : []),
    ...(istioVersion && kubernetes ? versionProblems(istioVersion, kubernetes) : []),
  ];
}

function versionProblems(istioVersion: string, kubernetesVersion: string): Problem[] {
  const message = supportProblem(istioVersion, kubernetesVersion);
  if (message === undefined) return [];
  const key = projectKey(["cluster", "kubernetesVersion"]);
  return [{ key, message, mend: setCommand(key, supportedKubernetes(istioVersion)) }];
}

function nodeProblems({ desired, min, max }: { desired: number; min: number; max: number }): Problem[] {
  const key = (name: string) => projectKey(["cluster", "nodes", name]);
  if (min > max) {
    return [
      { key: key("min"), message: `${min} is more than cluster.nodes.max, ${max}`, mend: setCommand(key("max"), min) },
    ];
  }
  if (desired >= min && desired <= max) return [];
  const message = `${desired} is not between cluster.nodes.min, ${min}, and cluster.nodes.max, ${max}`;
  return [{ key: key("desired"), message, mend: setCommand(key("desired"), desired < min ? min : max) }];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
