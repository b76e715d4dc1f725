/** The page's colours as its style sheet has them, which knows whether it is light or dark. */
export function colours(): {
  readonly lines: readonly string[];
  readonly text: string;
  readonly grid: string;
  readonly mark: string;
} {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    lines: Array.from({ length: LINE_COLOURS }, (_, index) => value(`--line-${index}`)),
    text: value("--muted"),
    grid: value("--grid"),
    mark: value("--mark"),
  };
}

/** How many there are; further versions begin again. */
export const LINE_COLOURS = 6;
