import { type Split } from "../../../mesh/traffic/split";
import { splitChangeText } from "../../../mesh/traffic/named-route";
import { type Step } from "./plan-steps";
import { type StepVerdict } from "./judge-pairs";

/** What one update of a shift did. */
export interface StepMove {
  /** Its number in the stack's history. */
  readonly update: number;
  readonly from: Split;
  readonly to: Split;
  /** What changed in the stack's config file, to be committed; empty where nothing did. */
  readonly diff: string;
  readonly proxies: {
    readonly arrived: number;
    readonly callers: number;
    /** Milliseconds from the change to the last proxy that has it. */
    readonly lastMs?: number;
    /** Which proxies have not got it, and why; absent where all have. */
    readonly missing?: string;
  };
}

interface About {
  readonly service: string;
  readonly rule: string;
}

/**
 * What happens in a shift: a line of JSON each with `--json`, and what `--on-event` gets on its standard input. Fields
 * are only ever added; a change that readers could stumble over comes with a new `formatVersion`.
 */
export type ShiftEvent = {
  readonly formatVersion: 1;
  /** RFC 3339. */ readonly at: string;
  readonly id: string;
} & About &
  Happening;

export type Happening =
  | {
      readonly event: "begins";
      readonly stack: string;
      readonly from: Split;
      readonly to: Split;
      readonly steps: readonly Step[];
      /** The version that gets copies of the rule's requests before the first step. */
      readonly mirror?: string;
    }
  | ({ readonly event: "mirrors"; readonly version: string } & StepMove)
  | { readonly event: "resumes"; readonly step: number; readonly steps: number }
  | ({ readonly event: "step"; readonly step: number; readonly steps: number; readonly percent: number } & StepMove)
  | {
      readonly event: "verdict";
      /** From 1; 0 is that on the copies before the first. */
      readonly step: number;
      readonly steps: number;
      readonly decision: string;
      readonly why: string;
      readonly evidence: StepVerdict;
    }
  | ({ readonly event: "gone back"; readonly why: string } & StepMove)
  | { readonly event: "paused"; readonly why: string; readonly split: Split }
  | { readonly event: "shifted"; readonly split: Split };

/** An event as a line for people, or several. */
export function renderEvent(event: ShiftEvent): string {
  return `${event.at.slice(11, 19)}  ${text(event)}`;
}

function text(event: ShiftEvent): string {
  const { service, rule } = event;
  switch (event.event) {
    case "begins": {
      const way = event.steps.map(({ percent, split }) => `  ${String(percent).padStart(3)} %  ${splitText(split)}`);
      return [
        `shift of ${service}, ${rule}: ${splitChangeText(event.from, event.to)}, in ${event.steps.length} steps`,
        ...(event.mirror === undefined ? [] : [mirrorText(event.mirror)]),
        ...way,
      ].join("\n");
    }
    case "resumes":
      return `shift of ${service}, ${rule} goes on at step ${event.step} of ${event.steps}`;
    case "mirrors":
      return `${event.version} gets copies of all requests; ${moveText(event)}${diffText(event.diff)}`;
    case "step":
      return `step ${event.step} of ${event.steps} (${event.percent} %): ${splitText(event.to)}; ${moveText(event)}${diffText(event.diff)}`;
    case "verdict":
      return `${event.step === 0 ? "copies" : `step ${event.step} of ${event.steps}`}: ${event.decision}: ${event.why}`;
    case "gone back":
      return `went back to ${splitText(event.to)}: ${event.why}; ${moveText(event)}${diffText(event.diff)}`;
    case "paused":
      // The verdict before it has told all that there is to the reason.
      return `paused at ${splitText(event.split)}: ${event.why.split("\n")[0]}`;
    case "shifted":
      return `shifted: ${service}, ${rule} is ${splitText(event.split)}`;
  }
}

function mirrorText(version: string): string {
  return (
    `  first copies of all requests to ${version}, whose answers nobody gets. They are real requests to ${version} and to what it\n` +
    "  calls: what it writes, sends or pays for them, it does a second time"
  );
}

/** `v1 10, v3 90`, the versions that get something. */
export function splitText(split: Split): string {
  return Object.entries(split)
    .filter(([, weight]) => weight > 0)
    .map(([version, weight]) => `${version} ${weight}`)
    .join(", ");
}

function moveText({ update, proxies: { arrived, callers, lastMs, missing } }: StepMove): string {
  const time = lastMs === undefined ? "" : ` after ${(lastMs / 1000).toFixed(2)} s`;
  return `update ${update}, ${arrived} of ${callers} proxies have it${time}${missing === undefined ? "" : `\n${missing}`}`;
}

function diffText(diff: string): string {
  return diff === "" ? "" : `\n${diff.trimEnd()}`;
}
