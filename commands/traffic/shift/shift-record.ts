import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { parsedJson } from "../../../mesh/parsed-json";
import { UserError } from "../../terminal/user-error";
import { type Block } from "./block";
import { type ShiftEvent } from "./events";
import { PairsJudge, type StepVerdict } from "./judge-pairs";

const split = z.record(z.string(), z.number());
const stretch = z.object({
  requests: z.number(),
  failed: z.number(),
  latencies: z.array(z.tuple([z.number(), z.number()]).readonly()).readonly(),
});
const metricName = z.enum(["errors", "latency p50", "latency p95"]);
const metric = z.object({ name: metricName, pBeyond: z.number(), pWithin: z.number() });
const verdict = z.enum(["worse", "not worse", "thin"]);

/** The shape of what is known of a step. */
export const stepVerdict = z.object({
  verdict,
  why: z.string(),
  pairs: z
    .array(
      z.object({
        candidate: z.string(),
        baseline: z.string(),
        verdict,
        because: z.array(metricName).readonly(),
        metrics: z.array(metric).readonly(),
      }),
    )
    .readonly(),
});
const entry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("step"), step: z.number(), split, after: split }),
  z.object({ kind: z.literal("block"), block: z.object({ at: z.number(), versions: z.record(z.string(), stretch) }) }),
  z.object({ kind: z.literal("verdict"), evidence: stepVerdict, decision: z.string() }),
  z.object({ kind: z.literal("event"), event: z.looseObject({ event: z.string(), at: z.string() }) }),
]);
const session = z.object({
  startedAt: z.string(),
  alpha: z.number(),
  pairs: z.array(z.object({ candidate: z.string(), baseline: z.string() })).readonly(),
  margins: z.object({ error: z.number(), latency: z.number() }),
  entries: z.array(entry),
});
const record = z.object({
  formatVersion: z.literal(1),
  id: z.string(),
  stack: z.string(),
  service: z.string(),
  rule: z.string(),
  namespace: z.string(),
  from: split,
  to: split,
  sessions: z.array(session),
});

/** All that a shift did and saw, from which its verdicts can be computed again. */
export type ShiftRecord = z.infer<typeof record>;

type Session = z.infer<typeof session>;
export type RecordEntry = z.infer<typeof entry>;

/**
 * Writes a shift's record: into a file, anew at each event, so that what a process that dies has seen up to then is
 * there. A process that carries a shift on adds to what its predecessors wrote, where it finds their file.
 */
export class RecordFile {
  readonly #path: string;
  readonly #record: ShiftRecord;
  readonly #session: Session;
  /** How many entries there were when the steps' counts were last judged. */
  #judged = 0;

  constructor(path: string, about: Omit<ShiftRecord, "formatVersion" | "sessions">, begins: Omit<Session, "entries">) {
    this.#path = path;
    this.#session = { ...begins, entries: [] };
    const before = existsSync(path) ? record.safeParse(parsedJson(readFileSync(path, "utf8"))).data : undefined;
    const sessions = before?.id === about.id ? before.sessions : [];
    this.#record = { formatVersion: 1, ...about, sessions: [...sessions, this.#session] };
  }

  step(step: number, present: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): void {
    this.#session.entries.push({ kind: "step", step, split: present, after });
  }

  block(block: Block): void {
    this.#session.entries.push({ kind: "block", block });
  }

  /** The counts up to here are judged. Before that is told, the cluster is looked at, and more is counted meanwhile. */
  judged(): void {
    this.#judged = this.#session.entries.length;
  }

  event(event: ShiftEvent): void {
    const { entries } = this.#session;
    if (event.event !== "verdict") return void entries.push({ kind: "event", event: { ...event } });
    entries.splice(this.#judged, 0, { kind: "verdict", evidence: event.evidence, decision: event.decision });
  }

  /** Writes it; gives back its sum. */
  write(): string {
    const text = `${JSON.stringify(this.#record)}\n`;
    writeFileSync(this.#path, text);
    return sha256(text);
  }
}

/** One verdict, as the record has it and as its counts say. */
export interface Recomputed {
  readonly session: number;
  readonly step: number;
  readonly recorded: StepVerdict;
  readonly computed: StepVerdict;
  readonly same: boolean;
}

/** Computes every verdict of a record again, from the raw counts in it. */
export function recompute({ sessions }: ShiftRecord): Recomputed[] {
  return sessions.flatMap(({ pairs, margins, alpha, entries }, index) => {
    const judge = new PairsJudge(pairs, margins, alpha);
    let present: Extract<RecordEntry, { kind: "step" }> | undefined;
    return entries.flatMap((one): Recomputed[] => {
      if (one.kind === "step") {
        present = one;
        judge.nextStep();
      } else if (one.kind === "block") judge.add(one.block);
      else if (one.kind === "verdict" && present) {
        const computed = judge.judge(present.split, present.after);
        const same = isDeepStrictEqual(computed, one.evidence);
        return [{ session: index + 1, step: present.step + 1, recorded: one.evidence, computed, same }];
      }
      return [];
    });
  });
}

/**
 * Reads the text of a record.
 *
 * @throws UserError where it is none
 */
export function parseRecord(text: string, file: string): ShiftRecord {
  const parsed = record.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new UserError(
    `${file} is not a record of a shift: ${z.prettifyError(parsed.error)}\n` +
      "Expected a file that  npm run traffic -- shift ... --record FILE.json  has written.",
  );
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
