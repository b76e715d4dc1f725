// Run by plain Node, to stay small: nothing here may need more than type stripping.
//
//   node forward-ports.ts 127.0.0.1:30080=10.213.255.2:30080 …     accepts on the first address, connects to the second
import { connect, createServer, type Socket } from "node:net";

function endpoint(text: string): { host: string; port: number } {
  const [host = "", port] = text.split(":");
  return { host, port: Number(port) };
}

function join(from: Socket, to: Socket): void {
  from.setNoDelay();
  from.pipe(to);
  from.once("error", () => to.destroy());
  from.once("close", () => to.destroy());
}

for (const pair of process.argv.slice(2)) {
  const [listenOn = "", forwardTo = ""] = pair.split("=");
  // Either side may end its half of a connection and still read the other half.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ ...endpoint(forwardTo), allowHalfOpen: true });
    join(client, upstream);
    join(upstream, client);
  });
  server.listen(endpoint(listenOn));
}
