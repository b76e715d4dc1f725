import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type Split } from "../../../mesh/traffic/split";
import { NoAnswer } from "../../stack/cluster-access";
import { ALPHA } from "../evidence/compare-versions";
import { EvidenceReader } from "../evidence/read-evidence";
import { probePage } from "../evidence/meant-plans";
import { type MoveContext } from "../moves/move";
import { whoMoves } from "../moves/who";
import { type PlacedPlan } from "../placed-plan";
import { afterEvent } from "./after-event";
import { BlockReader } from "./block";
import { type Request, type Ruling } from "./decide";
import { type Happening, type ShiftEvent, type StepMove } from "./events";
import { ForeignEdits } from "./foreign-edits";
import { ruleByLimits } from "./hard-limits";
import { Hooks } from "./hooks";
import { PairsJudge } from "./judge-pairs";
import { arrivedNow, moveSplit } from "./move-split";
import { type OutsideJudge, outsideJudges } from "./outside-judges";
import { pastOwnLock } from "./own-lock";
import { gaining, pairsOf } from "./pairs";
import { readyPods } from "./ready-pods";
import { hasPods } from "./requirements";
import { type Look, type ShiftTools } from "./run-shift";
import { type ShiftLease } from "./shift-lease";
import { RecordFile } from "./shift-record";
import { type Left, type ShiftState } from "./shift-state";
import { type ShiftStore } from "./shift-store";

/** How often the proxies' logs are looked at, in milliseconds: they are written once a second. */
const LOOK_MS = 500;

/** For how long the reader keeps what it has counted of a second: one that is late by more is counted all the same. */
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

/** One process at work on a shift, with the proxies' logs open all the time. */
export class ShiftSession implements ShiftTools {
  readonly #parts: SessionParts;
  readonly #reader: EvidenceReader;
  readonly #blocks: BlockReader;
  readonly #judge: PairsJudge;
  readonly #outside: readonly OutsideJudge[];
  readonly #hooks: Hooks;
  readonly #edits: ForeignEdits;
  readonly #record: RecordFile | undefined;
  #looking: NodeJS.Timeout | undefined;
  /** The split that some proxies have not got yet. */
  #awaited: Split | undefined;
  #hookFailure: string | undefined;
  /** What the shift's last update left. */
  #left: Left | undefined;
  /** The update in which the process before this one died. */
  #died: ShiftState["updating"];

  private constructor(parts: SessionParts, reader: EvidenceReader, blocks: BlockReader) {
    const { state, placed } = parts;
    const { settings, from, to } = state;
    const pairs = pairsOf(from, to, settings.baseline);
    const margins = { error: settings.errorMargin, latency: settings.latencyMargin };
    const alpha = ALPHA * shareOfSession(state.sessions);
    this.#parts = parts;
    this.#died = state.updating;
    this.#left = state.left;
    this.#reader = reader;
    this.#blocks = blocks;
    this.#judge = new PairsJudge(pairs, margins, alpha);
    this.#outside = outsideJudges(state);
    this.#hooks = new Hooks(state);
    this.#edits = new ForeignEdits(parts.context.access, state, parts.context.config);
    const { id, stack, service, rule } = state;
    const about = { id, stack, service, rule, namespace: placed.namespace, from, to };
    const begins = { startedAt: new Date().toISOString(), alpha, pairs, margins };
    this.#record = settings.record === undefined ? undefined : new RecordFile(settings.record, about, begins);
  }

  /** @throws UserError where the logs can't be read */
  static async open(parts: SessionParts): Promise<ShiftSession> {
    const { context, placed, state } = parts;
    const { probe } = state.settings;
    const target =
      probe === undefined ? undefined : { url: probePage(context.outputs, context.stack), perSecond: probe };
    const blocks = new BlockReader(placed, state.rule);
    const reader = await EvidenceReader.open(context.access, [placed], {
      since: new Date(),
      onCounted: (request) => blocks.add(request),
      ...(target && { probe: target }),
    });
    const session = new ShiftSession(parts, reader, blocks);
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
    const { steps } = this.#parts.state;
    const split = steps[index]?.split ?? {};
    const moved = await this.#move(split, (state) => ({ ...state, phase: "running", at: index }));
    this.#takeIn();
    this.#judge.nextStep();
    for (const judge of this.#outside) judge.nextStep();
    this.#edits.nextStep();
    this.#record?.step(index, split, steps[index + 1]?.split ?? split);
    return moved;
  }

  async goBack(why: string): Promise<StepMove> {
    const { from } = this.#parts.state;
    return this.#move(from, (state) => ({ ...state, phase: "going back", why }));
  }

  async look(index: number): Promise<Look> {
    this.#takeIn();
    const { state } = this.#parts;
    const { maxErrorRate, maxP99 } = state.settings;
    const candidates = gaining(state.from, state.to);
    const split = state.steps[index]?.split ?? {};
    const limits = ruleByLimits({ errorRate: maxErrorRate, p99: maxP99 }, this.#judge.totals, candidates);
    return {
      evidence: this.#judge.judge(split, state.steps[index + 1]?.split ?? split),
      ...(await this.#lookAtCluster(split, [limits, ...this.#outside.map(({ ruling }) => ruling)])),
    };
  }

  /** While the cluster does not answer nothing is decided by what it would say; what the logs said up to then stays. */
  async #lookAtCluster(split: Split, others: readonly Ruling[]): Promise<Omit<Look, "evidence">> {
    const { state, store } = this.#parts;
    try {
      const [notReady, arrival, edits, stored] = await Promise.all([
        this.#notReady(gaining(state.from, state.to), split),
        this.#arrival(),
        this.#edits.look(split),
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
    const { state, store, lease, onEvent } = this.#parts;
    const { id, service, rule } = state;
    // Whoever has taken the shift over meanwhile is not interfered with.
    await lease.hold();
    const event = { formatVersion: 1, at: new Date().toISOString(), id, service, rule, ...happening } as const;
    onEvent(event);
    this.#record?.event(event);
    const recordSha256 = this.#record?.write();
    await store.change((kept) => ({ ...afterEvent(kept, event), ...(recordSha256 && { recordSha256 }) }));
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
  async #move(to: Split, before: (state: ShiftState) => ShiftState): Promise<StepMove> {
    const { store, lease, state, show } = this.#parts;
    await lease.hold();
    const updating = { to, since: new Date().toISOString(), user: whoMoves(), host: hostname() };
    await store.change((kept) => ({ ...before(kept), updating }));
    const { move, left } = await pastOwnLock(state.stack, this.#died, () => moveSplit(state, to, this.#left, show));
    this.#died = undefined;
    this.#left = left;
    await store.change(({ updating: _, ...kept }) => ({ ...kept, runs: to, left }));
    this.#awaited = move.proxies.missing === undefined ? undefined : to;
    return move;
  }

  #takeIn(): void {
    // Blocks have all that a shift needs of them.
    this.#reader.forgetBefore(Math.floor(this.now() / 1000) - FORGET_SECONDS);
    const block = this.#blocks.take(this.now());
    if (!block) return;
    this.#judge.add(block);
    this.#record?.block(block);
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

/**
 * The part of what may be false alarms that a process gets: most of it the first one, and each that carries the shift on half of
 * what is left. What a process has counted dies with it, so that its successor begins to count anew.
 *
 * @param session from 1
 */
export function shareOfSession(session: number): number {
  return session === 1 ? 0.8 : 0.2 / 2 ** (session - 1);
}
