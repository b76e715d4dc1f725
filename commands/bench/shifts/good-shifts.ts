import { isFailed } from "./damage";
import { type ShiftGround } from "./ground";
import { type Ended } from "./running-shift";

/** A shift to a version that does as well as the one before. Times are in seconds. */
export interface GoodShift {
  readonly startedAt: string;
  readonly from: string;
  readonly to: string;
  /** Of the command, from its start to its end. */
  readonly seconds: number;
  readonly steps: readonly GoodStep[];
  readonly requests: number;
  /** Requests that got no answer, or another than 200. */
  readonly failed: number;
  readonly exitCode: number;
  readonly wrong: readonly string[];
}

export interface GoodStep {
  readonly percent: number;
  /** From the change of the routes to the last proxy that had it; absent where not all had it in time. */
  readonly lastProxy?: number;
  /** From when the proxies had it to the decision to go on. */
  readonly held: number;
}

/** Shifts all requests to the version that has none, while both do equally well. */
export async function goodShift(ground: ShiftGround): Promise<GoodShift> {
  const { from, to } = await ground.way();
  const start = Date.now();
  ground.load.take();
  const shift = await ground.start(to).ended;
  const seconds = (Date.now() - start) / 1000;
  await ground.load.known(Date.now());
  const served = ground.load.take();
  const failed = served.filter(isFailed).length;
  return {
    startedAt: new Date(start).toISOString(),
    from,
    to,
    seconds,
    steps: stepsOf(shift),
    requests: served.length,
    failed,
    exitCode: shift.exitCode ?? -1,
    wrong: [
      ...(shift.exitCode === 0 ? await ground.wrongWith(to) : [`it did not reach its target: ${lastWords(shift)}`]),
      ...(failed === 0 ? [] : [`${failed} requests failed`]),
    ],
  };
}

/** How long each step of a shift took. */
export function stepsOf({ events }: Pick<Ended, "events">): GoodStep[] {
  return events.flatMap((step) => {
    if (step.event !== "step") return [];
    const verdict = events.find((one) => one.event === "verdict" && one.step === step.step);
    const { percent, proxies } = step;
    return [
      {
        percent,
        ...(proxies.lastMs !== undefined && { lastProxy: proxies.lastMs / 1000 }),
        held: verdict ? (new Date(verdict.at).getTime() - new Date(step.at).getTime()) / 1000 : 0,
      },
    ];
  });
}

function lastWords({ events, said }: Ended): string {
  const last = events.at(-1);
  return last && "why" in last ? last.why : said;
}
