import { isDeepStrictEqual } from "node:util";
import { movedVersions, namedRoutes, type NamedRoute, splitChangeText } from "../../../mesh/traffic/named-route";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { type GroupKind, KubernetesObject } from "../../../policies/objects/kubernetes-object";
import { ifKnown } from "../../../policies/rules/if-known";
import { type StepMetadata } from "../../policy/engine-event";
import { resourceName, resourceOf } from "../../policy/step-resource";

/** An object that a command means to change, and the places in it. */
export interface OwnObject {
  readonly is: GroupKind;
  readonly namespace: string;
  readonly name: string;
  /** Matches the paths of the diff that are the command's own, such as `spec.http[0].route[1].weight`. */
  readonly paths: RegExp;
}

/** What a preview would change beside what a command means to change, a line each. */
export function otherSteps(steps: readonly StepMetadata[], own: readonly OwnObject[]): string[] {
  return steps.flatMap((step) => {
    const paths = Object.keys(step.detailedDiff ?? {});
    const named = own.find((object) => isStepOf(step, object));
    const others = named ? paths.filter((path) => !named.paths.test(path)) : paths;
    if (named && others.length === 0) return [];
    const type = step.type.split(":").at(-1) ?? step.type;
    return [`${type} ${resourceName(step.urn)}: ${step.op}${others.length > 0 ? ` (${others.join(", ")})` : ""}`];
  });
}

/** The steps that change a command's own objects. */
export function ownSteps(steps: readonly StepMetadata[], own: readonly OwnObject[]): StepMetadata[] {
  return steps.filter((step) => own.some((object) => isStepOf(step, object)));
}

function isStepOf(step: StepMetadata, { is, namespace, name }: OwnObject): boolean {
  const object = KubernetesObject.of(resourceOf(step, step.new ?? step.old));
  return (
    object?.is(is) === true && ifKnown(() => object.name) === name && ifKnown(() => object.namespace) === namespace
  );
}

/** Weights of one rule that a command is asked to set, by their versions. */
export interface NamedWeights {
  readonly service: string;
  readonly rule: string;
  readonly named: readonly string[];
  /** Whether the command sets the rule's mirror, too. */
  readonly mirrors?: boolean;
}

/**
 * What the config says of traffic other than the last update did, a line each: somebody has changed it and not updated
 * the stack.
 *
 * @param moves what the command is about to set: versions that it names are its own business
 */
export function pendingChanges(
  last: readonly TrafficPlan[],
  config: readonly TrafficPlan[],
  moves: readonly NamedWeights[],
): string[] {
  const services = [...new Set([...last, ...config].map(({ service }) => service))];
  return services.flatMap((service) => {
    const before = last.find((plan) => plan.service === service);
    const after = config.find((plan) => plan.service === service);
    if (!before || !after) return [`${service}: its traffic is ${after ? "new in" : "gone from"} the config`];
    const own = moves.filter((move) => move.service === service);
    return [
      ...routeChanges(before, after, own).map((change) => `${service}, ${change}`),
      ...(isDeepStrictEqual([...before.versions].sort(), [...after.versions].sort())
        ? []
        : [`${service}: versions ${before.versions.join(", ")} -> ${after.versions.join(", ")}`]),
    ];
  });
}

function routeChanges(before: TrafficPlan, after: TrafficPlan, moves: readonly NamedWeights[]): string[] {
  const [from, to] = [namedRoutes(before), namedRoutes(after)];
  const names = [...new Set([...from, ...to].map(({ name }) => name))];
  const order = (routes: readonly NamedRoute[], others: readonly NamedRoute[]) =>
    routes.map(({ name }) => name).filter((name) => others.some((other) => other.name === name));
  return [
    ...names.flatMap((name) => {
      const [one, other] = [from.find((route) => route.name === name), to.find((route) => route.name === name)];
      if (!one || !other) return [`${name}: the rule is ${other ? "new in" : "gone from"} the config`];
      const own = moves.find(({ rule }) => rule === name);
      return routeChange(one, other, own).map((change) => `${name}: ${change}`);
    }),
    ...(isDeepStrictEqual(order(from, to), order(to, from)) ? [] : ["the rules are in another order"]),
  ];
}

function routeChange(
  { weights: from, ...before }: NamedRoute,
  { weights: to, ...after }: NamedRoute,
  own: NamedWeights | undefined,
): string[] {
  const others = movedVersions(from, to).filter((version) => !own?.named.includes(version));
  const pick = (split: Readonly<Record<string, number>>) =>
    Object.fromEntries(others.map((version) => [version, split[version] ?? 0]));
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) =>
      !(own?.mirrors && field === "mirror") &&
      !isDeepStrictEqual(
        (before as Readonly<Record<string, unknown>>)[field],
        (after as Readonly<Record<string, unknown>>)[field],
      ),
  );
  return [
    ...(others.length > 0 ? [splitChangeText(pick(from), pick(to))] : []),
    ...fields.map((field) => `another ${field}`),
  ];
}
