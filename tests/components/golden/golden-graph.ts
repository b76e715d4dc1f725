import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPLACING, valueAt } from "../../environment/simulated-aws/rules/replacing";
import { fixed } from "../../config/fixing";
import { answers } from "../cluster/eks-answers";
import { identity } from "../previous-release/identity";
import { record, type Registration } from "../recorder";
import { asProgramSeesIt, stackConfig, withValue } from "../stack";
import { byUrn } from "../urns";

/** The configs of a stack on EKS whose resources are recorded beside this file. */
const CONFIGS = {
  dev: () => stackConfig("dev"),
  "dev-auto-mode": () => withValue(stackConfig("dev"), ["bookinfo-mesh:cluster"], { kind: "eks", autoMode: true }),
  // With what the messages of `prod` tell its user to set.
  prod: () => fixed(stackConfig("prod"), 1),
} as const;

export type GoldenStack = keyof typeof CONFIGS;
export const GOLDEN_STACKS = Object.keys(CONFIGS) as readonly GoldenStack[];

/** What must not change of a resource by accident: another value of any of it makes another resource, or loses one. */
interface GoldenResource {
  readonly parent: string;
  readonly aliases: readonly string[];
  /** The properties that replace it, with their values, as REPLACING and what Kubernetes never changes have them. */
  readonly replacing: Readonly<Record<string, unknown>>;
}

export type GoldenGraph = Readonly<Record<string, GoldenResource>>;

export const goldenFile = (stack: GoldenStack) => join(__dirname, `${stack}.json`);

/** The graph as it was recorded last. */
export function readGolden(stack: GoldenStack): GoldenGraph {
  return JSON.parse(readFileSync(goldenFile(stack), "utf8")) as GoldenGraph;
}

/** The graph that the program makes now, by the URNs that the engine gives. */
export async function goldenGraph(stack: GoldenStack): Promise<GoldenGraph> {
  const recording = await record(asProgramSeesIt(CONFIGS[stack]()), answers);
  const resources = [...byUrn(recording)].toSorted(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(resources.map(([urn, one]) => [urn, golden(one)]));
}

function golden(one: Registration): GoldenResource {
  const aliases = one.aliases.map(({ urn, spec }) =>
    spec ? `${spec.type || one.type} ${spec.name || one.name}` : urn,
  );
  return { parent: one.parent.split("::").at(-1) ?? "", aliases, replacing: replacing(one) };
}

function replacing(one: Registration): Readonly<Record<string, unknown>> {
  if (!one.type.startsWith("aws:")) return identity(one);
  const known = REPLACING[one.type];
  if (!known) throw new Error(`REPLACING does not say what replaces a ${one.type}`);
  const values = known.properties.map((path) => [path, valueAt(one.inputs, path)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
