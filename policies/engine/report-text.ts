/** The policies that the engine itself adds: they report what the others could not or were not to refuse. */
export const CHECKED_POLICY = "everything-could-be-checked";
export const EXCEPTIONS_POLICY = "exceptions-are-listed";

/**
 * What the pack tells through CrossGuard, which carries the name of the policy that reports and one text, nothing else.
 * Whoever wants the parts again, as `npm run policy` does, gets them from here, where the text is made, too.
 */
export type Report = ViolationReport | UncheckedReport | ExceptionReport;

/** What is wrong, and what to do about it. */
export interface ViolationReport {
  readonly kind: "violation";
  readonly message: string;
  /** Every policy of this pack gives one; another pack's need not. */
  readonly remedy?: string;
}

/** What a policy could not look at, and why. */
export interface UncheckedReport {
  readonly kind: "unchecked";
  readonly policy: string;
  /** The resource's name; absent where it is the stack as a whole. */
  readonly resource?: string;
  readonly why: string;
}

/** Leave to break a policy that was made use of. */
export interface ExceptionReport {
  readonly kind: "exception";
  readonly policy: string;
  /** `YYYY-MM-DD` */
  readonly expires: string;
  readonly reason: string;
}

/** The text that CrossGuard is given for a report. */
export function formatReport(report: Report): string {
  switch (report.kind) {
    case "violation":
      return formatViolation(report);
    case "unchecked":
      return `${report.policy} could not check ${formatResource(report.resource)}: ${report.why}`;
    case "exception":
      return `${report.policy} until ${report.expires}: ${report.reason}`;
  }
}

/** The report in a text that a policy gave to CrossGuard. @param reporter the policy's name */
export function parseReport(reporter: string, text: string): Report {
  if (reporter === CHECKED_POLICY) return parseUnchecked(text);
  if (reporter === EXCEPTIONS_POLICY) return parseException(text);
  return parseViolation(text);
}

/**
 * The report in what Pulumi's engine tells of a policy, and its text. CrossGuard puts the policy's description, which
 * is one line, before the text, and the engine a line's end behind it. Of a policy that touched a value which is not
 * known, of whatever pack, CrossGuard itself says so, and puts no description before that.
 */
export function parseEngineMessage(
  reporter: string,
  engineMessage: string,
): { readonly text: string; readonly report: Report } {
  const message = engineMessage.replace(/\n$/, "");
  if (message.startsWith("can't run policy ")) {
    return { text: message, report: { kind: "unchecked", policy: reporter, why: message } };
  }
  const descriptionEnd = message.indexOf("\n");
  const text = descriptionEnd === -1 ? message : message.slice(descriptionEnd + 1);
  return { text, report: parseReport(reporter, text) };
}

const REMEDY = "  to fix: ";

/** A line of the message that looks like the remedy's first is moved further in, so that it is not taken for it. */
function formatViolation({ message, remedy }: ViolationReport): string {
  const text = message.replaceAll(/^ {2,}to fix: /gm, " $&");
  return remedy === undefined ? text : `${text}\n${REMEDY}${remedy}`;
}

function parseViolation(text: string): ViolationReport {
  const remedyAt = text.search(/^ {2}to fix: /m);
  const body = remedyAt === -1 ? text : text.slice(0, Math.max(0, remedyAt - 1));
  return {
    kind: "violation",
    message: body.replaceAll(/^ ( {2,}to fix: )/gm, "$1"),
    ...(remedyAt !== -1 && { remedy: text.slice(remedyAt + REMEDY.length) }),
  };
}

const WHOLE_STACK = "the stack";

/** A name with spaces in it is quoted: it ends where the quotation does, whatever else it holds. */
function formatResource(name: string | undefined): string {
  if (name === undefined) return WHOLE_STACK;
  return /^[^\s"]+$/.test(name) ? name : JSON.stringify(name);
}

/** What is worded otherwise, by another version of the pack, is unchecked all the same. */
function parseUnchecked(text: string): UncheckedReport {
  const pattern = /^(?<policy>\S+) could not check (?<resource>the stack|[^\s"]+|"(?:[^"\\]|\\.)*"): (?<why>[^]*)$/;
  const { policy, resource = "", why = "" } = pattern.exec(text)?.groups ?? {};
  if (policy === undefined) return { kind: "unchecked", policy: CHECKED_POLICY, why: text };
  if (resource === WHOLE_STACK) return { kind: "unchecked", policy, why };
  const name = resource.startsWith('"') ? (JSON.parse(resource) as string) : resource;
  return { kind: "unchecked", policy, resource: name, why };
}

/** What is worded otherwise is shown as it is. */
function parseException(text: string): ExceptionReport | ViolationReport {
  const pattern = /^(?<policy>\S+) until (?<expires>\d{4}-\d\d-\d\d): (?<reason>[^]*)$/;
  const { policy, expires, reason } = pattern.exec(text)?.groups ?? {};
  if (policy === undefined || expires === undefined || reason === undefined)
    return { kind: "violation", message: text };
  return { kind: "exception", policy, expires, reason };
}
