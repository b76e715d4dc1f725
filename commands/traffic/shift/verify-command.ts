import { readFileSync } from "node:fs";
import { type Command } from "commander";
import { readStackWithAccess } from "../../stack/cluster-access";
import { EXIT } from "../../terminal/command";
import { helpEnd } from "../../terminal/help-end";
import { UserError } from "../../terminal/user-error";
import { parseRecord, recompute, type Recomputed, sha256, type ShiftRecord } from "./shift-record";
import { ShiftStore } from "./shift-store";

/** Adds `traffic verify`. */
export function addVerifyCommand(program: Command): void {
  program
    .command("verify")
    .description(
      "Computes every verdict of a shift again from the raw counts in its record, and compares the record's SHA-256 with the cluster's.",
    )
    .argument("<file>", "what `traffic shift --record FILE` wrote")
    .option("--stack <name>", "the stack whose cluster keeps the sum (default: the one that the record names)")
    .option("--json", "print what was found as JSON")
    .addHelpText(
      "after",
      helpEnd({
        examples: ["npm run traffic -- verify shift.jsonl"],
        exitCodes: {
          [EXIT.ok]: "all is as recorded",
          [EXIT.differs]: "a verdict or the sum differs",
          [EXIT.unusable]: "the record can't be read",
        },
      }),
    )
    .action(verify);
}

interface VerifyFlags {
  readonly stack?: string;
  readonly json?: true;
}

/** What the cluster says of a record's sum. */
type Sum =
  | { readonly kind: "same" | "other"; readonly text: string }
  | { readonly kind: "unknown"; readonly text: string };

async function verify(file: string, flags: VerifyFlags): Promise<void> {
  const text = readText(file);
  const record = parseRecord(text, file);
  const verdicts = recompute(record);
  const sum = await sumInCluster(record, sha256(text), flags.stack ?? record.stack);
  const ok = verdicts.every(({ same }) => same) && sum.kind !== "other";
  process.exitCode = ok ? EXIT.ok : EXIT.differs;
  if (flags.json) console.log(JSON.stringify({ formatVersion: 1, file, ok, sum, verdicts }, undefined, 2));
  else console.log([...verdicts.map(renderVerdict), sum.text].join("\n"));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(
      `${file} can't be read: ${error instanceof Error ? error.message : String(error)}\n` +
        "Expected a file that  npm run traffic -- shift ... --record FILE.json  has written.",
    );
  }
}

function renderVerdict({ step, recorded, computed, same }: Recomputed): string {
  if (same) return `step ${step}: ${recorded.verdict}, as recorded (${recorded.why})`;
  return `step ${step}: recorded ${recorded.verdict} (${recorded.why}), but the counts say ${computed.verdict} (${computed.why})`;
}

async function sumInCluster({ namespace, service, rule, id }: ShiftRecord, sum: string, stack: string): Promise<Sum> {
  try {
    const { access } = await readStackWithAccess(stack);
    const stored = await new ShiftStore(access, namespace, service, rule).read();
    if (stored?.state.id !== id) {
      return {
        kind: "unknown",
        text: `The cluster keeps another shift of ${service}, ${rule} by now: SHA-256 ${sum} is not compared.`,
      };
    }
    const kept = stored.state.recordSha256;
    if (kept === sum) return { kind: "same", text: `SHA-256 ${sum}, as in the cluster.` };
    return {
      kind: "other",
      text: `SHA-256 ${sum}, but the cluster has ${kept ?? "none"}: the file was changed, or is from another moment of the shift.`,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [why] = error.message.split("\n");
    return { kind: "unknown", text: `SHA-256 ${sum}; the cluster can't be asked for its own: ${why}` };
  }
}
