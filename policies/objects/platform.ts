/** The modes of mutual TLS that a mesh is run in. */
export type MeshMtls = "STRICT" | "PERMISSIVE";

/** What the stack that installs the mesh promises to every stack that runs on it. */
export interface Guarantees {
  /** The mode of workloads for which nothing else sets one. */
  readonly mtls?: MeshMtls;
  /** Whether calls are refused in every namespace unless an AuthorizationPolicy allows them. */
  readonly denyByDefault?: boolean;
  /** The revisions and tags of its istiods; the one that istio-injection=enabled asks for is `default`. */
  readonly revisions?: readonly string[];
  /** The labels of each gateway's pods, as `NAMESPACE/NAME=VALUE, NAME=VALUE`; the namespace may be left out. */
  readonly gateways?: readonly string[];
}

/** Namespaces for which one policy was told that somebody else takes care of what it demands. */
export interface Elsewhere {
  readonly mtls: readonly string[];
  readonly denyByDefault: readonly string[];
  readonly injection: readonly string[];
}

/** The pods of a gateway outside of the stack. */
export interface GatewayPods {
  /** Undefined where it was not said. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** The mesh that a stack runs on, as far as another stack made it. */
export class Platform {
  /** The mesh of a stack that makes all of it, or that says nothing about who does. */
  static readonly UNSAID = new Platform(
    () => ({}),
    () => ({ mtls: [], denyByDefault: [], injection: [] }),
  );

  /** @param read gives what is guaranteed, or throws NotKnown where that cannot be read */
  constructor(
    private readonly read: () => Guarantees,
    private readonly elsewhere: () => Elsewhere,
  ) {}

  /** Whether anything is said. @throws NotKnown when it cannot be read */
  get isSaid(): boolean {
    const { mtls, denyByDefault, injection } = this.elsewhere();
    return Object.keys(this.read()).length > 0 || [mtls, denyByDefault, injection].some((names) => names.length > 0);
  }

  /** The mode of a namespace whose stack sets none. */
  mtlsIn(namespace: string): MeshMtls | undefined {
    return this.elsewhere().mtls.includes(namespace) ? "STRICT" : this.read().mtls;
  }

  deniesByDefaultIn(namespace: string): boolean {
    return this.elsewhere().denyByDefault.includes(namespace) || (this.read().denyByDefault ?? false);
  }

  /** Whether a namespace that the stack does not make is labelled for sidecars. */
  injects(namespace: string): boolean {
    return this.elsewhere().injection.includes(namespace) || (this.revisions ?? []).length > 0;
  }

  /** Undefined where nothing is said about them. */
  get revisions(): readonly string[] | undefined {
    return this.read().revisions;
  }

  get gateways(): readonly GatewayPods[] {
    return (this.read().gateways ?? []).map(gatewayPods);
  }
}

function gatewayPods(text: string): GatewayPods {
  const [, namespace, labels = ""] = /^(?:([a-z0-9-]+)\/)?(.*)$/.exec(text.trim()) ?? [];
  const pairs = labels.split(",").map((pair): [string, string] => {
    const [name = "", value = ""] = pair.trim().split("=");
    return [name, value];
  });
  return { namespace, labels: Object.fromEntries(pairs) };
}
