import { type Split } from "../../../mesh/traffic/split";
import { ALPHA } from "../evidence/compare-versions";
import { type LoggedRequest } from "../evidence/logged-request";
import { type ServingPods } from "../evidence/serving-pods";
import { type CountedRequest } from "../evidence/tally";
import { type PlacedPlan } from "../placed-plan";
import { BlockReader, type CountedStretch } from "./block";
import { type ShiftEvent } from "./events";
import { PairsJudge, type StepVerdict } from "./judge-pairs";
import { pairsOf } from "./pairs";
import { ServedRequests } from "./served-requests";
import { RecordFile } from "./shift-record";
import { type ShiftState } from "./shift-state";

/**
 * What a process counts of a shift, compares and writes into its record: either of its steps, by what the callers'
 * proxies log, or of the copies before them, by what the versions' own proxies log. The two are never compared with
 * each other.
 */
export class StepCounts {
  readonly #blocks: BlockReader;
  readonly #judge: PairsJudge;
  readonly #record: RecordFile | undefined;
  readonly #served: ServedRequests | undefined;

  /** @param of `copies` where the shift begins with them */
  constructor(placed: PlacedPlan, state: ShiftState, of: "steps" | "copies") {
    const { id, stack, service, rule, settings, from, to, sessions } = state;
    const pairs = pairsOf(from, to, settings.baseline);
    const margins = { error: settings.errorMargin, latency: settings.latencyMargin };
    const alpha = ALPHA * shareOfSession(sessions) * (settings.mirror === undefined ? 1 : COPIES_SHARE);
    this.#blocks = new BlockReader(placed, rule);
    this.#judge = new PairsJudge(pairs, margins, alpha);
    this.#served =
      of === "copies" && settings.mirror !== undefined
        ? new ServedRequests(placed, rule, settings.mirror, (request) => this.#blocks.add(request))
        : undefined;
    const about = { id, stack, service, rule, namespace: placed.namespace, from, to };
    const begins = { startedAt: new Date().toISOString(), alpha, pairs, margins };
    this.#record = settings.record === undefined ? undefined : new RecordFile(settings.record, about, begins);
  }

  /** Takes in a request as the callers' proxies log it. */
  sent(request: CountedRequest): void {
    if (!this.#served) this.#blocks.add(request);
  }

  /** Takes in a request as any proxy logs it. */
  logged(request: LoggedRequest, pods: ServingPods): void {
    this.#served?.add(request, pods);
  }

  /** Compares what has been taken in up to a time, in milliseconds since 1970. */
  takeIn(at: number): void {
    const block = this.#blocks.take(at);
    if (!block) return;
    this.#judge.add(block);
    this.#record?.block(block);
  }

  /**
   * From here on another step is counted.
   *
   * @param index from 0, -1 for copies
   * @param after the split of the step after it
   */
  nextStep(index: number, split: Split, after: Split): void {
    this.#judge.nextStep();
    this.#record?.step(index, split, after);
  }

  judge(split: Split, after: Split): StepVerdict {
    this.#record?.judged();
    return this.#judge.judge(split, after);
  }

  get totals(): Readonly<Record<string, CountedStretch>> {
    return this.#judge.totals;
  }

  /** Writes an event into the record; gives back the file's SHA-256, where there is one. */
  record(event: ShiftEvent): string | undefined {
    this.#record?.event(event);
    return this.#record?.write();
  }
}

/** The part of what may be false alarms that copies have, and the steps after them. */
const COPIES_SHARE = 1 / 2;

/**
 * The part of what may be false alarms that a process gets: most of it the first one, and each that carries the shift
 * on half of what is left. What a process has counted dies with it, so that its successor begins to count anew.
 *
 * @param session from 1
 */
export function shareOfSession(session: number): number {
  return session === 1 ? 0.8 : 0.2 / 2 ** (session - 1);
}
