import { type Recording, type Registration } from "./recorder";

const URN_START = "urn:pulumi:test::bookinfo-mesh::";

/**
 * The URN that the engine gives a resource: with the types of all its ancestors, of which the mocks keep the nearest
 * alone.
 */
function urnOf(parent: string, type: string, name: string): string {
  const ancestors = parent === "" ? "" : `${partsOf(parent).types}$`;
  return `${URN_START}${ancestors}${type}::${name}`;
}

function partsOf(urn: string): { readonly types: string; readonly name: string } {
  const [types = "", name = ""] = urn.slice(URN_START.length).split("::");
  return { types, name };
}

/** The resources that a program registered by their URNs as the engine has them, in the order of registration. */
export function byUrn({ registrations }: Recording): ReadonlyMap<string, Registration> {
  const urns = engineUrns(registrations);
  return new Map(registrations.map((one) => [urns.get(one.urn) ?? "", one]));
}

/** The URNs of the engine by those of the mocks. A parent is registered before its children. */
function engineUrns(registrations: readonly Registration[]): ReadonlyMap<string, string> {
  const urns = new Map<string, string>();
  for (const { urn, parent, type, name } of registrations) {
    urns.set(urn, urnOf(urns.get(parent) ?? "", type, name));
  }
  return urns;
}

/**
 * Which resource of a state the engine takes for each that a program registers: one of the same URN, else the first
 * that one of its aliases leads to, else none (pulumi/pulumi, pkg/resource/deploy/step_generator.go: generateAliases).
 */
export function takenOver(recording: Recording, state: readonly string[]): ReadonlyMap<string, Registration> {
  const urns = engineUrns(recording.registrations);
  const former = new Map<string, string>();
  const taken = new Map<string, Registration>();
  for (const one of recording.registrations) {
    const urn = urns.get(one.urn) ?? "";
    const parent = urns.get(one.parent) ?? "";
    const own = one.aliases.map(({ urn: given, spec }) => {
      if (!spec) return given;
      const aliasParent = spec.noparent ? "" : (urns.get(spec.parenturn) ?? spec.parenturn);
      return urnOf(aliasParent, spec.type || one.type, spec.name || one.name);
    });
    const formerParent = former.get(parent);
    const inherited =
      formerParent === undefined ? [] : [urn, ...own].map((alias) => below(formerParent, parent, alias));
    const found = [urn, ...own, ...inherited].find((candidate) => state.includes(candidate));
    if (found === undefined) continue;
    const other = taken.get(found);
    if (other) throw new Error(`${other.name} and ${one.name} would both be what was ${found}`);
    former.set(urn, found);
    taken.set(found, one);
  }
  return taken;
}

/**
 * What a child was called below its parent's former name: a name that begins with the parent's began with the former
 * one.
 */
function below(formerParent: string, parent: string, child: string): string {
  const { types, name } = partsOf(child);
  const [parentName, formerName] = [partsOf(parent).name, partsOf(formerParent).name];
  const formerChild = name.startsWith(parentName) ? formerName + name.slice(parentName.length) : name;
  return urnOf(formerParent, types.split("$").at(-1) ?? "", formerChild);
}
