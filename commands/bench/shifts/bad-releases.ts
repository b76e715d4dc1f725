import { damageOf, isFailed, type ReleaseDamage } from "./damage";
import { type ShiftGround } from "./ground";
import { type Served } from "./load-program";
import { type Ended } from "./running-shift";
import { type OwnFault } from "./version-program";

/** A release that is bad, and what a shift to it has to do. */
export interface Release {
  readonly name: string;
  readonly fault: OwnFault;
  /**
   * How many users may have been hurt when it is found; absent where a shift need not find it, or nothing is claimed of
   * them.
   */
  readonly usersBelow?: number;
  /** It is no worse than the margin allows: the shift may hold, and must not take it for one that does as well. */
  readonly atMargin?: true;
}

/** What is claimed of releases that fail 5 % and more, and of those that fail 1 %. */
const [MOST_AT_5, MOST_AT_1] = [20, 100];

/** Those that are tried, by the names that `--releases` takes. */
export const RELEASES: readonly Release[] = [
  { name: "errors-0.5", fault: { errors: 0.005 }, atMargin: true },
  { name: "errors-1", fault: { errors: 0.01 }, usersBelow: MOST_AT_1 },
  { name: "errors-5", fault: { errors: 0.05 }, usersBelow: MOST_AT_5 },
  { name: "errors-100", fault: { errors: 1 }, usersBelow: MOST_AT_5 },
  { name: "slow-50ms", fault: { delayMs: 50 } },
  { name: "slow-200ms", fault: { delayMs: 200 } },
  { name: "slow-2s", fault: { delayMs: 2000 } },
  { name: "crash-loop", fault: { crashesAt: 30 }, usersBelow: MOST_AT_5 },
  { name: "signed-in", fault: { signedInErrors: 1 }, usersBelow: MOST_AT_5 },
];

/** How a shift to a bad release ended. */
export interface TriedRelease {
  readonly name: string;
  readonly startedAt: string;
  /** Of the shift's command. */
  readonly exitCode: number;
  /** In the shift's words: what it decided last, and why. */
  readonly why: string;
  /** The new version's share in percent when that was decided. */
  readonly share: number;
  readonly damage: ReleaseDamage;
  /** What the old version failed meanwhile. */
  readonly failedByOld: number;
  readonly wrong: readonly string[];
}

/** Shifts all requests to a release that is bad, from a share of nothing. */
export async function tryRelease(ground: ShiftGround, release: Release): Promise<TriedRelease> {
  await ground.release(release.fault);
  const startedAt = new Date().toISOString();
  ground.load.take();
  const shift = await ground.start(ground.versions.new).ended;
  // One that did not go back by itself hurts nobody any longer than it has to.
  await ground.reset();
  const ended = Date.now();
  await ground.load.known(ended);
  const served = ground.load.take();
  const { old } = ground.versions;
  const moments = { verdict: timeOf(shift, "verdict") ?? ended, back: timeOf(shift, "gone back") ?? ended };
  const damage = damageOf(served, old, harmOf(release), moments);
  return {
    name: release.name,
    startedAt,
    exitCode: shift.exitCode ?? -1,
    ...lastDecision(shift, ground.versions.new),
    damage,
    failedByOld: served.filter((one) => one.version === old && isFailed(one)).length,
    wrong: [...whatIsWrong(release, shift.exitCode, damage), ...(await ground.wrongWith(old))],
  };
}

/** What a bad release does to whoever gets its answer. */
export function harmOf({ fault }: Release): (one: Served) => boolean {
  return fault.delayMs === undefined ? isFailed : () => true;
}

/** What is not as it has to be of the end of a shift to a bad release; empty where all is. */
export function whatIsWrong(
  { usersBelow, atMargin }: Release,
  exitCode: number | undefined,
  { byVerdict }: ReleaseDamage,
): string[] {
  if (exitCode === 0) return ["the shift reached its target"];
  if (exitCode === 2 || exitCode === undefined) return ["the shift could not go on"];
  if (atMargin) return [];
  return [
    ...(exitCode === 1 ? [] : ["the shift did not go back by itself"]),
    ...(usersBelow === undefined || byVerdict.users < usersBelow
      ? []
      : [`${byVerdict.users} users were hurt at the verdict, not fewer than ${usersBelow}`]),
  ];
}

/** When the last event of a kind happened, in milliseconds since 1970. */
function timeOf({ events }: Ended, kind: "verdict" | "gone back"): number | undefined {
  const found = events.findLast(({ event }) => event === kind);
  return found && new Date(found.at).getTime();
}

function lastDecision({ events, said }: Ended, version: string): { readonly why: string; readonly share: number } {
  const verdict = events.findLast((one) => one.event === "verdict");
  const step = events.findLast((one) => one.event === "step");
  return {
    why: verdict ? `${verdict.decision}: ${verdict.why}` : said,
    share: step?.to[version] ?? 0,
  };
}
