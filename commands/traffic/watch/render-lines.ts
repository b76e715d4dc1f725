import {
  changeText,
  errorsText,
  milliseconds,
  observedText,
  proxiesText,
  readyText,
  shiftText,
  short,
  splitVerdict,
  targetText,
} from "./figures-text";
import { type Snapshot, type VersionSnapshot, type WatchEvent } from "./snapshot";

/** A snapshot where there is no terminal: a line for each event and each rule. */
export function renderLines({ at, connection, rules, events, notes }: Snapshot, isFirst: boolean): string[] {
  const time = at.slice(11, 19);
  return [
    ...events.map(eventLine),
    ...(isFirst ? notes.map((note) => `${time} note: ${note}`) : []),
    ...(connection.state === "lost"
      ? [`${time} no answer from the cluster since ${connection.since.slice(11, 19)}`]
      : []),
    ...rules.map((rule) =>
      [
        `${time} ${rule.service}/${rule.rule}`,
        `${short(rule.requestsPerSecond)}/s`,
        proxiesText(rule.proxies),
        splitVerdict(rule),
        ...(rule.shift ? [`shift ${shiftText(rule.shift)}`] : []),
        ...rule.versions.map(versionText),
      ].join("  "),
    ),
  ];
}

/** `12:00:01 ! reviews/default: v2 100 -> 90, v3 0 -> 10` */
export function eventLine({ at, mood, service, rule, text }: WatchEvent): string {
  const where = [service, rule].filter((name) => name !== undefined).join("/");
  return `${at.slice(11, 19)} ${mood === "bad" ? "!" : "*"} ${where === "" ? "" : `${where}: `}${text}`;
}

function versionText(one: VersionSnapshot): string {
  const { version, latency, requestsPerSecond } = one;
  const change = one.p99Change ? ` (${changeText(one)} of ${one.p99Change.against})` : "";
  const served =
    requestsPerSecond === 0
      ? "no requests"
      : [
          observedText(one),
          `${short(requestsPerSecond)}/s`,
          `errors ${errorsText(one)}`,
          `p50 ${milliseconds(latency?.p50)}, p95 ${milliseconds(latency?.p95)}, p99 ${milliseconds(latency?.p99)}${change}`,
        ].join(", ");
  return `[${version} ${targetText(one)}: ${served}, ready ${readyText(one)}]`;
}
