import { isFields } from "../../../mesh/fields";

/** What the details service says about a book, as the page shows it. */
export interface BookDetails {
  readonly author: string | undefined;
  /** What is printed in the imprint, in the order to show it: what it is called and what it says. */
  readonly imprint: readonly (readonly [label: string, value: string])[];
}

const IMPRINT_LABELS: Readonly<Record<string, string>> = {
  author: "Author",
  year: "Year",
  type: "Type",
  pages: "Pages",
  publisher: "Publisher",
  language: "Language",
  "ISBN-10": "ISBN-10",
  "ISBN-13": "ISBN-13",
};

/** Reads the JSON of the details service, leaving out what is missing. Undefined when it is of another shape. */
export function parseDetails(json: unknown): BookDetails | undefined {
  if (!isFields(json)) return undefined;
  const imprint = Object.entries(IMPRINT_LABELS).flatMap(([field, label]): [string, string][] => {
    const value = json[field];
    return typeof value === "string" || typeof value === "number" ? [[label, String(value)]] : [];
  });
  return { author: typeof json["author"] === "string" ? json["author"] : undefined, imprint };
}
