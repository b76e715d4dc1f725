/** Text as a part of a message: each line with two blanks before it. */
export function indent(text: string): string {
  return text.trim().replace(/^/gm, "  ");
}
