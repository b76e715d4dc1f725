import { styleText } from "node:util";

/** What a text says, beside its words. */
export type Style = "bold" | "dim" | "good" | "bad" | "warn" | "accent";

/** Gives a text a style. */
export type Paint = (style: Style, text: string) => string;

const FORMATS = { bold: "bold", dim: "dim", good: "green", bad: "red", warn: "yellow", accent: "cyan" } as const;

export const COLOURED: Paint = (style, text) => styleText(FORMATS[style], text, { validateStream: false });

export const PLAIN: Paint = (_style, text) => text;
