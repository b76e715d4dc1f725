import { type Split } from "./split";

/**
 * Spreads `total` over versions in the proportion of their weights, in whole numbers that add up to it: each gets its
 * share rounded down, and what is left goes one by one to those that lost most by it (the largest remainder, also
 * Hamilton's method). Of equals the first comes first; weights that are all 0 count as equal.
 */
export function spread(weights: Split, total: number): Split {
  const entries = Object.entries(weights);
  const sum = entries.reduce((all, [, weight]) => all + weight, 0);
  // In whole numbers: of `weight * total / sum` the whole part and the remainder are exact.
  const shares = entries.map(([version, weight]) => {
    const [part, of] = sum === 0 ? [total, entries.length] : [weight * total, sum];
    return { version, whole: Math.floor(part / of), remainder: part % of };
  });
  const left = total - shares.reduce((all, { whole }) => all + whole, 0);
  const favoured = shares.toSorted((a, b) => b.remainder - a.remainder).slice(0, left);
  return Object.fromEntries(shares.map((share) => [share.version, share.whole + (favoured.includes(share) ? 1 : 0)]));
}
