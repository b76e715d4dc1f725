import type { IncomingMessage } from "node:http";

/** No form or rating that these services understand is anywhere near this size. */
const MAX_BODY_BYTES = 64 * 1024;

/** The request's body is longer than MAX_BODY_BYTES. */
export class BodyTooLargeError extends Error {}

/** Reads a request's body as UTF-8. Rejects with BodyTooLargeError, or when the client goes away before the end. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // What is too much is read to its end all the same, but not kept: a client that still sends would miss the refusal.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) throw new BodyTooLargeError(`the body is longer than ${MAX_BODY_BYTES} bytes`);
  return Buffer.concat(chunks).toString("utf8");
}
