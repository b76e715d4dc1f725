import {
  type PolicyResource,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  unknownCheckingProxy,
} from "@pulumi/policy";
import { type Policies } from "@pulumi/policy";
import { type MeshResource } from "./mixed-mesh";

/** Declared here, because the package exports the function without its type. */
const proxied = unknownCheckingProxy as (properties: object) => Record<string, unknown>;

/**
 * Shows a pack a stack as CrossGuard does: each resource to each policy, then to each the whole stack, which CrossGuard
 * makes anew for every one of them.
 *
 * @returns what the policies reported
 */
export async function judgeMesh(
  pack: Policies,
  mesh: readonly MeshResource[],
  config: Readonly<Record<string, object>>,
): Promise<string[]> {
  const reported: string[] = [];
  const policies = pack as (ResourceValidationPolicy & StackValidationPolicy)[];
  const common = (policy: string) => ({
    stackTags: new Map<string, string>(),
    getConfig: <T extends object>() => (config[policy] ?? {}) as T,
    notApplicable: (): never => {
      throw new Error("not applicable");
    },
  });
  const reporter = (policy: string) => (message: string) => void reported.push(`${policy}: ${message}`);

  for (const resource of mesh) {
    for (const { name, validateResource } of policies) {
      if (typeof validateResource === "function")
        await validateResource({ ...described(resource), ...common(name), asType: () => undefined }, reporter(name));
    }
  }
  for (const { name, validateStack } of policies) {
    if (typeof validateStack === "function")
      await validateStack({ resources: wholeStack(mesh), ...common(name) }, reporter(name));
  }
  return reported;
}

function described({ name, type, properties }: MeshResource) {
  return {
    type,
    name,
    urn: `urn:pulumi:bench::mesh::${type}::${name}`,
    props: proxied(properties),
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      additionalSecretOutputs: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    },
    provider: {
      type: "pulumi:providers:kubernetes",
      name: "cluster",
      urn: "urn:pulumi:bench::mesh::pulumi:providers:kubernetes::cluster",
      props: {},
    },
    isType: () => false,
  };
}

function wholeStack(mesh: readonly MeshResource[]): PolicyResource[] {
  const resources = new Map(
    mesh.map((resource) => [
      resource.name,
      {
        ...described(resource),
        dependencies: [] as PolicyResource[],
        propertyDependencies: {},
        asType: () => undefined,
      },
    ]),
  );
  for (const { name, dependencies } of mesh)
    resources.get(name)?.dependencies.push(...dependencies.flatMap((on) => resources.get(on) ?? []));
  return [...resources.values()];
}
