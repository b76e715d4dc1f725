// Run by plain Node, to stay small: nothing here may need more than type stripping.
//
//   node serve-outside.ts ADDRESS HTTP-PORT HTTPS-PORT CERTIFICATE KEY
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";

const [address, httpPort, httpsPort, certificate = "", key = ""] = process.argv.slice(2);

/** Says how a request got here, so that a test sees whether a proxy on the way spoke TLS, and which host was meant. */
function answer(scheme: string) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const said = { scheme, host: request.headers.host, path: request.url, from: request.socket.remoteAddress };
    response.writeHead(200, { "content-type": "application/json" }).end(`${JSON.stringify(said)}\n`);
  };
}

createServer(answer("http")).listen(Number(httpPort), address);
createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) }, answer("https")).listen(
  Number(httpsPort),
  address,
);
