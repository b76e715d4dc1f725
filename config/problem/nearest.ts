import { closest, distance } from "fastest-levenshtein";

/** The known word that a misspelt one was most likely meant to be; undefined where none is near enough to suggest. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = closest(word.toLowerCase(), [...known]);
  return distance(word.toLowerCase(), candidate.toLowerCase()) <= Math.max(2, word.length / 3) ? candidate : undefined;
}

/** `did you mean X?` where there is a near word, and in any case the words that are known. */
export function knownWords(word: string, known: readonly string[]): string {
  const guess = nearest(word, known);
  return `${guess === undefined ? "" : `did you mean ${guess}? `}known: ${known.join(", ")}`;
}
