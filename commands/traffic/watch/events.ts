import { splitChangeText } from "../../../mesh/traffic/named-route";
import { shiftText } from "./figures-text";
import { type Split } from "../../../mesh/traffic/split";
import {
  type ProxiesSnapshot,
  type RuleSnapshot,
  type ShiftSnapshot,
  type Snapshot,
  type WatchEvent,
} from "./snapshot";

type Sight = Omit<Snapshot, "events">;
type Told = Pick<WatchEvent, "kind" | "mood" | "text"> & Partial<Pick<WatchEvent, "service" | "rule">>;

/** What happened between two snapshots, each thing once. */
export function eventsBetween(before: Sight | undefined, after: Sight): WatchEvent[] {
  if (!before) return [];
  const known = new Map(before.rules.map((rule) => [nameOf(rule), rule]));
  const now = new Set(after.rules.map(nameOf));
  const told = [
    ...connectionEvents(before, after),
    ...before.rules
      .filter((rule) => !now.has(nameOf(rule)))
      .map((rule) => about(rule, { kind: "rule", mood: "neutral", text: "the rule is gone" })),
    ...after.rules.flatMap((rule) => {
      const old = known.get(nameOf(rule));
      return old ? changes(old, rule) : [about(rule, { kind: "rule", mood: "neutral", text: "the rule is new" })];
    }),
  ];
  return unique(told).map((one) => ({ at: after.at, ...one }));
}

function connectionEvents({ connection: old }: Sight, { connection, at }: Sight): Told[] {
  if (connection.state === "lost") {
    if (old.state === "lost") return [];
    return [{ kind: "connection", mood: "bad", text: `the cluster does not answer: ${connection.reason}` }];
  }
  if (old.state === "connected") return [];
  const seconds = Math.max(0, Math.round((Date.parse(at) - Date.parse(old.since)) / 1000));
  return [{ kind: "connection", mood: "good", text: `the cluster answers again, after ${seconds} s` }];
}

function changes(old: RuleSnapshot, rule: RuleSnapshot): Told[] {
  const split = splitChangeText(splitOf(old), splitOf(rule));
  return [
    ...(split === "" ? [] : [about(rule, { kind: "weights", mood: "neutral", text: split })]),
    ...proxyEvents(old.proxies, rule.proxies, split !== "").map((one) => ({ ...one, service: rule.service })),
    ...podEvents(old, rule),
    ...shiftEvents(old, rule),
    ...failureEvents(old, rule),
  ];
}

/** @param isMoving whether weights have just changed, so that nobody is late yet */
function proxyEvents(old: ProxiesSnapshot, now: ProxiesSnapshot, isMoving: boolean): Told[] {
  if (now.unknown !== undefined) {
    if (old.unknown !== undefined) return [];
    return [{ kind: "proxies", mood: "bad", text: `proxies can't be looked at: ${now.unknown}` }];
  }
  const missed = old.missing.map(({ pod }) => pod);
  const lost = now.missing.filter(({ pod }) => !missed.includes(pod));
  if (lost.length > 0) {
    const more = lost.length > MOST_NAMES ? ` and ${lost.length - MOST_NAMES} more` : "";
    const names =
      lost
        .slice(0, MOST_NAMES)
        .map(({ pod }) => pod)
        .join(", ") + more;
    const mood = isMoving ? "neutral" : "bad";
    return [{ kind: "proxies", mood, text: `${countText(now)} hold the routes; not yet: ${names}` }];
  }
  const isAll = now.missing.length === 0 && now.callers > 0;
  const isNews = old.missing.length > 0 || (now.lastMs !== undefined && now.lastMs !== old.lastMs);
  if (!isAll || !isNews) return [];
  const last = now.lastMs === undefined ? "" : `, the last after ${(now.lastMs / 1000).toFixed(2)} s`;
  return [{ kind: "proxies", mood: "good", text: `${countText(now)} hold the routes${last}` }];
}

/** Of more proxies the number alone is said. */
const MOST_NAMES = 3;

/** `5 of 6 proxies`. */
export function countText({ synced, callers }: ProxiesSnapshot): string {
  return `${synced} of ${callers} proxies`;
}

function podEvents(old: RuleSnapshot, { service, versions }: RuleSnapshot): Told[] {
  return versions.flatMap(({ version, pods }): Told[] => {
    const before = old.versions.find((one) => one.version === version)?.pods;
    if (!pods || !before) return [];
    const event = (mood: WatchEvent["mood"], text: string): Told => ({ kind: "pods", mood, service, text });
    const known = new Map(before.names.map(({ name, ready }) => [name, ready]));
    const names = new Set(pods.names.map(({ name }) => name));
    const gone = before.names.filter(({ name }) => !names.has(name));
    const changed = pods.names.flatMap(({ name, ready }): Told[] => {
      const was = known.get(name);
      if (was === ready) return [];
      if (was === undefined)
        return [event("neutral", `${version}: the pod ${name} came${ready ? ", and is ready" : ""}`)];
      return [
        ready
          ? event("good", `${version}: the pod ${name} is ready`)
          : event("bad", `${version}: the pod ${name} is not ready any more`),
      ];
    });
    return [...gone.map(({ name }) => event("neutral", `${version}: the pod ${name} is gone`)), ...changed];
  });
}

function failureEvents(old: RuleSnapshot, rule: RuleSnapshot): Told[] {
  return rule.versions
    .filter(({ version, errors }) => {
      const before = old.versions.find((one) => one.version === version);
      return errors.count > 0 && before?.errors.count === 0;
    })
    .map(({ version, errors }) =>
      about(rule, { kind: "errors", mood: "bad", text: `${version} fails: ${Object.keys(errors.by).join(", ")}` }),
    );
}

function shiftEvents({ shift: old }: RuleSnapshot, rule: RuleSnapshot): Told[] {
  const { shift } = rule;
  if (!shift) return [];
  const isSame =
    old?.id === shift.id && old.phase === shift.phase && old.step === shift.step && old.asked === shift.asked;
  if (isSame) return [];
  const mood = SHIFT_MOODS[shift.phase];
  return [
    about(rule, {
      kind: "shift",
      mood,
      text: `shift: ${shiftText(shift)}${mood === "bad" && shift.why !== undefined ? `: ${shift.why}` : ""}`,
    }),
  ];
}

const SHIFT_MOODS: Readonly<Record<ShiftSnapshot["phase"], WatchEvent["mood"]>> = {
  running: "neutral",
  paused: "neutral",
  "going back": "bad",
  "gone back": "bad",
  died: "bad",
  shifted: "good",
};

function splitOf({ versions }: RuleSnapshot): Split {
  return Object.fromEntries(versions.map(({ version, target }) => [version, round(target)]));
}

/** Weights that do not add up to 100 make shares of many digits. */
function round(percent: number): number {
  return Math.round(percent * 10) / 10;
}

function about({ service, rule }: RuleSnapshot, told: Omit<Told, "service" | "rule">): Told {
  return { ...told, service, rule };
}

function nameOf({ service, rule }: RuleSnapshot): string {
  return `${service}/${rule}`;
}

/** What is the service's is told by each of its rules. */
function unique(told: readonly Told[]): Told[] {
  return [...new Map(told.map((one) => [JSON.stringify([one.service, one.rule, one.text]), one])).values()];
}
