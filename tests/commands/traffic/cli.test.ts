import assert from "node:assert/strict";
import { resolve } from "node:path";
import { execa } from "execa";
import { type CheckReport } from "../../../commands/traffic/report";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { FakePulumi } from "../stack/fake-pulumi";
import { FakeGateway } from "./fake-gateway";
import { WALK_THROUGH } from "./plans";
import { seeded } from "./random";
import { LOADER } from "../../node-with-loader";
import { documented } from "../../output/documented";

const cli = resolve(__dirname, "../../../commands/traffic/cli.ts");

describe("npm run traffic", () => {
  let pulumi: FakePulumi;
  let gateway: FakeGateway;

  before(async () => {
    gateway = await FakeGateway.start(WALK_THROUGH, seeded(3));
    pulumi = new FakePulumi({
      productpageUrl: gateway.url,
      traffic: [WALK_THROUGH],
      security: { namespace: "default" },
    });
  });

  after(async () => {
    await gateway.stop();
    pulumi.remove();
  });

  function run(...args: string[]) {
    return execa(process.execPath, [...LOADER, cli, ...args, "--stack", "test"], {
      env: { PATH: `${pulumi.folder}:${process.env["PATH"]}` },
      reject: false,
    });
  }

  it("prints the report of a check as JSON and nothing else, and ends with 0 when all is well", async () => {
    const { exitCode, stdout, stderr } = await run("check", "--requests", "50", "--json");
    assert.equal(exitCode, 0);
    // This stack says nothing of its cluster, whose proxies might otherwise be asked first.
    assert.match(stderr, /^Whether all proxies have the routes is not known; [^\n]* outputs of the stack test [^\n]*$/);
    const report = documented<CheckReport>("traffic-check", stdout);
    assert.deepEqual([report.formatVersion, report.requests, report.url, report.ok], [1, 50, gateway.url, true]);
    assert.deepEqual(
      report.rules.map(({ service, rule, status }) => [service, rule, status]),
      [
        ["reviews", "roundrobin-user", "ok"],
        ["reviews", "default", "ok"],
      ],
    );
  });

  it("ends with 1 when the mesh does something else than the stack says", async () => {
    const other: TrafficPlan = { ...WALK_THROUGH, default: { weights: { v3: 100 } } };
    const wrong = await FakeGateway.start(other, seeded(3));
    const { exitCode, stdout } = await run("check", "--requests", "50", "--url", wrong.url);
    await wrong.stop();
    assert.equal(exitCode, 1);
    assert.match(stdout, /v3 has weight 0 and answered 50 times/);
  });

  it("ends with 2 where nothing answers, and says what to do", async () => {
    const { exitCode, stdout, stderr } = await run("check", "--url", "http://127.0.0.1:9");
    assert.deepEqual([exitCode, stdout], [2, ""]);
    assert.match(stderr, /^http:\/\/127\.0\.0\.1:9\/productpage does not answer: connection refused\.\n.*npm start/);
    assert.doesNotMatch(stderr, /\n +at /);
  });

  it("ends with 2 for an argument that makes no sense", async () => {
    const { exitCode, stderr } = await run("check", "--requests", "many");
    assert.equal(exitCode, 2);
    assert.match(stderr, /'--requests <n>' argument 'many' is invalid\. Expected a whole number/);
  });

  it("explains which rule decides about a request", async () => {
    const { stdout } = await run("explain", "--header", "End-User=roundrobin");
    assert.match(stdout, /^reviews: rule roundrobin-user/);
  });

  it("explains it as JSON too, and takes a request without a path for one of /", async () => {
    const everything = { name: "everything", match: { uri: { prefix: "/" } }, weights: { v1: 100 } };
    const plan: TrafficPlan = { ...WALK_THROUGH, rules: [everything] };
    const other = new FakePulumi({ productpageUrl: gateway.url, traffic: [plan], security: { namespace: "default" } });
    const { stdout } = await execa(process.execPath, [...LOADER, cli, "explain", "--json", "--stack", "test"], {
      env: { PATH: `${other.folder}:${process.env["PATH"]}` },
    });
    other.remove();
    assert.deepEqual(documented("traffic-explain", stdout), [
      { service: "reviews", rule: "everything", match: "uri starts with /", weights: { v1: 100 } },
    ]);
  });
});
