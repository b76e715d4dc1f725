import { sandbox } from "../../commands/stack/sandbox/paths";
import { UserError } from "../../commands/terminal/user-error";

/** The sandbox's own option of `up`, which Pulumi does not know. */
const OPTION = "--wait";

/** Pulumi's arguments, and whether the proxies are to be waited for after the update. */
export interface WaitArguments {
  readonly wait: boolean;
  readonly args: readonly string[];
}

/**
 * Takes `--wait` out of Pulumi's arguments.
 *
 * @throws UserError where it stands with another command than `up`, or with another stack than the sandbox's own
 */
export function takeWait(args: readonly string[]): WaitArguments {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const rest = args.filter((argument, index) => index > end || argument !== OPTION);
  if (rest.length === args.length) return { wait: false, args };
  if (!rest.includes("up") && !rest.includes("update")) {
    throw new UserError(`${OPTION} waits for what an update changes, and goes with:  npm run pulumi -- up ${OPTION}`);
  }
  const stack = stackIn(rest);
  if (stack !== undefined && stack.split("/").at(-1) !== sandbox.stack) {
    throw new UserError(
      `${OPTION} looks at the proxies of the sandbox's stack ${sandbox.stack}, not of ${stack}. Update without it, and then:\n` +
        `  npm run traffic -- wait --stack ${stack}`,
    );
  }
  return { wait: true, args: rest };
}

function stackIn(args: readonly string[]): string | undefined {
  return args.flatMap((argument, index) => {
    if (argument === "--stack" || argument === "-s") return args[index + 1] ?? [];
    return /^(?:--stack=|-s=?)(.+)$/.exec(argument)?.[1] ?? [];
  })[0];
}
