import { isIgnored } from "./ignored-path";
import { Place, type Value } from "./value";

/** The provider that a resource is managed by. */
export interface ProviderResource {
  readonly name: string;
  readonly properties: Place;
}

/** One resource of a stack, with what the program says about it. */
export class StackResource {
  private root: Place | undefined;
  /** The nearest enclosing resource, and what must be there before this one. Only known once the whole stack is. */
  parent?: StackResource;
  dependencies: readonly StackResource[] = [];
  /** The dependencies that come from one property's value, by the property's name. */
  propertyDependencies: Readonly<Record<string, readonly StackResource[]>> = {};

  constructor(
    readonly urn: string,
    readonly type: string,
    readonly name: string,
    /** Gives the properties when they are first asked for: most policies are about few of the resources. */
    private readonly readProperties: () => Value,
    readonly protect = false,
    readonly provider?: ProviderResource,
    /** The paths of properties whose changes Pulumi leaves to others (the resource option of that name). */
    private readonly ignoreChanges: readonly string[] = [],
  ) {}

  /** Whether a property is left to whoever else sets it. */
  ignoresChangesOf({ path }: Place): boolean {
    return isIgnored(this.ignoreChanges, path);
  }

  get properties(): Place {
    this.root ??= Place.root(this.readProperties());
    return this.root;
  }

  /** The stack's name: `urn:pulumi:STACK::PROJECT::TYPES::NAME`. */
  get stack(): string {
    return /^urn:pulumi:([^:]*)::/.exec(this.urn)?.[1] ?? "";
  }

  /**
   * Every resource that has to be there before this one: what it depends on, its parents (a component's children come
   * after what the component depends on), and theirs in turn.
   */
  ancestry(): ReadonlySet<StackResource> {
    const seen = new Set<StackResource>();
    const queue: StackResource[] = [this];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const before = [
        ...next.dependencies,
        ...Object.values(next.propertyDependencies).flat(),
        ...(next.parent ? [next.parent] : []),
      ];
      for (const resource of before) {
        if (!seen.has(resource)) {
          seen.add(resource);
          queue.push(resource);
        }
      }
    }
    return seen;
  }
}
