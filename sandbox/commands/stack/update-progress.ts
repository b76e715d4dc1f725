import { type Report, withClock } from "../../toolchain/report";

/** How far an update is, read from the lines that `pulumi up --non-interactive` prints. */
export interface UpdateProgress {
  /** Resources whose operation has ended. */
  readonly done: number;
  /** The last resource that something happened to, and what. */
  readonly latest: string;
}

export const noProgress: UpdateProgress = { done: 0, latest: "" };

/** ` +  kubernetes:core/v1:Service reviews created (0.34s)`: a mark, a type, a name, what happens to it. */
const operation =
  /^\s*[-+~@=<>]*\s*([\w./-]+:[\w./-]*:[\w./-]+) (\S+) ((?:creat|updat|delet|replac|read|refresh|import)\w*)/;

/** The progress after one more line. */
export function advance(progress: UpdateProgress, line: string): UpdateProgress {
  const [, type, name, verb] = operation.exec(line) ?? [];
  if (type === undefined || name === undefined || verb === undefined) return progress;
  const kind = type.slice(type.lastIndexOf(":") + 1);
  return { done: progress.done + (verb.endsWith("ing") ? 0 : 1), latest: `${kind} ${name} ${verb}` };
}

/** One line for people. */
export function describeProgress({ done, latest }: UpdateProgress): string {
  return latest === "" ? "starting the program" : `${done} resources done; ${latest}`;
}

/** Reports how far a command is that tells so in the lines it prints. */
export async function withProgress(
  report: Report,
  work: (onLine: (line: string) => void) => Promise<void>,
): Promise<void> {
  let progress = noProgress;
  await withClock(
    report,
    () => describeProgress(progress),
    () =>
      work((line) => {
        progress = advance(progress, line);
      }),
  );
}
