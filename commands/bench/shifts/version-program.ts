/** How a version of a service fails, in its own process: Istio's faults are answered by the caller's proxy. */
export interface OwnFault {
  /** How many of its requests get a 500, from 0 to 1. */
  readonly errors?: number;
  /** The same of the requests of users who are signed in: those with the header `end-user`. */
  readonly signedInErrors?: number;
  /** How much longer it takes over each, in milliseconds. */
  readonly delayMs?: number;
  /** Its process ends at the request of this number, each time it has started. */
  readonly crashesAt?: number;
}

/** A version of a service, as its process behaves. */
export interface VersionProgram {
  readonly version: string;
  /** How long it takes over a request where it has no fault, in milliseconds. */
  readonly takesMs: number;
  readonly fault: OwnFault;
}

/** The header by which an answer says whose it is. */
export const VERSION_HEADER = "x-version";

/**
 * The command of a container in which Node answers as the reviews service does, but for a fault. Its health is always
 * good.
 */
export function versionCommand(program: VersionProgram): string[] {
  return ["node", "--eval", textOf(program)];
}

function textOf({ version, takesMs, fault }: VersionProgram): string {
  const { errors = 0, signedInErrors = 0, delayMs = 0, crashesAt = Infinity } = fault;
  // A connection that is closed while a request is on its way to it would be an error that is no fault of the
  // version's.
  return `
    let asked = 0;
    const server = require("node:http").createServer(({ url, headers }, response) => {
      const isHealth = url === "/health";
      if (!isHealth && ++asked >= ${crashesAt}) process.exit(1);
      const errors = headers["end-user"] ? ${Math.max(errors, signedInErrors)} : ${errors};
      const status = !isHealth && Math.random() < errors ? 500 : 200;
      const type = { "content-type": "application/json", ${JSON.stringify(VERSION_HEADER)}: ${JSON.stringify(version)} };
      const answer = () => response.writeHead(status, type).end('{"id":"0","reviews":[]}');
      setTimeout(answer, isHealth ? 0 : ${takesMs + delayMs});
    });
    server.keepAliveTimeout = 3600_000;
    server.listen(9080);
    process.on("SIGTERM", () => process.exit(0));`;
}
