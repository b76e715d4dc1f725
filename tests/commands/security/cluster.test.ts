import assert from "node:assert/strict";
import { FINDINGS_MARK } from "../../../commands/security/agent/protocol";
import { CheckedCluster } from "../../../commands/security/cluster";
import { type FakeAnswer, FakeApiServer, NOT_FOUND } from "./fake-api-server";

const NAME = "security-check-1-ratings";
const FINDINGS = { attempts: {}, shown: {} };
const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: NAME, namespace: "default" },
  spec: { activeDeadlineSeconds: 30, containers: [] },
};
const ENDED = { phase: "Succeeded", containerStatuses: [{ name: "client", state: { terminated: { exitCode: 0 } } }] };

/** The answers about one pod, which has ended, and which is still shown a number of times after its deletion. */
function onePod(lingers = 0): (request: string) => FakeAnswer {
  let left = lingers;
  let deleted = false;
  return (request) => {
    if (request.startsWith("DELETE")) deleted = true;
    else if (deleted) left -= 1;
    if (deleted && left < 0) return NOT_FOUND;
    return { body: request.endsWith("/log") ? FINDINGS_MARK + JSON.stringify(FINDINGS) : { ...POD, status: ENDED } };
  };
}

describe("a client pod", () => {
  let api: FakeApiServer;
  afterEach(() => api.stop());

  const run = () => api.cluster.findingsOf(POD, new AbortController().signal);

  it("is removed when it has told what it found, and gone before the check goes on", async () => {
    api = await FakeApiServer.start(onePod(2));
    assert.deepEqual(await run(), FINDINGS);
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

  it("is removed when the answer to its creation was lost: it may have been made", async () => {
    const rest = onePod();
    api = await FakeApiServer.start((request) => (request === "POST pods" ? "lost" : rest(request)));
    await assert.rejects(run(), /^Error: The cluster does not answer/);
    assert.ok(api.requests.includes(`DELETE pods/${NAME}`), api.requests.join());
  });

  it("tells what went wrong first, and that it could not be removed", async () => {
    const refused = (message: string) => ({ status: 403, body: { kind: "Status", message } });
    api = await FakeApiServer.start((request) => refused(request.startsWith("POST") ? "no pods for you" : "hands off"));
    await assert.rejects(run(), {
      message: "The cluster refuses: no pods for you (403)\nThe cluster refuses: hands off (403)",
    });
  });

  it("of an earlier check is removed once it is older than that check could be, and never before", async () => {
    const pod = (name: string, secondsAgo: number) => {
      const creationTimestamp = new Date(Date.now() - secondsAgo * 1000).toISOString();
      return { ...POD, metadata: { ...POD.metadata, name, creationTimestamp }, status: ENDED };
    };
    const items = [pod("running-check", 10), pod("killed-check", 40)];
    api = await FakeApiServer.start((request) => (request === "GET pods" ? { body: { items } } : { body: items[1] }));
    await api.cluster.removeLeftovers(["default", "default"]);
    assert.deepEqual(api.requests, ["GET pods", "DELETE pods/killed-check"]);
  });
});

describe("what a check asks of a cluster", () => {
  let api: FakeApiServer;
  afterEach(() => api.stop());

  it("is whether a Secret is there, and which root workloads trust", async () => {
    api = await FakeApiServer.start((request) => {
      if (request === "GET configmaps/istio-ca-root-cert") return { body: { data: { "root-cert.pem": "PEM" } } };
      return request === "GET secrets/cert" ? { body: { data: {} } } : NOT_FOUND;
    });
    assert.equal(await api.cluster.hasSecret("default", "cert"), true);
    assert.equal(await api.cluster.hasSecret("default", "other"), false);
    assert.equal(await api.cluster.rootOf("default"), "PEM");
  });
});

describe("a kubeconfig that is none", () => {
  it("is told without a word of it", () => {
    for (const text of ["users: [{token: hunter2\n  : ]", "hunter2", "{}", "- hunter2"]) {
      assert.throws(
        () => new CheckedCluster(text),
        (error: Error) =>
          error.message.startsWith("The stack's output kubeconfig can't be read") && !/hunter2/.test(error.message),
        text,
      );
    }
  });
});
