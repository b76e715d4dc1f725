import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { type ResourceLog } from "./resource-handler";

/** Sends messages about resources to the engine, which shows them to the user. */
export interface EngineLog {
  /** Messages about one resource, and a way to wait until the engine has them all. */
  of(urn: string): ResourceLog & { flush(): Promise<void> };
}

/** A log to the engine that serves at an address. */
export function engineLog(address: string): EngineLog {
  const engine = new EngineClient(address, credentials.createInsecure());
  const send = (request: LogRequest) =>
    new Promise<void>((resolve) => {
      // A message that does not get through must not fail the operation that it is about.
      engine.log(request, () => resolve());
    });
  return {
    of: (urn) => {
      const sent: Promise<void>[] = [];
      let lastStatus = "";
      const log = (
        severity: LogRequest["getSeverity"] extends () => infer S ? S : never,
        message: string,
        ephemeral: boolean,
      ) => {
        const request = new LogRequest();
        request.setSeverity(severity);
        request.setMessage(message);
        request.setUrn(urn);
        request.setEphemeral(ephemeral);
        sent.push(send(request));
      };
      return {
        status: (message) => {
          if (message === lastStatus) return;
          lastStatus = message;
          log(LogSeverity.INFO, message, true);
        },
        info: (message) => log(LogSeverity.INFO, message, false),
        warning: (message) => log(LogSeverity.WARNING, message, false),
        flush: async () => {
          if (lastStatus !== "") log(LogSeverity.INFO, "", true);
          await Promise.all(sent);
        },
      };
    },
  };
}

/** A log that nobody reads, for when there is no engine. */
export const SILENT_LOG: EngineLog = {
  of: () => ({ status: () => {}, info: () => {}, warning: () => {}, flush: () => Promise.resolve() }),
};
