import { userInfo } from "node:os";
import { type SplitChange, splitChangeText } from "../../../mesh/traffic/named-route";

/** Who runs this, as far as the machine knows: behind `sudo` the one who called it. */
export function whoMoves(): string {
  return process.env["SUDO_USER"] ?? userInfo().username;
}

/** What the stack's history is to say of a move; Pulumi itself notes no one who ran it. */
export function moveMessage(command: string, splits: readonly SplitChange[], who: string): string {
  const what = splits.map(({ service, rule, from, to }) => `${service}, ${rule}: ${splitChangeText(from, to)}`);
  return messageOf(command, what.join("; "), who);
}

/** What the stack's history is to say of a command that updates it. */
export function messageOf(command: string, what: string, who: string): string {
  return messageBy(`traffic ${command}: ${what}`, who);
}

/** A message with the name of who makes the update. */
export function messageBy(message: string, who: string): string {
  return `${message}${BY}${who}`;
}

const BY = " - by ";

/** Who made an update: named in the message of a move, else the author of the commit that it was made from. */
export function whoMade(message: string, environment: Readonly<Record<string, string>>): string {
  const at = message.startsWith("traffic ") ? message.lastIndexOf(BY) : -1;
  if (at >= 0) return message.slice(at + BY.length);
  const author = environment["git.author"];
  return author === undefined ? "not known" : `commit of ${author}`;
}
