import { createServer, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { KubeConfig, type V1Pod } from "@kubernetes/client-node";

/** An API server with pods and their proxies' logs, which may grow, break off and be refused while they are read. */
export class FakeLogsApi {
  /** The queries with which logs were asked for. */
  readonly asked: URLSearchParams[] = [];
  /** What is answered in place of a list of pods. */
  listStatus = 200;
  readonly #pods = new Map<string, V1Pod>();
  readonly #logs = new Map<string, string[]>();
  readonly #refusals = new Map<string, number[]>();
  readonly #open = new Map<string, Set<ServerResponse>>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(({ url = "" }, response) => {
      const { pathname, searchParams } = new URL(url, "http://api");
      const pod = /^\/api\/v1\/namespaces\/[^/]+\/pods\/([^/]+)\/log$/.exec(pathname)?.[1];
      if (pod !== undefined) return this.#sendLog(pod, searchParams, response);
      response.writeHead(this.listStatus, { "Content-Type": "application/json" });
      response.end(
        this.listStatus === 200
          ? JSON.stringify({ kind: "PodList", metadata: {}, items: [...this.#pods.values()] })
          : JSON.stringify({ kind: "Status", code: this.listStatus, message: "pods is forbidden" }),
      );
    });
  }

  static async start(): Promise<FakeLogsApi> {
    const api = new FakeLogsApi();
    await new Promise<void>((resolve) => api.#server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get access(): KubeConfig {
    const access = new KubeConfig();
    access.loadFromClusterAndUser(
      { name: "fake", server: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`, skipTLSVerify: true },
      { name: "fake" },
    );
    return access;
  }

  /** A pod with a proxy, unless its containers say otherwise. */
  addPod(name: string, pod: { ip?: string; labels?: Record<string, string>; spec?: V1Pod["spec"] } = {}): void {
    this.#pods.set(name, {
      metadata: { name, namespace: "default", uid: `uid-${name}`, labels: pod.labels ?? {} },
      spec: pod.spec ?? { containers: [{ name: "app" }, { name: "istio-proxy" }] },
      status: { phase: "Running", podIPs: [{ ip: pod.ip ?? "10.0.0.1" }] },
    });
  }

  removePod(name: string): void {
    this.#pods.delete(name);
  }

  /** Writes a line into a log, with the time at which the node got it. */
  write(pod: string, stamp: string, line: string): void {
    const stamped = `${stamp} ${line}\n`;
    this.#logs.set(pod, [...(this.#logs.get(pod) ?? []), stamped]);
    for (const response of this.#open.get(pod) ?? []) response.write(stamped);
  }

  /** Answers the next requests for a log with these statuses. */
  refuse(pod: string, ...statuses: readonly number[]): void {
    this.#refusals.set(pod, [...statuses]);
  }

  /** Breaks off all connections that read a log. */
  breakOff(pod: string): void {
    for (const response of this.#open.get(pod) ?? []) response.destroy();
    this.#open.delete(pod);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #sendLog(pod: string, query: URLSearchParams, response: ServerResponse): void {
    this.asked.push(query);
    const status = this.#refusals.get(pod)?.shift();
    if (status !== undefined) {
      response.writeHead(status).end(JSON.stringify({ kind: "Status", message: `refused with ${status}` }));
      return;
    }
    response.writeHead(200).flushHeaders();
    // As Kubernetes does, all of it is sent that is not older than the second that is asked for.
    for (const line of this.#logs.get(pod) ?? []) response.write(line);
    const open = this.#open.get(pod) ?? new Set<ServerResponse>();
    this.#open.set(pod, open.add(response));
  }
}

/** Waits until something holds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 8000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never came about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
