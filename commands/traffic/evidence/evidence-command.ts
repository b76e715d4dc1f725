import { type Command, InvalidArgumentError } from "commander";
import { readStackWithAccess } from "../../stack/cluster-access";
import { defaultStack } from "../../stack/outputs";
import { durationOption, requestRate } from "../../terminal/arguments";
import { EXIT, progress } from "../../terminal/command";
import { helpEnd } from "../../terminal/help-end";
import { placedPlans } from "../placed-plan";
import { readVirtualServices } from "../objects/live-objects";
import { CONFIDENCE } from "../statistics";
import { type CompareRequest, compareTally, requireComparable } from "./compare-tally";
import { evidenceNotes } from "./evidence-notes";
import { type EvidenceReport } from "./evidence-report";
import { judgeRule } from "./judge-evidence";
import { addMarginOptions, type MarginFlags, marginsOf } from "./margins";
import { meantPlans, probePage } from "./meant-plans";
import { readEvidence } from "./read-evidence";
import { renderEvidence } from "./render-evidence";
import { sharedNames } from "./shared-names";

interface EvidenceFlags extends MarginFlags {
  readonly stack?: string;
  readonly rule?: string;
  readonly for: number;
  readonly probe?: number;
  readonly compare?: CompareRequest;
  readonly insecure?: true;
  readonly json?: true;
}

/** As in `traffic check`: one rule in a thousand that does as configured is told to be off. */
const ALPHA = 0.001;

export function addEvidenceCommand(program: Command): void {
  const command = program
    .command("evidence")
    .description(
      "Counts, in the access logs of the callers' proxies, what each version did with each rule's requests, and compares the shares with the configured split.",
    )
    .argument("[service]", "the service to look at (default: all)")
    .option("--stack <name>", "the stack to read (default: the sandbox's, where one runs)")
    .option("--rule <name>", "the rule to look at (default: all)")
    .addOption(
      durationOption("--for <duration>", "how long requests are counted, from now on, e.g. 5m", ["1s", "1h"], "30s"),
    )
    .option("--probe <rate>", "sends requests for rules that nobody calls, e.g. 10/s for each", requestRate)
    .option("--compare <version[:baseline]>", "says whether a version is worse than the others, e.g. v3 or v3:v2", pair)
    .option("--insecure", "with --probe: accept any certificate of the gateway, such as a self-signed one")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      helpEnd({
        examples: [
          "npm run traffic -- evidence",
          "npm run traffic -- evidence reviews --rule default --for 5m",
          "npm run traffic -- evidence reviews --compare v3 --for 5m",
        ],
        exitCodes: {
          [EXIT.ok]: "all that was counted is split as configured",
          [EXIT.differs]: "a rule's split is off, or the version is worse",
          [EXIT.unusable]: "nothing could be read",
        },
      }),
    )
    .action(showEvidence);
  addMarginOptions(command);
}

async function showEvidence(service: string | undefined, flags: EvidenceFlags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  const { outputs, access } = await readStackWithAccess(stack);
  const plans = meantPlans(placedPlans(outputs), stack, service, flags.rule);
  const { compare } = flags;
  if (compare) for (const placed of plans) requireComparable(placed, compare);
  const virtualServices = await readVirtualServices(access, plans[0]?.namespace ?? "default");
  const since = new Date();
  const evidence = await readEvidence(access, plans, {
    since,
    seconds: flags.for,
    ...(flags.probe !== undefined && {
      probe: {
        url: probePage(outputs, stack),
        perSecond: flags.probe,
        ...(flags.insecure && { insecure: true }),
      },
    }),
    onProgress: ({ lines, proxies }) => {
      const seconds = Math.round((Date.now() - since.getTime()) / 1000);
      progress.show(`${seconds} of ${flags.for} s: ${lines.requests} requests in the logs of ${proxies.read} proxies`);
    },
  });
  progress.clear();
  const rules = evidence.rules.filter(({ rule }) => flags.rule === undefined || rule === flags.rule);
  const report: EvidenceReport = {
    formatVersion: 1,
    stack,
    startedAt: since.toISOString(),
    seconds: flags.for,
    alpha: ALPHA,
    confidence: CONFIDENCE,
    proxies: evidence.proxies,
    lines: {
      requests: evidence.lines.requests,
      otherFormat: evidence.lines.otherFormat,
    },
    rules: rules.map((one) => {
      const judged = judgeRule(one, ALPHA, sharedNames(one.placed, virtualServices).get(one.rule));
      if (!compare || judged.status === "untold") return judged;
      return {
        ...judged,
        comparisons: compareTally(one.versions, compare, marginsOf(flags)),
      };
    }),
    notes: evidenceNotes({ ...evidence, rules }),
  };
  console.log(flags.json ? JSON.stringify(report, undefined, 2) : renderEvidence(report));
  const statuses = report.rules.map(({ status }) => status);
  const isWorse = report.rules.some(({ comparisons = [] }) => comparisons.some(({ verdict }) => verdict === "worse"));
  process.exitCode =
    isWorse || statuses.includes("off") ? EXIT.differs : statuses.includes("ok") ? EXIT.ok : EXIT.unusable;
}

/** Reads which versions are compared, as commander's argument parser. */
function pair(text: string): CompareRequest {
  const [, candidate, baseline] = /^([^:\s]+)(?::([^:\s]+))?$/.exec(text) ?? [];
  if (candidate === undefined || candidate === baseline) {
    throw new InvalidArgumentError("Expected a version, or two that differ, such as v3 or v3:v2.");
  }
  return { candidate, ...(baseline !== undefined && { baseline }) };
}
