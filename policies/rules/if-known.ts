import { NotKnown } from "../resources/value";

/** What is to be read, or undefined where it is not known yet: for what is checked elsewhere for its own sake. */
export function ifKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}
