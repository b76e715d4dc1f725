/** One event of a service: what happened and the facts around it. */
export interface LogEntry {
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Takes an event; never throws and never waits. */
export type Log = (entry: LogEntry) => void;

/** A log that writes each event to standard output as one line of JSON, with the time and the service's name first. */
export function jsonLinesLog(service: string): Log {
  return (entry) => {
    process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), service, ...entry })}\n`);
  };
}
