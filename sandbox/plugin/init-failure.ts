import { type Properties } from "./wire/properties";

/**
 * A resource exists but is not what it should be: it did not become ready in time, or failed while starting.
 * The engine keeps it in the state with the reasons, and the next update tries again.
 */
export class InitFailure extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Properties,
    readonly reasons: readonly string[],
    /** Only when they differ from those that the engine sent. */
    readonly inputs?: Properties,
  ) {
    super(reasons.join("\n"));
  }
}
