type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type Properties = { readonly [key: string]: Json | undefined };
type Path = string | readonly (string | number)[];

export interface TestResource {
  readonly name: string;
  readonly type: string;
  readonly properties: Properties;
  readonly parent?: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly provider: { readonly name: string; readonly namespace?: string } | undefined;
  /** What the provider makes of the inputs; the same where it is not given. */
  readonly outputs?: Properties;
}

type Options = Partial<Omit<TestResource, "name" | "type" | "properties">>;

/**
 * A stack for tests: resources by name, each with properties, parent and dependencies. Every change makes a new one.
 */
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
      ignoreChanges: [],
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
