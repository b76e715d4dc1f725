import { Agent, request } from "node:http";
import { Duplex, PassThrough, Writable } from "node:stream";
import { type KubeConfig, PortForward } from "@kubernetes/client-node";

export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** The API server does not let this user forward ports of pods in a namespace. */
export class ForwardForbidden extends Error {
  constructor(readonly namespace: string) {
    super(`forwarding ports of pods in the namespace ${namespace} is not allowed`);
  }
}

/**
 * HTTP to a port that a pod listens on for itself alone, forwarded by the API server. One connection, which is opened
 * with the first request and kept for the next.
 */
export class PodHttp {
  readonly #agent: ForwardingAgent;
  readonly #port: number;

  constructor(access: KubeConfig, pod: PodName, port: number) {
    this.#agent = new ForwardingAgent(access, pod, port);
    this.#port = port;
  }

  /**
   * The body of an answer with status 200.
   *
   * @throws ForwardForbidden, or an Error that says why there is no such answer
   */
  async get(path: string, timeoutMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const agent = this.#agent;
      const asked = request({ agent, host: "localhost", port: this.#port, path }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.once("error", reject).once("close", () => reject(new Error("the connection was closed")));
        answer.once("end", () => {
          const body = Buffer.concat(parts).toString();
          if (answer.statusCode === 200) resolve(body);
          else reject(new Error(`status ${answer.statusCode}: ${body.slice(0, 200)}`));
        });
      });
      const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
      asked.once("error", reject).once("close", () => clearTimeout(timer));
      asked.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

class ForwardingAgent extends Agent {
  readonly #forward: PortForward;
  readonly #pod: PodName;
  readonly #port: number;
  /** How often all connections were ended: one that was on its way then is ended as well. */
  #ends = 0;

  constructor(access: KubeConfig, pod: PodName, port: number) {
    super({ keepAlive: true, maxSockets: 1 });
    this.#forward = new PortForward(access);
    this.#pod = pod;
    this.#port = port;
  }

  override createConnection(_: object, connected?: (error: Error | null, stream: Duplex) => void): undefined {
    this.#connect().then(
      (stream) => connected?.(null, stream),
      (error: Error) => (connected as ((error: Error) => void) | undefined)?.(error),
    );
  }

  // Node's own sets timers and options of the operating system's sockets.
  override keepSocketAlive(): boolean {
    return true;
  }

  async #connect(): Promise<Duplex> {
    const { namespace, name } = this.#pod;
    const ends = this.#ends;
    const [toPod, fromPod] = [new PassThrough(), new PassThrough()];
    const stream = Duplex.from({ readable: fromPod, writable: toPod });
    // Whoever waits for an answer hears of it by the request. Of a connection that nobody uses the end is no one's
    // business, and without a listener Node ends the process for it.
    stream.on("error", () => undefined);
    // Asked of every socket that an agent uses again.
    Object.assign(stream, { ref: () => stream });
    // What the kubelet says where it cannot reach the port. It opens with the port's number, of which nothing is left
    // here.
    const complaints = new Writable({
      write: (text: Buffer, _encoding, done) => {
        if (text.length > 0) stream.destroy(new Error(text.toString().trim()));
        done();
      },
    });
    const opened = this.#forward.portForward(namespace, name, [this.#port], fromPod, complaints, toPod);
    const socket = await (opened as Promise<WebSocketEnd>).catch((error: unknown) => {
      const text = error instanceof Object && "message" in error ? String(error.message) : String(error);
      throw /\b403\b/.test(text) ? new ForwardForbidden(namespace) : new Error(text);
    });
    socket.onclose = () => stream.destroy();
    stream.once("close", () => socket.close());
    if (this.#ends !== ends) stream.destroy();
    return stream;
  }

  override destroy(): void {
    this.#ends++;
    super.destroy();
  }
}

/** What is used of the WebSocket that carries a port: its own types are not among those of the client. */
interface WebSocketEnd {
  onclose: (() => void) | null;
  close(): void;
}
