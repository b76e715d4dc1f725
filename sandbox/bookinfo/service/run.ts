import { jsonLinesLog, type Log } from "./log";
import type { Route } from "./route";
import { startService } from "./server";

/**
 * How long requests in flight may take after SIGTERM, in milliseconds: more than any of them, less than Kubernetes' 30
 * s.
 */
const SHUTDOWN_GRACE_MS = 20_000;

const DEFAULT_PORT = 9080;

/** The environment variables that a service reads. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A problem that the person who started the service can fix; its message says how. */
export class StartError extends Error {}

/**
 * The port to listen on: the command line's first argument, else PORT, else 9080. Throws StartError for anything that
 * is not a port.
 */
export function readPort(argument: string | undefined, environment: Environment): number {
  const [source, value] = argument === undefined ? ["PORT", environment["PORT"]] : ["the port argument", argument];
  if (value === undefined || value === "") return DEFAULT_PORT;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) {
    throw new StartError(`${source} is "${value}": expected a port, a whole number from 0 to 65535`);
  }
  return port;
}

/**
 * Runs a service as this process until SIGTERM or SIGINT, then ends with exit code 0, at most SHUTDOWN_GRACE_MS later.
 * `routesFor` makes its routes; a StartError ends the process with exit code 1 and one line.
 */
export async function runService(
  name: string,
  routesFor: (environment: Environment, log: Log) => readonly Route[],
): Promise<void> {
  const log = jsonLinesLog(name);
  try {
    const port = readPort(process.argv[2], process.env);
    const service = await startService({ routes: routesFor(process.env, log), log, port });
    log({ message: "listening", port: service.port });

    const stop = (signal: NodeJS.Signals): void => {
      log({ message: "stopping", signal });
      void service.stop(SHUTDOWN_GRACE_MS).then(() => {
        log({ message: "stopped" });
        process.exit(0);
      });
    };
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
  } catch (error) {
    log({ message: "could not start", error: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
}
