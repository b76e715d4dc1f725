import assert from "node:assert/strict";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { EvidenceReader, readEvidence } from "../../../../commands/traffic/evidence/read-evidence";
import { WALK_THROUGH } from "../plans";
import { FakeLogsApi, until } from "./fake-logs-api";
import { jsonLine, served, textLine } from "./lines";

const plans = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });

describe("evidence that is read from the proxies' logs", () => {
  let api: FakeLogsApi;
  beforeEach(async () => {
    api = await FakeLogsApi.start();
    api.addPod("web");
  });
  afterEach(() => api.stop());

  const write = (line: string) => api.write("web", new Date().toISOString(), line);

  it("counts requests of either format that began in its time, and those in other formats apart", async () => {
    const since = new Date();
    const at = (ms: number) => ({ startedAt: since.getTime() + ms });
    const reader = await EvidenceReader.open(api.access, plans, { since });
    write(jsonLine(served("v2", at(1))));
    write(textLine(served("v2", at(2))));
    write(jsonLine(served("v2", at(-1000))));
    write(jsonLine(served("v2", at(3_600_000))));
    write('"GET /reviews/0 HTTP/1.1" 200');
    write(JSON.stringify({ response_code: 200, duration: 1 }));
    write("info: the proxy started");
    await until(() => reader.evidence.lines.otherFormat === 2, "all lines");
    const { rules, proxies, lines } = await reader.close();
    const rule = rules.find((one) => one.rule === "default");
    assert.deepEqual([rule?.source, rule?.versions["v2"]?.requests], ["traffic", 3]);
    assert.deepEqual(proxies, { read: 1, unread: [] });
    assert.equal(lines.requests, 3);
    assert.deepEqual(lines.lacks, ["start_time", "route_name", "upstream_cluster", "response_flags"]);
    assert.equal(rules.find((one) => one.rule === "roundrobin-user")?.source, "none");
  });

  it("has the requests that a pod served which is heard of only after its first requests", async () => {
    const since = new Date(Date.now() - 1000);
    const reader = await EvidenceReader.open(api.access, plans, { since });
    const plain = "outbound|9080||reviews.default.svc.cluster.local";
    const sent = (upstreamHost: string) =>
      jsonLine(served("", { cluster: plain, route: "roundrobin-user", upstreamHost, startedAt: Date.now() }));
    write(sent("10.0.0.33:9080"));
    write(sent("10.0.0.99:9080"));
    await until(() => reader.evidence.lines.requests === 2, "both lines");
    api.addPod("reviews-v3", { ip: "10.0.0.33", labels: { app: "reviews", version: "v3" } });
    const counted = () => reader.evidence.rules.find((one) => one.rule === "roundrobin-user")?.versions["v3"]?.requests;
    await until(() => counted() === 1, "the request to the new pod");
    const { strays } = await reader.close();
    assert.deepEqual(strays[0]?.routes, { "roundrobin-user": 1 });
  });

  it("is read for some seconds, with what there is up to then once a second", async () => {
    write(jsonLine(served("v2", { startedAt: Date.now() + 100 })));
    const seen: number[] = [];
    const { lines } = await readEvidence(api.access, plans, {
      since: new Date(),
      seconds: 1.2,
      onProgress: (evidence) => seen.push(evidence.lines.requests),
    });
    assert.equal(lines.requests, 1);
    assert.equal(seen.length, 2, String(seen));
  });
});
