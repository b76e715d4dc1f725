import { type PolicyResource, type ResourceValidationArgs } from "@pulumi/policy";
import { plainProperties } from "./properties";
import { StackResource } from "./stack-resource";
import { isObject, Place, UNKNOWN, type Value } from "./value";

/** One resource as the program describes it, before it is made. */
export function resourceOf(
  { urn, type, name, opts, provider }: ResourceValidationArgs,
  inputs: () => Value,
): StackResource {
  const { protect, ignoreChanges } = opts;
  return new StackResource(urn, type, name, inputs, protect, providerOf(provider), ignoreChanges);
}

/**
 * The stack's resources as the program describes them, each knowing its parent and its dependencies.
 *
 * @param inputs what is known of each resource's inputs, by its URN; without them a resource's outputs count
 */
export function resourcesOf(
  resources: readonly PolicyResource[],
  inputs: (urn: string) => (() => Value) | undefined,
): StackResource[] {
  const byUrn = new Map(
    resources.map((resource) => {
      const { urn, type, name, opts, provider } = resource;
      const properties = inputs(urn) ?? (() => outputsOf(resource));
      const { protect, ignoreChanges } = opts;
      return [urn, new StackResource(urn, type, name, properties, protect, providerOf(provider), ignoreChanges)];
    }),
  );
  const known = (others: readonly PolicyResource[]) => others.flatMap(({ urn }) => byUrn.get(urn) ?? []);

  for (const resource of resources) {
    const own = byUrn.get(resource.urn);
    if (!own) continue;
    own.parent = resource.parent && byUrn.get(resource.parent.urn);
    own.dependencies = known(resource.dependencies);
    own.propertyDependencies = Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, on]) => [property, known(on)]),
    );
  }
  return [...byUrn.values()];
}

/** No outputs at all: the provider was not asked, and nothing is known of the resource. */
function outputsOf({ props }: PolicyResource): Value {
  const outputs = plainProperties(props);
  return isObject(outputs) && Object.keys(outputs).length === 0 ? UNKNOWN : outputs;
}

function providerOf(provider: ResourceValidationArgs["provider"]): StackResource["provider"] {
  return provider && { name: provider.name, properties: Place.root(plainProperties(provider.props)) };
}
