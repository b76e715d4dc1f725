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

/** Declared here, because the package exports the function without its type. */
const proxied = unknownCheckingProxy as (properties: object) => Record<string, unknown>;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type Properties = { readonly [key: string]: Json | undefined };
type Path = string | readonly (string | number)[];

interface TestResource {
  readonly name: string;
  readonly type: string;
  readonly properties: Properties;
  readonly parent?: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly provider: { readonly name: string; readonly namespace?: string } | undefined;
  /** What the provider makes of the inputs; the same where it is not given. */
  readonly outputs?: Properties;
}

type Options = Partial<Omit<TestResource, "name" | "type" | "properties">>;

/** A stack for tests: resources by name, each with properties, parent and dependencies. Every change makes a new one. */
export class TestStack {
  private constructor(
    readonly stack: string,
    private readonly resources: ReadonlyMap<string, TestResource>,
  ) {}

  static named(stack: string): TestStack {
    return new TestStack(stack, new Map());
  }

  with(name: string, type: string, properties: Properties, options: Options = {}): TestStack {
    const provider = options.provider ?? (type.startsWith("kubernetes:") ? { name: "cluster" } : { name: "default" });
    const resource = {
      name,
      type,
      properties,
      dependencies: [],
      propertyDependencies: {},
      protect: false,
      ...options,
      provider,
    };
    return this.replace(resource);
  }

  /** Changes one value of a resource; segments of a text path are split at dots and brackets. */
  set(name: string, path: Path, value: Json | undefined): TestStack {
    const resource = this.get(name);
    return this.replace({ ...resource, properties: changed(resource.properties, segments(path), value) as Properties });
  }

  unset(name: string, path: Path): TestStack {
    return this.set(name, path, undefined);
  }

  change(name: string, change: Partial<TestResource>): TestStack {
    return this.replace({ ...this.get(name), ...change });
  }

  without(...names: string[]): TestStack {
    return new TestStack(this.stack, new Map([...this.resources].filter(([name]) => !names.includes(name))));
  }

  /** As in a first preview: the cluster does not exist, and the provider gives back nothing of what is in it. */
  withoutOutputs(): TestStack {
    const emptied = [...this.resources].map(([name, resource]) => [name, { ...resource, outputs: {} }] as const);
    return new TestStack(this.stack, new Map(emptied));
  }

  get(name: string): TestResource {
    const resource = this.resources.get(name);
    if (!resource)
      throw new Error(`the test stack has no resource ${name}, only ${[...this.resources.keys()].join(", ")}`);
    return resource;
  }

  get all(): readonly TestResource[] {
    return [...this.resources.values()];
  }

  urn(name: string): string {
    return `urn:pulumi:${this.stack}::bookinfo-mesh::${this.get(name).type}::${name}`;
  }

  private replace(resource: TestResource): TestStack {
    return new TestStack(this.stack, new Map(this.resources).set(resource.name, resource));
  }
}

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
}

/** One run of a pack, which may have had others before. Policies that the config disables are not called at all. */
export async function runPack(
  pack: Policies,
  stack: TestStack,
  { config = {}, inputsAreSeen = true }: RunOptions = {},
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
  const common = (policy: string) => ({
    stackTags: new Map<string, string>(),
    getConfig: <T extends object>() => (config[policy] ?? {}) as T,
    notApplicable: (): never => {
      throw new Error("not applicable");
    },
  });

  for (const resource of stack.all) {
    for (const policy of inputsAreSeen ? enabled : []) {
      if (typeof policy.validateResource !== "function") continue;
      const args = {
        ...described(stack, resource, resource.properties),
        ...common(policy.name),
        asType: () => undefined,
      };
      await policy.validateResource(args, (message) => reporter(policy.name)(message, args.urn));
    }
  }
  for (const policy of enabled) {
    if (typeof policy.validateStack !== "function") continue;
    await policy.validateStack({ resources: wholeStack(stack), ...common(policy.name) }, reporter(policy.name));
  }
  return reported;
}

function described(stack: TestStack, { name, type, protect, provider }: TestResource, properties: Properties) {
  return {
    type,
    name,
    urn: stack.urn(name),
    props: proxied(properties),
    opts: {
      protect,
      ignoreChanges: [],
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

function segments(path: Path): readonly (string | number)[] {
  if (typeof path !== "string") return path;
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? (key ?? "") : Number(index),
  );
}

function changed(
  value: Json | undefined,
  [segment, ...rest]: readonly (string | number)[],
  to: Json | undefined,
): Json | undefined {
  if (segment === undefined) return to;
  if (typeof segment === "number") {
    const list = Array.isArray(value) ? [...(value as Json[])] : [];
    const item = changed(list[segment], rest, to);
    if (item === undefined) list.splice(segment, 1);
    else list[segment] = item;
    return list;
  }
  const object = {
    ...(typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Properties) : {}),
  };
  object[segment] = changed(object[segment], rest, to);
  if (object[segment] === undefined) delete object[segment];
  return object;
}
