import fc from "fast-check";

const DEFAULT_SEED = 20261126;

/**
 * Property tests draw the same cases in every run, so that a run fails for what was changed and for nothing else.
 * `PROPERTY_SEED=random npm test` draws others, and `PROPERTY_SEED=N` those of a seed that a failure has named.
 */
function seed(): number {
  const { PROPERTY_SEED: wanted = "" } = process.env;
  if (wanted === "") return DEFAULT_SEED;
  if (wanted === "random") return Date.now() ^ (process.pid << 10);
  const value = Number(wanted);
  if (Number.isInteger(value)) return value;
  throw new Error(`PROPERTY_SEED=${wanted}: expected a whole number, or random`);
}

fc.configureGlobal({ seed: seed() });
