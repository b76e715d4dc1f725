import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type Split } from "../../../mesh/traffic/split";
import { NoAnswer } from "../../stack/bounded-kubeconfig";
import { EvidenceReader } from "../evidence/read-evidence";
import { probePage } from "../evidence/meant-plans";
import { type MoveContext } from "../moves/move";
import { whoMoves } from "../moves/who";
import { type PlacedPlan } from "../placed-plan";
import { afterEvent } from "./after-event";
import { type Request, type Ruling } from "./decide";
import { type Happening, type ShiftEvent, type StepMove } from "./events";
import { ForeignEdits } from "./foreign-edits";
import { ruleByLimits } from "./hard-limits";
import { Hooks } from "./hooks";
import { arrivedNow, moveSplit } from "./move-split";
import { type OutsideJudge, outsideJudges } from "./outside-judges";
import { pastOwnLock } from "./own-lock";
import { gaining } from "./pairs";
import { readyPods } from "./ready-pods";
import { hasPods } from "./requirements";
import { type RuleTarget, targetOf } from "./rule-target";
import { type Look, type ShiftTools } from "./run-shift";
import { type ShiftLease } from "./shift-lease";
import { type Left, type ShiftState } from "./shift-state";
import { type ShiftStore } from "./shift-store";
import { StepCounts } from "./step-counts";
import { untilAnswered } from "./until-answered";

/** How often logs are looked at, in milliseconds: proxies write them once a second. */
const LOOK_MS = 500;

/** For how long the reader keeps its own count of a second, which a shift, that counts in blocks, has no use for. */
const FORGET_SECONDS = 60;

/** What one process carries a shift on with. */
export interface SessionParts {
  readonly context: MoveContext;
  readonly placed: PlacedPlan;
  readonly store: ShiftStore;
  readonly lease: ShiftLease;
  /** As it is kept when this process takes it up. */
  readonly state: ShiftState;
  readonly onEvent: (event: ShiftEvent) => void;
  readonly show: (text: string) => void;
  /** What was asked for at this terminal. */
  readonly asked: () => Request | undefined;
}

/** What is counted at present. */
interface Counting {
  of: "steps" | "copies";
  counts: StepCounts;
}

/** One process at work on a shift, with the proxies' logs open all the time. */
export class ShiftSession implements ShiftTools {
  readonly #parts: SessionParts;
  readonly #reader: EvidenceReader;
  readonly #counting: Counting;
  readonly #outside: readonly OutsideJudge[];
  readonly #hooks: Hooks;
  readonly #edits: ForeignEdits;
  #looking: NodeJS.Timeout | undefined;
  /** What some proxies have not got yet. */
  #awaited: RuleTarget | undefined;
  #hookFailure: string | undefined;
  /** What the shift's last update left. */
  #left: Left | undefined;
  /** The update in which the process before this one died. */
  #died: ShiftState["updating"];

  private constructor(parts: SessionParts, reader: EvidenceReader, counting: Counting) {
    const { state, context } = parts;
    this.#parts = parts;
    this.#died = state.updating;
    this.#left = state.left;
    this.#reader = reader;
    this.#counting = counting;
    this.#outside = outsideJudges(state);
    this.#hooks = new Hooks(state);
    this.#edits = new ForeignEdits(context.access, state, context.config);
  }

  /** @throws UserError where the logs can't be read */
  static async open(parts: SessionParts): Promise<ShiftSession> {
    const { context, placed, state } = parts;
    const { probe } = state.settings;
    const target =
      probe === undefined ? undefined : { url: probePage(context.outputs, context.stack), perSecond: probe };
    const of = state.at < 0 ? "copies" : "steps";
    const counting: Counting = { of, counts: new StepCounts(placed, state, of) };
    const reader = await EvidenceReader.open(context.access, [placed], {
      since: new Date(),
      onCounted: (request) => counting.counts.sent(request),
      onLogged: (request, pods) => counting.counts.logged(request, pods),
      ...(target && { probe: target }),
    });
    const session = new ShiftSession(parts, reader, counting);
    // Also while an update is made: what is compared has to be of the same time.
    session.#looking = setInterval(() => session.#takeIn(), LOOK_MS);
    return session;
  }

  now(): number {
    return Date.now();
  }

  async sleep(): Promise<void> {
    await sleep(LOOK_MS);
  }

