import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { FINDINGS_MARK } from "../../security/agent/protocol";
import { CheckedCluster } from "../../security/cluster";

const NAME = "security-check-1-ratings";
const FINDINGS = { attempts: {}, shown: {} };
const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: NAME, namespace: "default" },
  spec: { activeDeadlineSeconds: 30, containers: [] },
};
const ENDED = { phase: "Succeeded", containerStatuses: [{ name: "client", state: { terminated: { exitCode: 0 } } }] };

/** An API server with one pod, which has ended, and which is still shown a number of times after its deletion. */
class OnePodApi {
  readonly requests: string[] = [];
  private deleted = false;
  private readonly server: Server;

  private constructor(private lingers: number) {
    this.server = createServer((request, response) => {
      const [, method = "", path = ""] = /^(\S+) \/api\/v1\/namespaces\/default\/([^?]*)/.exec(
        `${request.method} ${request.url}`,
      ) as string[];
      this.requests.push(`${method} ${path}`);
      if (method === "DELETE") this.deleted = true;
      else if (this.deleted) this.lingers -= 1;
      const found = !this.deleted || this.lingers >= 0;
      const body = path.endsWith("/log")
        ? FINDINGS_MARK + JSON.stringify(FINDINGS)
        : JSON.stringify(found ? { ...POD, status: ENDED } : { kind: "Status", code: 404, message: "no such pod" });
      const type = path.endsWith("/log") ? "text/plain" : "application/json";
      response.writeHead(found ? 200 : 404, { "Content-Type": type }).end(body);
    });
  }

  static async start(lingers: number): Promise<OnePodApi> {
    const api = new OnePodApi(lingers);
    await new Promise<void>((resolve) => api.server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get cluster(): CheckedCluster {
    const server = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return new CheckedCluster(
      JSON.stringify({
        "current-context": "fake",
        clusters: [{ name: "fake", cluster: { server, "insecure-skip-tls-verify": true } }],
        users: [{ name: "fake", user: {} }],
        contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
      }),
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe("a client pod", () => {
  let api: OnePodApi;
  afterEach(() => api.stop());

  it("is removed when it has told what it found, and gone before the check goes on", async () => {
    api = await OnePodApi.start(2);
    assert.deepEqual(await api.cluster.findingsOf(POD, new AbortController().signal), FINDINGS);
    assert.deepEqual(api.requests, [
      "POST pods",
      `GET pods/${NAME}`,
      `GET pods/${NAME}/log`,
      `DELETE pods/${NAME}`,
      `GET pods/${NAME}`,
      `GET pods/${NAME}`,
      `GET pods/${NAME}`,
    ]);
  });
});
