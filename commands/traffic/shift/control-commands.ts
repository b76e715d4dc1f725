import { setTimeout as sleep } from "node:timers/promises";
import { type Command } from "commander";
import { readStackWithAccess } from "../../stack/cluster-access";
import { defaultStack } from "../../stack/outputs";
import { EXIT, progress } from "../../terminal/command";
import { helpEnd, type HelpEnd } from "../../terminal/help-end";
import { meantPlans } from "../evidence/meant-plans";
import { whoMoves } from "../moves/who";
import { placedOf, readMoveContext } from "../moves/move";
import { placedPlans } from "../placed-plan";
import { carryOn, EXIT_OF, type Way } from "./carry-on";
import { type Request } from "./decide";
import { findShifts, type FoundShift, type ShiftQuery, theOne } from "./find-shift";
import { renderShift, standingOf } from "./render-shift";
import { type Outcome } from "./run-shift";
import { type Holder, ShiftLease } from "./shift-lease";
import { isOver, type ShiftState } from "./shift-state";
import { ShiftStore } from "./shift-store";
import { UserError } from "../../terminal/user-error";

interface ControlFlags {
  readonly rule?: string;
  readonly stack?: string;
  readonly json?: true;
}

/** How a shift ends that this process carries on. */
const OUTCOMES = {
  [EXIT.ok]: "shifted",
  [EXIT.differs]: "rolled back",
  [EXIT.unusable]: "it could not go on",
  [EXIT.paused]: "paused",
};

function addOptions(command: Command, exitCodes: HelpEnd["exitCodes"]): Command {
  const example = `npm run traffic -- ${command.name()}`;
  return command
    .argument("[service]", "the service whose shift is meant (default: the one that is under way)")
    .option("--rule <name>", "the rule whose shift is meant (default: the one that is under way)")
    .option("--stack <name>", "the stack (default: the sandbox's, where one runs)")
    .option("--json", "print JSON")
    .addHelpText("after", helpEnd({ examples: [example, `${example} reviews --rule default`], exitCodes }));
}

/** Adds `traffic status`. */
export function addStatusCommand(program: Command): void {
  addOptions(
    program.command("status").description("Tells what the shifts of a stack are doing, and who carries them on."),
    { [EXIT.ok]: "the shifts are told, if there are any", [EXIT.unusable]: "they could not be read" },
  ).action(async (service: string | undefined, flags: ControlFlags) => {
    const { shifts, query } = await shiftsOf(service, flags);
    if (flags.json) {
      const told = shifts.map((found) => ({ ...found.state, standing: standingOf(found), holder: found.holder?.name }));
      console.log(JSON.stringify({ formatVersion: 1, stack: query.stack, shifts: told }, undefined, 2));
    } else console.log(shifts.map(renderShift).join("\n\n") || `There was no shift in the stack ${query.stack}.`);
  });
}

/** Adds `traffic pause`. */
export function addPauseCommand(program: Command): void {
  addOptions(program.command("pause").description("Has a shift stay where it is, until it is resumed or aborted."), {
    [EXIT.ok]: "it will pause, or is paused already",
    [EXIT.unusable]: "it could not be asked",
  }).action(async (service: string | undefined, flags: ControlFlags) => {
    const found = await foundShift("pause", service, flags);
    if (await asks(found, "pause", flags)) return;
    await found.store.change((kept) =>
      kept.phase === "running" ? { ...kept, phase: "paused", why: `paused by ${whoMoves()}` } : kept,
    );
    tell(flags, found.state, `The shift of ${nameOf(found.state)} is paused; nobody was carrying it on.`);
  });
}

/** Adds `traffic resume`. */
export function addResumeCommand(program: Command): void {
  addOptions(
    program
      .command("resume")
      .description("Carries a shift on in this terminal that was paused, or whose process has died."),
    OUTCOMES,
  ).action(async (service: string | undefined, flags: ControlFlags) => {
    const found = await foundShift("resume", service, flags);
    const holder = await livingHolder(found);
    if (holder) {
      throw new UserError(
        `The shift of ${nameOf(found.state)} is being carried on by ${holder.name}: there is nothing to resume.`,
      );
    }
    process.exitCode = EXIT_OF[await takeUp(found, (state) => state, flags)];
  });
}

/** Adds `traffic promote`. */
export function addPromoteCommand(program: Command): void {
  addOptions(
    program
      .command("promote")
      .description("Has a shift go on to its next step at once, unless the new version is known to be worse.")
      .option("--full", "to the last step"),
    { ...OUTCOMES, [EXIT.ok]: "it will go on, or has arrived" },
  ).action(async (service: string | undefined, flags: ControlFlags & { readonly full?: true }) => {
    const found = await foundShift("promote", service, flags);
    if (await asks(found, flags.full ? "promote fully" : "promote", flags)) return;
    const promoted = (state: ShiftState): ShiftState => {
      const last = state.steps.length - 1;
      return { ...state, at: flags.full ? last : Math.min(last, state.at + 1) };
    };
    process.exitCode = EXIT_OF[await takeUp(found, promoted, flags)];
  });
}

