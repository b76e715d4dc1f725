import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { FORWARDED_HEADERS } from "../../../mesh/forwarded-headers";

/** Those of a request's headers that travel on. `end-user` is not among them: who vouches for it adds it. */
export function forwardedHeaders(received: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    FORWARDED_HEADERS.flatMap((name) => {
      const value = received[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
