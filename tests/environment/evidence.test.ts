import assert from "node:assert/strict";
import { request } from "undici";
import { parse, stringify } from "yaml";
import { type EvidenceReport, type RuleReport } from "../../commands/traffic/evidence/evidence-report";
import { kubectl, npmRun, PAGE } from "./command";
import { eventually } from "./eventually";

const patchOf = (...operations: readonly object[]) => `--patch=${JSON.stringify(operations)}`;

/** Changes the VirtualService behind the stack's back, whose routes are those of roundrobin-user and the default. */
async function patchRoutes(...operations: readonly object[]): Promise<void> {
  await kubectl("patch", "virtualservice", "reviews", "--type=json", patchOf(...operations));
}

/** What a few seconds of probes for both rules are counted as. */
async function evidence(...args: string[]) {
  const { exitCode, stdout, stderr } = await npmRun(
    "traffic",
    ...["evidence", "reviews", "--for", "8s", "--probe", "40/s", "--json", ...args],
  );
  assert.notEqual(stdout, "", stderr);
  const report = JSON.parse(stdout) as EvidenceReport;
  const of = (name: string): RuleReport => report.rules.find(({ rule }) => rule === name) ?? assert.fail(stdout);
  return {
    exitCode,
    report,
    roundrobin: of("roundrobin-user"),
    rest: of("default"),
  };
}

/** Has every proxy log its requests as another mesh config says, from now on. */
async function logAs(mesh: string, line: RegExp): Promise<void> {
  const patch = patchOf({ op: "replace", path: "/data/mesh", value: mesh });
  await kubectl("patch", "configmap", "istio", "--namespace=istio-system", "--type=json", patch);
  await eventually(async () => {
    await request(PAGE).then(({ body }) => body.dump());
    assert.match(await kubectl("logs", "deployment/productpage-v1", "--container=istio-proxy", "--tail=1"), line);
  });
}

describe("evidence of the proxies' logs", () => {
  let routes: unknown;
  before(async () => {
    routes = JSON.parse(await kubectl("get", "virtualservice", "reviews", "--output=jsonpath={.spec.http}"));
  });
  afterEach(() => patchRoutes({ op: "replace", path: "/spec/http", value: routes }));

  it("tells rules and versions apart, and compares versions", async () => {
    const { exitCode, report, roundrobin, rest } = await evidence("--compare", "v3:v2");
    assert.equal(exitCode, 0, JSON.stringify(report.rules.map(({ problems }) => problems)));
    assert.deepEqual([roundrobin.status, rest.status], ["ok", "ok"]);
    assert.equal(roundrobin.source, "probes");
    assert.ok(roundrobin.versions.every(({ requests, failed }) => requests > 0 && failed.count === 0));
    assert.deepEqual(
      rest.versions.map(({ requests }) => requests > 0),
      [false, true, false],
    );
    const [pair] = roundrobin.comparisons ?? [];
    assert.deepEqual([pair?.candidate, pair?.baseline], ["v3", "v2"]);
    assert.notEqual(pair?.verdict, "worse");
    assert.equal(pair?.metrics[0]?.counts.candidate.requests, roundrobin.versions[2]?.requests);
  });

  it("counts a request once that is sent again, and keeps apart what faults and mirrors did", async () => {
    // Each answer is taken for a failed one, and asked for anew; the last one counts.
    const retries = { attempts: 2, retryOn: "200", perTryTimeout: "5s" };
    const fault = { abort: { httpStatus: 503, percentage: { value: 50 } } };
    const mirrors = [
      {
        destination: {
          host: "reviews.default.svc.cluster.local",
          subset: "v1",
        },
        percentage: { value: 100 },
      },
    ];
    await patchRoutes(
      { op: "add", path: "/spec/http/0/retries", value: retries },
      { op: "add", path: "/spec/http/1/fault", value: fault },
      { op: "add", path: "/spec/http/1/mirrors", value: mirrors },
    );
    const { roundrobin, rest } = await evidence();
    for (const { requests, retried } of roundrobin.versions)
      assert.ok(retried > requests / 2, `${retried} of ${requests}`);
    assert.ok((rest.apart["FI"] ?? 0) > 0, JSON.stringify(rest.apart));
    // A caller's proxy does not log the copies that it sends to a mirror: they count for no version.
    assert.equal(rest.versions[0]?.requests, 0);
    assert.equal(rest.versions[1]?.failed.count, 0);
  });

  it("is the same where an Istio of others logs in its default text", async () => {
    const path = "--output=jsonpath={.data.mesh}";
    const original = await kubectl("get", "configmap", "istio", "--namespace=istio-system", path);
    const mesh = parse(original) as Readonly<Record<string, unknown>>;
    try {
      await logAs(stringify({ ...mesh, accessLogEncoding: "TEXT", accessLogFormat: "" }), /^\[\d{4}-/);
      const { exitCode, report, roundrobin, rest } = await evidence();
      assert.equal(exitCode, 0, JSON.stringify(report.rules.map(({ problems }) => problems)));
      assert.deepEqual([roundrobin.status, rest.status], ["ok", "ok"]);
      assert.ok(
        roundrobin.versions.every(({ requests, failed }) => requests > 0 && failed.count === 0),
        JSON.stringify(roundrobin.versions),
      );
    } finally {
      await logAs(original, /^\{/);
    }
  });
});
