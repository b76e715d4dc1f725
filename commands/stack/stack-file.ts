import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../terminal/user-error";
import { restoreSalt } from "./sandbox/config-file";
import { repoDir, sandbox } from "./sandbox/paths";
import { shortStackName } from "./stack-name";

/** The file of this clone that holds a stack's config. */
export interface StackFile {
  readonly name: string;
  readonly path: string;
}

/**
 * Finds a stack's config.
 *
 * @throws UserError where this clone has no such file
 */
export function stackFileOf(stack: string): StackFile {
  const name = `Pulumi.${shortStackName(stack)}.yaml`;
  const path = join(repoDir, name);
  if (!existsSync(path)) {
    throw new UserError(
      `The config of the stack ${stack} is not in this clone: there is no ${path}.\n` +
        "Run this in the clone that the stack is updated from, or get the file " +
        `with:  pulumi config refresh --stack ${stack}`,
    );
  }
  // The sandbox's salt goes with `git checkout`, and another clone has never had it.
  if (stack === sandbox.stack) restoreSalt(repoDir);
  return { name, path };
}

/**
 * Lends out a copy of a stack's config to be changed and tried. The file itself takes over what the copy says when
 * `work` says so, and stays byte for byte as it is in every other case, also where this process dies.
 */
export async function withCopy<T>(
  file: StackFile,
  work: (copy: string) => Promise<{ readonly takeOver: boolean; readonly result: T }>,
): Promise<T> {
  const before = readFileSync(file.path);
  const folder = mkdtempSync(join(tmpdir(), "bookinfo-mesh-move-"));
  const copy = join(folder, file.name);
  try {
    writeFileSync(copy, before, { mode: 0o600 });
    const { takeOver, result } = await work(copy);
    if (!takeOver) return result;
    if (!readFileSync(file.path).equals(before)) {
      throw new UserError(
        `${file.name} was changed by somebody else meanwhile, and was left as it is: what was to be written into it is missing ` +
          "there.\nTo write it, too, run the same command again.",
      );
    }
    replace(file.path, readFileSync(copy));
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a file so that it has either what it had or all that is new, also where this process dies. */
function replace(path: string, content: Buffer): void {
  const target = realpathSync(path);
  const beside = `${target}.${process.pid}`;
  try {
    writeFileSync(beside, content, { mode: statSync(target).mode });
    renameSync(beside, target);
  } finally {
    rmSync(beside, { force: true });
  }
}
