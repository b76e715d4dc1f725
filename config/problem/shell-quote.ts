/** A text as one word of a shell's command, in quotes. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The same, for people to read: in quotes only where a shell would take it for something else. */
export function shellQuote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : quote(text);
}
