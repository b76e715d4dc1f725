import assert from "node:assert/strict";
import { kubectl, kubectlWith } from "../command";

/** What came of a load: requests by how they ended (`200`, another status, or why there was no answer). */
export interface LoadResult {
  readonly sent: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** The longest that any request took. */
  readonly slowestMs: number;
}

/** What of the application is called inside the mesh. */
export const BOOKINFO_URLS = ["reviews/0", "details/0", "ratings/0"].map(
  (path) => `http://${path.split("/")[0]}.default.svc.cluster.local:9080/${path}`,
);

/** Asserts that every request of a load was answered with 200, and that there were enough of them to tell. */
export function assertNoneFailed({ sent, outcomes, slowestMs }: LoadResult, atLeast: number): void {
  console.log(`      ${sent} requests, ${sent - (outcomes["200"] ?? 0)} failed, the slowest took ${slowestMs} ms`);
  assert.deepEqual(outcomes, { 200: sent });
  assert.ok(sent >= atLeast, `only ${sent} requests were sent`);
}

export interface LoadOptions {
  readonly name: string;
  readonly urls: readonly string[];
  readonly perSecond: number;
  readonly namespace?: string;
  readonly serviceAccount?: string;
  /** Proxy settings of the pod's own sidecar, as JSON. */
  readonly proxyConfig?: string;
}

/**
 * Runs in the pod: sends requests at a steady rate whatever the answers do, until the file /tmp/stop is there. As text,
 * since it runs on the Node of the pod's image.
 */
const SCRIPT = `
const { existsSync } = require("node:fs");
const { urls, perSecond } = JSON.parse(process.env.LOAD);
const outcomes = {};
let sent = 0, done = 0, slowestMs = 0;
const count = (outcome, begun) => {
  outcomes[outcome] = (outcomes[outcome] || 0) + 1;
  slowestMs = Math.max(slowestMs, Date.now() - begun);
  done += 1;
};
async function ready() {
  for (;;) {
    try { if ((await fetch("http://127.0.0.1:15021/healthz/ready")).ok) return; } catch {}
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
async function send(url) {
  const begun = Date.now();
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10000) });
    await answer.text();
    count(String(answer.status), begun);
  } catch (error) {
    count(error.cause?.code || error.name, begun);
  }
}
ready().then(() => {
  console.log("LOAD STARTED");
  const start = Date.now();
  const timer = setInterval(async () => {
    if (existsSync("/tmp/stop")) {
      clearInterval(timer);
      while (done < sent) await new Promise((resolve) => setTimeout(resolve, 50));
      console.log("LOAD RESULT " + JSON.stringify({ sent, outcomes, slowestMs }));
      return;
    }
    const due = Math.floor(((Date.now() - start) * perSecond) / 1000);
    for (; sent < due; sent += 1) send(urls[sent % urls.length]);
  }, 10);
});
`;

const IMAGE = "sandbox.local/bookinfo/examples-bookinfo-ratings-v1:1.20.3";

/** A pod in the mesh that sends requests from when it is ready until it is stopped. */
export class InMeshLoad {
  private constructor(
    private readonly name: string,
    private readonly namespace: string,
  ) {}

  static async start({
    name,
    urls,
    perSecond,
    namespace = "default",
    serviceAccount = "bookinfo-productpage",
    proxyConfig,
  }: LoadOptions): Promise<InMeshLoad> {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name,
        namespace,
        labels: { "sidecar.istio.io/inject": "true" },
        annotations: {
          "sidecar.istio.io/proxyCPU": "10m",
          ...(proxyConfig !== undefined && { "proxy.istio.io/config": proxyConfig }),
        },
      },
      spec: {
        serviceAccountName: serviceAccount,
        restartPolicy: "Never",
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: "client",
            image: IMAGE,
            imagePullPolicy: "IfNotPresent",
            command: ["node", "-e", SCRIPT],
            env: [{ name: "LOAD", value: JSON.stringify({ urls, perSecond }) }],
            volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
          },
        ],
        volumes: [{ name: "tmp", emptyDir: {} }],
      },
    };
    await kubectlWith(JSON.stringify(pod), "apply", "-f", "-");
    const load = new InMeshLoad(name, namespace);
    await load.logged("LOAD STARTED");
    return load;
  }

  /** Ends the load, waits for the last answers, and removes the pod. */
  async stop(): Promise<LoadResult> {
    await kubectl(
      "exec",
      `--namespace=${this.namespace}`,
      this.name,
      "-c",
      "client",
      "--",
      "node",
      "-e",
      'require("fs").writeFileSync("/tmp/stop", "")',
    );
    const line = await this.logged("LOAD RESULT ");
    await this.remove();
    return JSON.parse(line.slice("LOAD RESULT ".length)) as LoadResult;
  }

  /** Removes the pod, whatever it is doing. */
  async remove(): Promise<void> {
    await kubectl("delete", "pod", `--namespace=${this.namespace}`, this.name, "--ignore-not-found");
  }

  private async logged(start: string): Promise<string> {
    for (let waited = 0; waited < 120; waited += 1) {
      const stdout = await kubectl("logs", `--namespace=${this.namespace}`, this.name, "-c", "client").catch(() => "");
      const line = stdout.split("\n").find((one) => one.startsWith(start));
      if (line !== undefined) return line;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error(`the pod ${this.namespace}/${this.name} never logged ${start}`);
  }
}
