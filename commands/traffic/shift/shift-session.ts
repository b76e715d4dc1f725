import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Split } from "../../../mesh/traffic/split";
import { type Margins } from "../evidence/compare-versions";
import { EvidenceReader } from "../evidence/read-evidence";
import { type MoveContext } from "../moves/move";
import { type PlacedPlan } from "../placed-plan";
import { BlockReader } from "./block";
import { SHIFT_ALPHA } from "./comparison";
import { type Request, type Ruling } from "./decide";
import { type Happening, type ShiftEvent, type StepMove } from "./events";
import { type HardLimits, ruleByLimits } from "./hard-limits";
import { PairsJudge } from "./judge-pairs";
import { arrivedNow, moveSplit, type ShiftedRule } from "./move-split";
import { gaining, type Pair } from "./pairs";
import { readyPods } from "./ready-pods";
import { hasPods } from "./requirements";
import { type Look, type ShiftPlan, type ShiftTools } from "./run-shift";

/** How often the proxies' logs are looked at, in milliseconds: they are written once a second. */
const LOOK_MS = 500;

/** What a session needs to know beside the plan. */
export interface SessionSettings extends ShiftedRule {
  readonly context: MoveContext;
  readonly placed: PlacedPlan;
  readonly to: Split;
  readonly pairs: readonly Pair[];
  readonly margins: Margins;
  readonly limits: HardLimits;
  readonly probe?: { readonly url: string; readonly perSecond: number };
  readonly onEvent: (event: ShiftEvent) => Promise<void> | void;
  readonly show: (text: string) => void;
  /** What somebody has asked for since the last look. */
  readonly request: () => Promise<Request | undefined>;
}

/** One process at work on a shift, with the proxies' logs open all the time. */
export class ShiftSession implements ShiftTools {
  readonly #id = randomUUID();
  readonly #plan: ShiftPlan;
  readonly #settings: SessionSettings;
  readonly #reader: EvidenceReader;
  readonly #blocks: BlockReader;
  readonly #judge: PairsJudge;
  /** The split that some proxies have not got yet. */
  #awaited: Split | undefined;

  private constructor(plan: ShiftPlan, settings: SessionSettings, reader: EvidenceReader) {
    this.#plan = plan;
    this.#settings = settings;
    this.#reader = reader;
    this.#blocks = new BlockReader(settings.placed, settings.rule);
    this.#judge = new PairsJudge(settings.pairs, settings.margins, SHIFT_ALPHA);
  }

  /** @throws UserError where the logs can't be read */
  static async open(plan: ShiftPlan, settings: SessionSettings): Promise<ShiftSession> {
    const { context, placed, probe } = settings;
    const options = { since: new Date(), ...(probe && { probe }) };
    return new ShiftSession(plan, settings, await EvidenceReader.open(context.access, [placed], options));
  }

  now(): number {
    return Date.now();
  }

  async sleep(): Promise<void> {
    await sleep(LOOK_MS);
  }

  async moveTo(split: Split): Promise<StepMove> {
    const moved = await moveSplit(this.#settings, split, this.#settings.show);
    this.#awaited = moved.proxies.missing === undefined ? undefined : split;
    return moved;
  }

  beginStep(): void {
    this.#takeIn();
    this.#judge.nextStep();
  }

  async look(index: number): Promise<Look> {
    this.#takeIn();
    const { limits } = this.#settings;
    const candidates = gaining(this.#plan.from, this.#settings.to);
    const split = this.#plan.steps[index]?.split ?? {};
    const [notReady, arrival, request] = await Promise.all([
      this.#notReady(candidates, split),
      this.#arrival(),
      this.#settings.request(),
    ]);
    return {
      evidence: this.#judge.judge(split, this.#plan.steps[index + 1]?.split ?? split),
      rulings: [ruleByLimits(limits, this.#judge.totals, candidates), arrival],
      notReady,
      request,
    };
  }

  async tell(happening: Happening): Promise<void> {
    const { service, rule } = this.#settings;
    await this.#settings.onEvent({
      formatVersion: 1,
      at: new Date().toISOString(),
      id: this.#id,
      service,
      rule,
      ...happening,
    });
  }

  show(text: string): void {
    this.#settings.show(text);
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }

  #takeIn(): void {
    const block = this.#blocks.take(this.#reader.evidence, this.now());
    if (block) this.#judge.add(block);
  }

  async #notReady(candidates: readonly string[], split: Split): Promise<string[]> {
    const { context, placed } = this.#settings;
    const asked = hasPods(placed) ? candidates.filter((one) => (split[one] ?? 0) > 0) : [];
    const ready = await readyPods(context.access, placed, asked);
    return asked.filter((version) => ready[version] === 0);
  }

  /** A step is not judged to be good before all proxies have it. */
  async #arrival(): Promise<Ruling> {
    if (this.#awaited === undefined) return { kind: "pass" };
    const { context, placed, rule } = this.#settings;
    const { missing } = await arrivedNow({ access: context.access, placed }, rule, this.#awaited);
    if (missing !== undefined) return { kind: "wait", why: missing };
    this.#awaited = undefined;
    return { kind: "pass" };
  }
}
