import { VERSION_HEADER } from "./version-program";

/** One request of the load, as it ended. */
export interface Served {
  /** When it ended, in milliseconds since 1970. */
  readonly at: number;
  /** The user's number. */
  readonly user: number;
  /** 0 where there was no answer. */
  readonly status: number;
  /** The version that says that it answered; empty where none did. */
  readonly version: string;
  readonly ms: number;
}

/** A steady load by users who are drawn evenly. */
export interface OpenLoad {
  readonly url: string;
  /** Requests a second, whether or not those before have been answered. */
  readonly rate: number;
  readonly users: number;
  /** How many of the users, the first ones, are signed in: their requests have the header `end-user`. */
  readonly signedIn: number;
}

/** After how many milliseconds a request counts as one without an answer. */
const TIMEOUT_MS = 10_000;

/**
 * The command of a container in which Node sends a load from when it first gets an answer, and prints what came of each
 * request.
 */
export function loadCommand(load: OpenLoad): string[] {
  return ["node", "--eval", textOf(load)];
}

function textOf({ url, rate, users, signedIn }: OpenLoad): string {
  return `
    const { Agent, request } = require("node:http");
    const agent = new Agent({ keepAlive: true });
    const ask = (user, onEnd) => {
      const began = Date.now();
      const headers = user < ${signedIn} ? { "end-user": "user-" + user } : {};
      let isOver = false;
      const end = (status, version) => {
        if (isOver) return;
        isOver = true;
        onEnd([Date.now(), user, status, version, Date.now() - began]);
      };
      const asked = request(${JSON.stringify(url)}, { agent, headers, timeout: ${TIMEOUT_MS} }, (answer) => {
        answer.on("end", () => end(answer.statusCode, answer.headers[${JSON.stringify(VERSION_HEADER)}] ?? ""));
        answer.on("error", () => end(0, "")).resume();
      });
      asked.on("timeout", () => asked.destroy()).on("error", () => end(0, "")).end();
    };
    const ended = [];
    const start = () => {
      const began = Date.now();
      let sent = 0;
      setInterval(() => {
        const due = ((Date.now() - began) / 1000) * ${rate};
        for (; sent < due; sent++) ask(Math.floor(Math.random() * ${users}), (one) => ended.push(one));
      }, 5);
      setInterval(() => {
        while (ended.length > 0) console.log(JSON.stringify(ended.splice(0, 100)));
      }, 100);
    };
    const begin = () => ask(0, ([, , status]) => (status === 200 ? start() : setTimeout(begin, 200)));
    process.on("SIGTERM", () => process.exit(0));
    begin();`;
}

type Row = readonly [at: number, user: number, status: number, version: string, ms: number];

/** Reads a line that the program printed. */
export function parseLoadLine(line: string): Served[] {
  const rows = JSON.parse(line) as Row[];
  return rows.map(([at, user, status, version, ms]) => ({ at, user, status, version, ms }));
}
