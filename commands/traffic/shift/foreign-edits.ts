import { type KubeConfig } from "@kubernetes/client-node";
import { type MeshConfig } from "../../../config/config";
import { readMoveContext } from "../moves/move";
import { diffService } from "../objects/diff";
import { type LiveRouting, readRouting } from "../objects/live-objects";
import { renderDiff } from "../objects/render-diff";
import { type SaidTraffic, saidTraffic } from "../objects/said-traffic";
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
    return ruleByObjects({ ...said, placed: withTarget(said.placed, rule, target) }, live, stack);
  }
}

/** What the objects in the cluster say of a shift whose step is to make what `said` says. */
export function ruleByObjects(said: SaidTraffic, live: LiveRouting, stack: string): Ruling {
  const diff = diffService(said, live);
  if (diff.objects.length === 0) return { kind: "pass" };
  const told = renderDiff([diff], { wanted: "the shift", found: "the cluster" }, new Date());
  return {
    kind: "stop",
    why: `somebody else has changed what the cluster does\n${told}\nPut it back with:  npm run traffic -- diff ${diff.service} --revert --stack ${stack}`,
  };
}
