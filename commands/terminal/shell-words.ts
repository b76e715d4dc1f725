/** What a shell calls one after the other: the words of each command, without their quotes. */
export type ShellCommands = readonly (readonly string[])[];

/** One token of a line of shell: an end of a command, a redirection, a comment, a blank, or a part of a word. */
const TOKEN =
  /(?<end>\n|;|\|\|?|&&?|\$?\(|\))|(?<redirection>\d?[<>]{1,2})|(?<blank>[ \t]+|\\\n)|(?<comment>(?<![^\s;|&()])#[^\n]*)|'(?<single>[^']*)'?|"(?<double>(?:[^"\\]|\\.)*)"?|\\(?<escaped>.?)|(?<plain>[^\s;|&()<>'"\\$]+|\$)/gs;

/**
 * Splits text into commands and their words, as a POSIX shell does (pubs.opengroup.org, Shell Command Language: Token
 * Recognition). Variables stay as they are written; what is redirected, and assignments before a command, are left out.
 * A quote that is still open goes to the end. A command that ends with a blank has an empty word after it, which is
 * about to be typed.
 */
export function shellCommands(text: string): ShellCommands {
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | undefined;
  let isTarget = false;
  const endWord = () => {
    if (word !== undefined && !isTarget) words.push(word);
    if (word !== undefined) isTarget = false;
    word = undefined;
  };
  const endCommand = () => {
    endWord();
    const called = withoutAssignments(words);
    if (called.length > 0) commands.push(called);
    words = [];
    isTarget = false;
  };
  for (const { groups = {} } of text.matchAll(TOKEN)) {
    const { end, redirection, blank, comment, single, double, escaped, plain } = groups;
    if (end !== undefined) endCommand();
    else if (redirection !== undefined) {
      endWord();
      isTarget = true;
    } else if (blank !== undefined || comment !== undefined) endWord();
    else word = (word ?? "") + (single ?? double?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? plain ?? "");
  }
  if (word === undefined && /[ \t]$/.test(text)) word = "";
  endCommand();
  return commands;
}

function withoutAssignments(words: readonly string[]): string[] {
  const first = words.findIndex((word) => !/^\w+=/.test(word));
  return first < 0 ? [] : words.slice(first);
}
