import { type z } from "zod";
import { arrivalReport } from "./arrival-schema";
import * as bench from "./bench-schemas";
import { checkReport, evidenceReport, securityReport } from "./check-schemas";
import { adoptReport, diffReport, explainReport, logReport, moveReport } from "./move-schemas";
import { shiftControl, shiftReport, verifyReport } from "./shift-schemas";
import { reviewReport, statusReport, versionsReport } from "./stack-schemas";
import { snapshotSchema } from "../../commands/traffic/watch/snapshot";

/** What a command prints with `--json`. */
export interface Output {
  /** As it is typed. */
  readonly command: string;
  /** The file that has the option. */
  readonly file: string;
  /** What it says, in a few words. */
  readonly says: string;
  readonly schema: z.ZodType;
}

const traffic = (name: string, says: string, schema: z.ZodType, file = `${name}-command.ts`): Output => ({
  command: `npm run traffic -- ${name}`,
  file: `commands/traffic/${file}`,
  says,
  schema,
});
const benchmark = (name: string, says: string, schema: z.ZodType, file = "cli.ts"): Output => ({
  command: `npm run bench -- ${name}`,
  file: `commands/bench/${file}`,
  says,
  schema,
});

/** Every output, by the name of its schema. */
export const OUTPUTS = {
  "traffic-adopt": traffic("adopt", "the config that says what objects in a cluster do", adoptReport),
  "traffic-check": traffic("check", "what requests through the gateway say of each rule", checkReport),
  "traffic-diff": traffic("diff", "how the cluster, or another stack, is not as config says", diffReport),
  "traffic-evidence": traffic(
    "evidence",
    "what callers' proxies logged of each rule",
    evidenceReport,
    "evidence/evidence-command.ts",
  ),
  "traffic-explain": traffic("explain", "which rule decides about a request", explainReport),
  "traffic-log": traffic("log", "who moved what when", logReport),
  "traffic-move": traffic(
    "set, undo, retire",
    "what each update did, one line of JSON for each",
    moveReport,
    "moves/move-options.ts",
  ),
  "traffic-shift": traffic(
    "shift",
    "what happens in a shift, a line of JSON each",
    shiftReport,
    "shift/shift-options.ts",
  ),
  "traffic-shifts": traffic(
    "status, pause, resume, promote, abort",
    "what shifts are doing, and what became of what was asked for",
    shiftControl,
    "shift/control-commands.ts",
  ),
  "traffic-verify": traffic(
    "verify",
    "whether a shift's record says what its counts say",
    verifyReport,
    "shift/verify-command.ts",
  ),
  "traffic-watch": traffic("watch", "what is seen of each rule, a line of JSON a second", snapshotSchema),
  "traffic-wait": traffic("wait", "which proxies hold the routes", arrivalReport),
  "security-check": {
    command: "npm run security -- check",
    file: "commands/security/cli.ts",
    says: "what callers get of each other, and which certificates are in use",
    schema: securityReport,
  },
  policy: {
    command: "npm run policy",
    file: "commands/policy/cli.ts",
    says: "what the policy pack says of a stack",
    schema: reviewReport,
  },
  status: {
    command: "npm run status",
    file: "sandbox/commands/program.ts",
    says: "what runs of the sandbox",
    schema: statusReport,
  },
  versions: {
    command: "npm run versions",
    file: "commands/versions/cli.ts",
    says: "until when the default versions of Kubernetes and Istio are supported",
    schema: versionsReport,
  },
  "bench-arrival": benchmark("arrival", "how long weight changes take to the proxies", bench.arrivalBench),
  "bench-calibration": benchmark(
    "calibration",
    "how often the comparison of versions is wrong",
    bench.calibrationBench,
  ),
  "bench-kills": benchmark("kills", "what is left of updates that were killed", bench.killBench),
  "bench-moves": benchmark("moves", "requests that fail while weight moves", bench.moveBench),
  "bench-policies": benchmark("policies", "what the policy pack costs", bench.policyBench),
  "bench-shifts": benchmark(
    "shifts",
    "what becomes of shifts under load: good, bad, killed and disturbed ones",
    bench.shiftBench,
    "shifts/shifts-command.ts",
  ),
  "bench-size": benchmark("size", "what a running sandbox takes", bench.sizeBench),
  "bench-weights": benchmark("weights", "how long weight changes take", bench.weightBench),
} as const satisfies Readonly<Record<string, Output>>;

export type OutputName = keyof typeof OUTPUTS;
