import { type KubeConfig } from "@kubernetes/client-node";
import { type MeshConfig } from "../../../config/config";
import { readMoveContext } from "../moves/move";
import { objectName } from "../../../mesh/traffic/read/mesh-object";
import { diffService } from "../objects/diff";
import { type LiveRouting, readRouting } from "../objects/live-objects";
import { renderDiff } from "../objects/render-diff";
import { type SaidTraffic, saidTraffic } from "../objects/said-traffic";
import { wantedObjects } from "../objects/wanted-objects";
import { type Ruling } from "./decide";
import { type ShiftedRule } from "./move-split";
import { type RuleTarget, withTarget } from "./rule-target";

/** How often the cluster's objects are looked at, in milliseconds. */
const LOOK_MS = 5_000;

/** Looks whether somebody else writes into the objects that carry a shift's split out, such as with `kubectl edit`. */
export class ForeignEdits {
  readonly #access: KubeConfig;
  readonly #about: ShiftedRule;
  #config: MeshConfig;
  #lookedAt = -Infinity;
  #ruling: Ruling = { kind: "pass" };
  /** Objects that differed before it looked first, and are none of those that a step writes. */
  #known: ReadonlySet<string> | undefined;

  constructor(access: KubeConfig, about: ShiftedRule, config: MeshConfig) {
    this.#access = access;
    this.#about = about;
    this.#config = config;
  }

  /** The next look is at another step, and looks at the cluster at once. */
  nextStep(): void {
    this.#lookedAt = -Infinity;
  }

  /** @param target what the step is to make of the rule */
  async look(target: RuleTarget): Promise<Ruling> {
    if (performance.now() - this.#lookedAt < LOOK_MS) return this.#ruling;
    this.#lookedAt = performance.now();
    this.#ruling = await this.#lookOnce(target);
    return this.#ruling;
  }

  async #lookOnce(target: RuleTarget): Promise<Ruling> {
    const { stack } = this.#about;
    const ruling = await this.#rule(target);
    if (ruling.kind === "pass") return ruling;
    // Another update of the stack may have changed what it says of the service's other rules.
    this.#config = (await readMoveContext(stack)).config;
    return this.#rule(target);
  }

  async #rule(target: RuleTarget): Promise<Ruling> {
    const { service, rule, stack } = this.#about;
    const said = saidTraffic(this.#config).find(({ placed }) => placed.plan.service === service);
    if (!said) return { kind: "pass" };
    const live = await readRouting(this.#access, said.placed.namespace);
    const wanted = { ...said, placed: withTarget(said.placed, rule, target) };
    this.#known ??= otherObjectsThatDiffer(wanted, live);
    return ruleByObjects(wanted, live, this.#known, stack);
  }
}

/**
 * Objects, as `DestinationRule default/reviews`, that do not say what `said` says and that no step of a shift writes:
 * other objects for the same host, and the DestinationRule. Where they were so before, they are no reason to stop.
 */
export function otherObjectsThatDiffer(said: SaidTraffic, live: LiveRouting): ReadonlySet<string> {
  const { sidecars, gateway } = wantedObjects(said);
  const own = [sidecars, gateway].flatMap((one) => (one ? [objectName(one)] : []));
  const { objects } = diffService(said, live);
  return new Set(objects.map(({ object }) => object).filter((object) => !own.includes(object)));
}

/**
 * What the objects in the cluster say of a shift whose step is to make what `said` says.
 *
 * @param known the objects that are left aside
 */
export function ruleByObjects(said: SaidTraffic, live: LiveRouting, known: ReadonlySet<string>, stack: string): Ruling {
  const whole = diffService(said, live);
  const diff = { ...whole, objects: whole.objects.filter(({ object }) => !known.has(object)) };
  if (diff.objects.length === 0) return { kind: "pass" };
  const told = renderDiff([diff], { wanted: "the shift", found: "the cluster" }, new Date());
  return {
    kind: "stop",
    why: `somebody else has changed what the cluster does\n${told}\nPut it back with:  npm run traffic -- diff ${diff.service} --revert --stack ${stack}`,
  };
}
