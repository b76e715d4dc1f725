import { type ProxiesSnapshot, type RuleSnapshot, type ShiftSnapshot, type VersionSnapshot } from "./snapshot";

/**
 * Figures as people read them, without a unit where the column's head has it. A hyphen stands for what is not known.
 */
export const NOTHING = "-";

/** `123`, `12.3`, `0.04`: a number with as many digits as say something. */
export function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** The weight: `30 %`. */
export function targetText({ target }: VersionSnapshot): string {
  return `${short(target)} %`;
}

/** The share with the interval about it, which is not even: `29.8 % (25.1-34.9)`. */
export function observedText({ observed }: VersionSnapshot): string {
  if (!observed) return NOTHING;
  const { share, lower, upper } = observed;
  return `${(share * 100).toFixed(1)} % (${(lower * 100).toFixed(1)}-${(upper * 100).toFixed(1)})`;
}

/** `2.1 % UH`: the commonest cause alone. */
export function errorsText({ errors, requestsPerSecond }: VersionSnapshot): string {
  if (errors.count === 0) return requestsPerSecond === 0 ? NOTHING : "0 %";
  const [[cause] = [""]] = Object.entries(errors.by).sort(([, a], [, b]) => b - a);
  const more = Object.keys(errors.by).length > 1 ? "+" : "";
  return `${short(errors.rate * 100)} % ${cause}${more}`;
}

/** `12 ms`, `1.2 s`. */
export function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return NOTHING;
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(0)} ms`;
}

/** `+25 %` of the version that is replaced. */
export function changeText({ p99Change }: VersionSnapshot): string {
  if (!p99Change) return NOTHING;
  const percent = Math.round(p99Change.ratio * 100);
  return `${percent > 0 ? "+" : ""}${percent} %`;
}

/** `1/1`; `1` where it is not known how many there should be. */
export function readyText({ pods }: VersionSnapshot): string {
  if (!pods) return NOTHING;
  return pods.wanted === undefined ? String(pods.ready) : `${pods.ready}/${pods.wanted}`;
}

/** `proxies 6/6 in 0.31 s`. */
export function proxiesText({ synced, callers, lastMs, unknown }: ProxiesSnapshot): string {
  if (unknown !== undefined) return "proxies unknown";
  const isAll = synced === callers && lastMs !== undefined;
  return `proxies ${synced}/${callers}${isAll ? ` in ${(lastMs / 1000).toFixed(2)} s` : ""}`;
}

/** Whether a shift has come to its end. */
export function isOver({ phase }: ShiftSnapshot): boolean {
  return phase === "shifted" || phase === "gone back";
}

/** `step 3 of 5 (25 %), running`. */
export function shiftText({ phase, step, percents, asked }: ShiftSnapshot): string {
  const at =
    step === 0
      ? `copies before the first of ${percents.length} steps, ${phase}`
      : `step ${step} of ${percents.length} (${percents[step - 1] ?? 0} %), ${phase}`;
  return asked === undefined ? at : `${at}, asked to ${asked}`;
}

/** `held 42 s of 60 s`: how long the step has lasted at a moment. */
export function holdText({ since, holdMs }: ShiftSnapshot, at: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(at) - Date.parse(since)) / 1000));
  return `held ${seconds} s of ${Math.round(holdMs / 1000)} s`;
}

/** As in `traffic check`: one rule in a thousand that does as configured is told to be off at one look. */
const ALPHA = 0.001;

/** What the share of a rule says of its weights. */
export type SplitVerdict = "as configured" | "off" | "no requests" | "not judged";

export function splitVerdict({ pValue, doubt, versions }: RuleSnapshot): SplitVerdict {
  if (doubt !== undefined) return "not judged";
  if (!versions.some(({ observed }) => observed)) return "no requests";
  if (pValue === undefined) return "not judged";
  return pValue < ALPHA ? "off" : "as configured";
}
