import { type Recording } from "../components/recorder";
import { type Properties, TestStack } from "./test-stack";

/**
 * What a program registered, as a stack that policies can be run over. Resources that share a name have their kind
 * behind it.
 */
export function recordedStack({ registrations }: Recording): TestStack {
  const isShared = (name: string) => registrations.filter((one) => one.name === name).length > 1;
  const names = new Map(
    registrations.map(({ urn, name, type }) => [urn, isShared(name) ? `${name} ${type.split(":").at(-1)}` : name]),
  );
  const nameOf = (urn: string) => names.get(urn) ?? urn;
  return registrations.reduce(
    (stack, { urn, type, parent, provider, dependencies, protect, inputs }) =>
      stack.with(nameOf(urn), type, inputs as Properties, {
        parent: nameOf(parent),
        dependencies: dependencies.map(nameOf),
        protect,
        provider: { name: provider.split("::").at(-1) || "default" },
      }),
    TestStack.named("test"),
  );
}
