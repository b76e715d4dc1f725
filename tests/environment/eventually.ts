import { AssertionError } from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { triedAgain } from "../../commands/traffic/shift/until-answered";

/**
 * Looks again while an assertion fails: what an update sets off may come a moment after it.
 *
 * @param mostMs for how long; then the assertion's own failure is thrown
 */
export function eventually<T>(look: () => T | Promise<T>, { mostMs = 60_000, everyMs = 500 } = {}): Promise<T> {
  return triedAgain(async () => look(), {
    mayPass: (error) => error instanceof AssertionError,
    mostMs,
    now: () => performance.now(),
    before: () => sleep(everyMs),
  });
}