/** Adds `traffic abort`. */
export function addAbortCommand(program: Command): void {
  addOptions(program.command("abort").description("Takes a shift back to the split before its first step."), {
    [EXIT.ok]: "it will go back, or has gone back",
    [EXIT.unusable]: "it could not",
  }).action(async (service: string | undefined, flags: ControlFlags) => {
    const found = await foundShift("abort", service, flags);
    if (await asks(found, "abort", flags)) return;
    await takeUp(found, (state) => ({ ...state, phase: "going back", why: `aborted by ${whoMoves()}` }), flags);
    process.exitCode = EXIT.ok;
  });
}

interface FoundStore extends FoundShift {
  readonly store: ShiftStore;
  readonly lease: ShiftLease;
}

async function shiftsOf(service: string | undefined, flags: ControlFlags) {
  const query: ShiftQuery = { stack: flags.stack ?? defaultStack(), service, rule: flags.rule };
  const { outputs, access } = await readStackWithAccess(query.stack);
  const shifts = await findShifts(access, outputs, query);
  // What has had one may have left the stack since.
  if (shifts.length === 0) meantPlans(placedPlans(outputs), query.stack, service, flags.rule);
  return { shifts, access, query };
}

async function foundShift(command: string, service: string | undefined, flags: ControlFlags): Promise<FoundStore> {
  const { shifts, access, query } = await shiftsOf(service, flags);
  const found = theOne(shifts, command, query);
  const about = [access, found.namespace, found.state.service, found.state.rule] as const;
  return { ...found, store: new ShiftStore(...about), lease: new ShiftLease(...about) };
}

/**
 * Leaves word for the process that carries a shift on, which looks every second. False where there is none: then it is
 * for this process to do.
 */
async function asks(found: FoundStore, what: Request["what"], flags: ControlFlags): Promise<boolean> {
  const { store, state } = found;
  if (!found.holder) return false;
  const request = { what, by: whoMoves(), at: new Date().toISOString() };
  const kept = await store.change((now) => (isOver(now) ? now : { ...now, request }));
  if (isOver(kept)) {
    throw new UserError(`The shift of ${nameOf(state)} has come to its end meanwhile: it is ${kept.phase}.`);
  }
  const holder = await livingHolder(found);
  if (!holder) return false;
  tell(
    flags,
    state,
    `Asked ${holder.name} to ${what}. See what comes of it with:  npm run traffic -- status ${state.service}`,
  );
  return true;
}

/**
 * The process that carries a shift on, as soon as it has shown that it lives by renewing the Lease; undefined once the
 * Lease has run out.
 */
async function livingHolder({ lease, holder: first }: FoundStore): Promise<Holder | undefined> {
  let last = first;
  while (last && last.renewedAt.getTime() <= (first?.renewedAt.getTime() ?? 0)) {
    progress.show(`waiting for a sign of life of ${last.name} ...`);
    await sleep(500);
    last = await lease.holder();
  }
  progress.clear();
  return last;
}

/** Carries a shift on in this process. */
async function takeUp(
  { store, lease }: FoundStore,
  change: (state: ShiftState) => ShiftState,
  flags: ControlFlags,
): Promise<Outcome> {
  await lease.acquire();
  try {
    const state = await store.change((kept) => change(withoutPassedPauses(kept)));
    const context = await readMoveContext(state.stack);
    const placed = placedOf(context, state.service);
    const way: Way =
      state.phase === "going back"
        ? { kind: "go back", why: state.why ?? "aborted" }
        : { kind: "begin", event: "resumes" };
    return await carryOn({ context, placed, store, lease, state }, way, flags);
  } catch (error) {
    await lease.release();
    throw error;
  }
}

/** A pause that was made is not made again; what was asked of the process before is no business of this one's. */
function withoutPassedPauses({ request: _, ...kept }: ShiftState): ShiftState {
  const passed = kept.phase === "paused" ? (kept.steps[kept.at]?.percent ?? 0) : 0;
  const { settings, sessions } = kept;
  const pauseAfter = settings.pauseAfter.filter((percent) => percent > passed);
  const phase = kept.phase === "paused" ? "running" : kept.phase;
  return { ...kept, phase, sessions: sessions + 1, settings: { ...settings, pauseAfter } };
}

function tell({ json }: ControlFlags, { service, rule, stack }: ShiftState, text: string): void {
  console.log(json ? JSON.stringify({ formatVersion: 1, stack, service, rule, text }) : text);
}

function nameOf({ service, rule }: ShiftState): string {
  return `${service}, ${rule}`;
}
