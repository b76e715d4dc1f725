import { unknownCheckingProxy } from "@pulumi/policy";
import type {
  Policies,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { crossGuardPolicies } from "../../policies/engine/crossguard-policies";
import { type MeshPolicy } from "../../policies/engine/policy";
import { parseReport } from "../../policies/engine/report-text";
import { type Properties, type TestResource, type TestStack } from "./test-stack";

/** Declared here, because the package exports the function without its type. */
const proxied = unknownCheckingProxy as (properties: object) => Record<string, unknown>;

export interface Reported {
  readonly policy: string;
  /** The name of the resource that it is about; absent where it is the stack. */
  readonly resource?: string;
  /** What was reported, without the remedy. */
  readonly message: string;
  /** The whole text. */
  readonly text: string;
}

export type PackConfig = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Runs policies over a stack in the order and with the views that CrossGuard gives them: the inputs of each resource,
 * then all outputs, both wrapped so that touching an unknown value throws.
 */
export function report(
  policies: readonly MeshPolicy[],
  stack: TestStack,
  { today = "2026-11-23", ...options }: RunOptions & { readonly today?: string } = {},
): Promise<Reported[]> {
  return runPack(crossGuardPolicies(policies, today), stack, options);
}

interface RunOptions {
  readonly config?: PackConfig;
  readonly inputsAreSeen?: boolean;
  readonly stackIsSeen?: boolean;
}

/** One run of a pack, which may have had others before. Policies that the config disables are not called at all. */
export async function runPack(
  pack: Policies,
  stack: TestStack,
  { config = {}, inputsAreSeen = true, stackIsSeen = true }: RunOptions = {},
): Promise<Reported[]> {
  const reported: Reported[] = [];
  const nameOf = new Map(stack.all.map(({ name }) => [stack.urn(name), name]));
  const reporter = (policy: string) => (text: string, urn?: string) => {
    const resource = urn === undefined ? undefined : nameOf.get(urn);
    const parsed = parseReport(policy, text);
    reported.push({
      policy,
      ...(resource !== undefined && { resource }),
      message: parsed.kind === "violation" ? parsed.message : text,
      text,
    });
  };
  const enabled = (pack as (ResourceValidationPolicy & StackValidationPolicy)[]).filter(
    ({ name }) => config[name]?.["enforcementLevel"] !== "disabled",
  );
  const own = (policy: string) => ({
    stackTags: new Map<string, string>(),
    getConfig: <T extends object>() => (config[policy] ?? {}) as T,
    notApplicable: (): never => {
      throw new Error("not applicable");
    },
  });
  const ofResources = enabled.flatMap(({ name, validateResource: validate }) =>
    inputsAreSeen && typeof validate === "function" ? { validate, own: own(name), report: reporter(name) } : [],
  );
  // Every policy sees the same: what takes time is made once.
  for (const resource of stack.all) {
    const seen = described(stack, resource, resource.properties);
    for (const policy of ofResources) {
      const args = { ...seen, ...policy.own, asType: () => undefined };
      await policy.validate(args, (message) => policy.report(message, seen.urn));
    }
  }
  const resources = stackIsSeen ? wholeStack(stack) : [];
  for (const { name, validateStack: validate } of stackIsSeen ? enabled : []) {
    if (typeof validate === "function") await validate({ resources, ...own(name) }, reporter(name));
  }
  return reported;
}

function described(
  stack: TestStack,
  { name, type, protect, ignoreChanges, provider }: TestResource,
  properties: Properties,
) {
  return {
    type,
    name,
    urn: stack.urn(name),
    props: proxied(properties),
    opts: {
      protect,
      ignoreChanges: [...ignoreChanges],
      aliases: [],
      additionalSecretOutputs: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    },
    ...(provider && {
      provider: {
        type: "pulumi:providers:kubernetes",
        name: provider.name,
        urn: `urn:pulumi:${stack.stack}::bookinfo-mesh::pulumi:providers:kubernetes::${provider.name}`,
        props: proxied({ namespace: provider.namespace }),
      },
    }),
    isType: () => false,
  } satisfies Partial<ResourceValidationArgs>;
}

function wholeStack(stack: TestStack): PolicyResource[] {
  const resources = new Map(
    stack.all.map((resource): [string, PolicyResource] => [
      resource.name,
      {
        ...described(stack, resource, resource.outputs ?? resource.properties),
        dependencies: [],
        propertyDependencies: {},
        asType: () => undefined,
      },
    ]),
  );
  const named = (names: readonly string[]) => names.flatMap((name) => resources.get(name) ?? []);
  for (const { name, parent, dependencies, propertyDependencies } of stack.all) {
    const resource = resources.get(name);
    if (!resource) continue;
    if (parent !== undefined) resource.parent = resources.get(parent);
    resource.dependencies = named(dependencies);
    resource.propertyDependencies = Object.fromEntries(
      Object.entries(propertyDependencies).map(([property, names]) => [property, named(names)]),
    );
  }
  return [...resources.values()];
}
