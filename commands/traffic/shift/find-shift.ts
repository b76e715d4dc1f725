import { type KubeConfig } from "@kubernetes/client-node";
import { type StackOutputs } from "../../stack/outputs";
import { UserError } from "../../terminal/user-error";
import { placedPlans } from "../placed-plan";
import { type Holder, ShiftLease } from "./shift-lease";
import { isOver, type ShiftState } from "./shift-state";
import { listShifts } from "./shift-store";

/** A shift as it is kept, and who carries it on. */
export interface FoundShift {
  readonly namespace: string;
  readonly state: ShiftState;
  /** Undefined where nobody does. */
  readonly holder: Holder | undefined;
}

/** Which shifts are meant. */
export interface ShiftQuery {
  readonly stack: string;
  readonly service?: string | undefined;
  readonly rule?: string | undefined;
}

/** The last shift of each rule of a stack, those that are under way first. */
export async function findShifts(
  access: KubeConfig,
  outputs: StackOutputs,
  { stack, service, rule }: ShiftQuery,
): Promise<FoundShift[]> {
  const namespaces = [...new Set(placedPlans(outputs).map(({ namespace }) => namespace))];
  const found = await Promise.all(
    namespaces.map(async (namespace) => {
      const states = await listShifts(access, namespace);
      const meant = states.filter(
        (state) =>
          state.stack === stack &&
          (service === undefined || state.service === service) &&
          (rule === undefined || state.rule === rule),
      );
      return Promise.all(
        meant.map(async (state) => {
          const lease = new ShiftLease(access, namespace, state.service, state.rule);
          return { namespace, state, holder: await lease.holder() };
        }),
      );
    }),
  );
  return found.flat().sort((one, other) => Number(isOver(one.state)) - Number(isOver(other.state)));
}

/**
 * The one shift that is under way and meant.
 *
 * @throws UserError where there is none, or more than one
 */
export function theOne(
  shifts: readonly FoundShift[],
  command: string,
  { stack, service, rule }: ShiftQuery,
): FoundShift {
  const open = shifts.filter(({ state }) => !isOver(state));
  if (open.length === 1 && open[0]) return open[0];
  if (open.length > 1) {
    const commands = open.map(
      ({ state }) => `  npm run traffic -- ${command} ${state.service} --rule ${state.rule} --stack ${stack}`,
    );
    throw new UserError([`${open.length} shifts are under way: say which is meant.`, ...commands].join("\n"));
  }
  const what = [service ?? "the stack", ...(rule === undefined ? [] : [rule])].join(", ");
  const last = shifts[0]?.state;
  throw new UserError(
    `No shift of ${what} is under way${last ? `: the last one, of ${last.service}, ${last.rule}, ${last.phase === "shifted" ? "has arrived" : "has gone back"}` : ""}.\n` +
      "Begin one with:  npm run traffic -- shift SERVICE --rule RULE --to VERSION=PERCENT",
  );
}
