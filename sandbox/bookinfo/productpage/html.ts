/** HTML that may be sent as it is: everything in it that came from outside is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/**
 * What may stand in a template: text and numbers are escaped, HTML and lists of HTML are not, undefined leaves nothing.
 */
export type Interpolation = string | number | Html | readonly Html[] | undefined;

/**
 * A template literal that escapes what is put into it, for element content and for attribute values in double quotes.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Interpolation[]): Html {
  return new Html(parts.map((part, index) => part + render(values[index])).join(""));
}

/** `text` with every character that HTML gives a meaning to replaced by a character reference. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function render(value: Interpolation): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return value.map((item) => item.text).join("");
  return escapeHtml(String(value));
}
