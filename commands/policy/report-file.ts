import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../terminal/user-error";

/**
 * Makes sure that a report can be written, before the minutes are spent that it takes to have one.
 *
 * @param option the option that names the file
 * @throws UserError
 */
export function assertWritable(option: string, file: string): void {
  attempt(option, file, () => {
    accessSync(dirname(file), constants.W_OK);
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error("it is a folder");
  });
}

/** Writes a report. @throws UserError */
export function writeReport(option: string, file: string, content: string): void {
  attempt(option, file, () => writeFileSync(file, content));
}

function attempt(option: string, file: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new UserError(
      `${option} ${file} can't be written: ${(error as Error).message}.\nName a file in a folder that is there and that you may write to.`,
    );
  }
}
