/**
 * What a series of measurements looks like. Quartiles are interpolated linearly between the nearest two measurements.
 */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly max: number;
}

/** Summarises at least one measurement. */
export function summarise(measurements: readonly number[]): Summary {
  const sorted = measurements.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    min: quantile(sorted, 0),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    max: quantile(sorted, 1),
  };
}

/** How two series that were measured in the same rounds compare. */
export interface Ratio {
  /** The first series' median divided by the second's. */
  readonly ofMedians: number;
  /** The smallest and the largest ratio within one round. */
  readonly min: number;
  readonly max: number;
}

/** Compares two series of equal length, measured round by round. */
export function ratioOf(series: readonly number[], reference: readonly number[]): Ratio {
  const perRound = series.map((value, round) => value / (reference[round] ?? NaN));
  return {
    ofMedians: summarise(series).median / summarise(reference).median,
    min: Math.min(...perRound),
    max: Math.max(...perRound),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error("there is nothing to summarise");
  return below + (above - below) * (position - Math.floor(position));
}