  async enter(index: number): Promise<StepMove> {
    const { split, after } = this.#step(index);
    const moved = await this.#move(targetOf(this.#parts.state, index), (state) => ({
      ...state,
      phase: "running",
      at: index,
    }));
    this.#takeIn();
    const { placed, state } = this.#parts;
    if (index >= 0 && this.#counting.of === "copies") {
      Object.assign(this.#counting, { of: "steps", counts: new StepCounts(placed, state, "steps") });
    }
    this.#counting.counts.nextStep(index, split, after);
    for (const judge of this.#outside) judge.nextStep();
    this.#edits.nextStep();
    return moved;
  }

  async goBack(why: string): Promise<StepMove> {
    return this.#move(targetOf(this.#parts.state, "back"), (state) => ({ ...state, phase: "going back", why }));
  }

  async look(index: number): Promise<Look> {
    this.#takeIn();
    const { state } = this.#parts;
    const { maxErrorRate, maxP99 } = state.settings;
    const { split, after } = this.#step(index);
    const limits = ruleByLimits(
      { errorRate: maxErrorRate, p99: maxP99 },
      this.#counting.counts.totals,
      gaining(state.from, state.to),
    );
    return {
      evidence: this.#counting.counts.judge(split, after),
      ...(await this.#lookAtCluster(index, [limits, ...this.#outside.map(({ ruling }) => ruling)])),
    };
  }

  /** Which versions get requests in a step, copies included, and in the one after it. */
  #step(index: number): { readonly split: Split; readonly after: Split } {
    const { from, steps, settings } = this.#parts.state;
    const split = steps[index]?.split ?? { ...from, ...(settings.mirror !== undefined && { [settings.mirror]: 100 }) };
    return { split, after: steps[index + 1]?.split ?? split };
  }

  /** While the cluster does not answer nothing is decided by what it would say; what the logs said up to then stays. */
  async #lookAtCluster(index: number, others: readonly Ruling[]): Promise<Omit<Look, "evidence">> {
    const { state, store } = this.#parts;
    try {
      const [notReady, arrival, edits, stored] = await Promise.all([
        this.#notReady(gaining(state.from, state.to), this.#step(index).split),
        this.#arrival(),
        this.#edits.look(targetOf(state, index)),
        store.read(),
      ]);
      return { rulings: [...others, arrival, edits], notReady, request: this.#request(stored?.state) };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const lost: Ruling = { kind: "wait", why: error.message };
      return { rulings: [...others, lost], notReady: [], request: this.#request(undefined) };
    }
  }

  async tell(happening: Happening): Promise<void> {
    const { state, lease, onEvent } = this.#parts;
    const { id, service, rule } = state;
    // Whoever has taken the shift over meanwhile is not interfered with.
    await untilAnswered(() => lease.hold());
    const event = { formatVersion: 1, at: new Date().toISOString(), id, service, rule, ...happening } as const;
    onEvent(event);
    const recordSha256 = this.#counting.counts.record(event);
    await this.#change((kept) => ({ ...afterEvent(kept, event), ...(recordSha256 && { recordSha256 }) }));
    this.#hookFailure ??= await this.#hooks.run(event);
  }

  show(text: string): void {
    this.#parts.show(text);
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    for (const judge of this.#outside) judge.close();
    await this.#reader.close();
  }

  /** One update, noted before it begins and after it has ended: whoever comes after a death can tell how far it was. */
  async #move(target: RuleTarget, before: (state: ShiftState) => ShiftState): Promise<StepMove> {
    const { lease, state, show } = this.#parts;
    await untilAnswered(() => lease.hold());
    const to = target.split;
    const updating = { to, since: new Date().toISOString(), user: whoMoves(), host: hostname() };
    await this.#change((kept) => ({ ...before(kept), updating }));
    const { move, left } = await pastOwnLock(state.stack, this.#died, () => moveSplit(state, target, this.#left, show));
    this.#died = undefined;
    this.#left = left;
    await this.#change(({ updating: _, ...kept }) => ({ ...kept, runs: to, left }));
    this.#awaited = move.proxies.missing === undefined ? undefined : target;
    return move;
  }

  #change(edit: (state: ShiftState) => ShiftState): Promise<ShiftState> {
    return untilAnswered(() => this.#parts.store.change(edit));
  }

  #takeIn(): void {
    this.#reader.forgetBefore(Math.floor(this.now() / 1000) - FORGET_SECONDS);
    this.#counting.counts.takeIn(this.now());
  }

  #request(kept: ShiftState | undefined): Request | undefined {
    if (this.#hookFailure !== undefined) return { what: "pause", why: this.#hookFailure };
    const asked = kept?.request;
    return this.#parts.asked() ?? (asked && { what: asked.what, why: `asked to ${asked.what} by ${asked.by}` });
  }

  async #notReady(candidates: readonly string[], split: Split): Promise<string[]> {
    const { context, placed } = this.#parts;
    const asked = hasPods(placed) ? candidates.filter((one) => (split[one] ?? 0) > 0) : [];
    const ready = await readyPods(context.access, placed, asked);
    return asked.filter((version) => ready[version] === 0);
  }

  /** A step is not judged to be good before all proxies have it. */
  async #arrival(): Promise<Ruling> {
    if (this.#awaited === undefined) return { kind: "pass" };
    const { context, placed, state } = this.#parts;
    const { missing } = await arrivedNow({ access: context.access, placed }, state.rule, this.#awaited);
    if (missing !== undefined) return { kind: "wait", why: missing };
    this.#awaited = undefined;
    return { kind: "pass" };
  }
}
