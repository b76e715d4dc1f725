import { execFileSync } from "node:child_process";
import { isFields } from "../../mesh/fields";
import { type Guarantees } from "../objects/platform";
import { NotKnown } from "../resources/value";
import { type ReadGuarantees } from "./platform-settings";

/**
 * Reads another stack's output `platform` with the pulumi and the login that this preview has: a policy pack itself has
 * no way to the engine's stack references. Each stack is asked once.
 */
export function platformOutputs(ask: (stack: string) => string = askPulumi): ReadGuarantees {
  const answers = new Map<string, Answer>();
  return (stack) => {
    const answer = answers.get(stack) ?? answerOf(() => ask(stack));
    answers.set(stack, answer);
    if (answer.kind === "guarantees") return answer.guarantees;
    throw new NotKnown(`what stack ${stack} guarantees`, `could not be read: ${answer.why}`);
  };
}

type Answer =
  | { readonly kind: "guarantees"; readonly guarantees: Guarantees }
  | { readonly kind: "unreadable"; readonly why: string };

function answerOf(ask: () => string): Answer {
  try {
    const output: unknown = JSON.parse(ask());
    if (!isFields(output)) return { kind: "unreadable", why: "its output platform is no object" };
    return { kind: "guarantees", guarantees: output };
  } catch (error) {
    return { kind: "unreadable", why: firstLine(error) };
  }
}

function askPulumi(stack: string): string {
  const args = ["stack", "output", "platform", "--json", "--stack", stack, "--non-interactive"];
  return execFileSync("pulumi", args, { encoding: "utf8", timeout: 60_000, stdio: ["ignore", "pipe", "pipe"] });
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
  return (stderr ?? message).trim().split("\n")[0] ?? message;
}
