import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { type Ruling } from "./decide";
import { type ShiftState } from "./shift-state";

/** How often another judge is asked, in milliseconds. */
const ASK_MS = 5000;

/** How long one may take, in milliseconds. */
const ANSWER_MS = 30_000;

/** The exit code of a command that can't say yet (sysexits.h, EX_TEMPFAIL). */
const NOT_YET = 75;

/** Asks a judge again and again, and keeps its last word. What was said of an earlier step does not count. */
export class OutsideJudge {
  readonly #ask: () => Promise<Ruling>;
  readonly #name: string;
  readonly #end = new AbortController();
  #last: Ruling;
  #step = 0;

  constructor(name: string, ask: () => Promise<Ruling>) {
    this.#name = name;
    this.#ask = ask;
    this.#last = this.#unasked();
    void this.#keepAsking();
  }

  get ruling(): Ruling {
    return this.#last;
  }

  nextStep(): void {
    this.#step++;
    this.#last = this.#unasked();
  }

  close(): void {
    this.#end.abort();
  }

  #unasked(): Ruling {
    return { kind: "wait", why: `${this.#name} has not answered yet` };
  }

  async #keepAsking(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      const step = this.#step;
      const ruling = await this.#ask();
      if (step === this.#step) this.#last = ruling;
      else continue;
      await sleep(ASK_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/**
 * Runs a command of the user's: 0 lets the shift go on, 75 holds it, anything else takes it back.
 *
 * @param environment what the command is told of the shift
 */
async function askCommand(command: string, environment: Readonly<Record<string, string>>): Promise<Ruling> {
  const run = await execa(command, {
    ...{ shell: true, reject: false, stdin: "ignore", timeout: ANSWER_MS, env: environment, all: true },
  });
  if (run.exitCode === 0) return { kind: "pass" };
  const said = run.all.trim().split("\n").at(-1) ?? "";
  const why = `the gate ${JSON.stringify(command)} ${run.timedOut ? "did not end in time" : `ended with ${run.exitCode ?? run.signal ?? "an error"}`}`;
  return { kind: run.exitCode === NOT_YET ? "wait" : "fail", why: said === "" ? why : `${why}: ${said}` };
}

/**
 * Asks Prometheus for the value of an expression: 0 takes the shift back, another number lets it go on, and no value
 * holds it. A comparison wants `bool` (`... < bool 0.01`): without, Prometheus answers one that is false with no value.
 */
async function askPrometheus(url: string, expression: string): Promise<Ruling> {
  const what = `the expression ${JSON.stringify(expression)}`;
  try {
    const at = new URL("api/v1/query", url.endsWith("/") ? url : `${url}/`);
    at.searchParams.set("query", expression);
    const answer = await fetch(at, { signal: AbortSignal.timeout(ANSWER_MS) });
    const body = (await answer.json()) as PrometheusAnswer;
    if (body.status !== "success")
      return { kind: "wait", why: `${what} can't be asked: ${body.error ?? answer.statusText}` };
    const values = valuesOf(body.data);
    if (values.length === 0) return { kind: "wait", why: `${what} has no value` };
    if (values.some((value) => value === 0)) return { kind: "fail", why: `${what} is 0` };
    return values.some(Number.isNaN) ? { kind: "wait", why: `${what} is not a number` } : { kind: "pass" };
  } catch (error) {
    return {
      kind: "wait",
      why: `Prometheus at ${url} does not answer: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

type Sample = readonly [at: number, value: string];

interface PrometheusAnswer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: unknown };
}

function valuesOf(data: PrometheusAnswer["data"]): number[] {
  if (data?.resultType === "scalar") return [Number((data.result as Sample)[1])];
  if (data?.resultType !== "vector") return [];
  return (data.result as readonly { readonly value: Sample }[]).map(({ value }) => Number(value[1]));
}

/** The judges that were asked for when a shift began. */
export function outsideJudges({ service, rule, settings: { gate, promql, prometheus } }: ShiftState): OutsideJudge[] {
  const environment = { SHIFT_SERVICE: service, SHIFT_RULE: rule };
  return [
    ...(gate === undefined ? [] : [new OutsideJudge("the gate", () => askCommand(gate, environment))]),
    ...(promql === undefined || prometheus === undefined
      ? []
      : [new OutsideJudge("Prometheus", () => askPrometheus(prometheus, promql))]),
  ];
}
