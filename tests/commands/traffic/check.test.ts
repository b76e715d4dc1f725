import assert from "node:assert/strict";
import { UserError } from "../../../commands/terminal/user-error";
import { checkTraffic, type CheckProgress } from "../../../commands/traffic/check";
import { type CheckReport, type MeasuredRule } from "../../../commands/traffic/report";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { FakeGateway, type Misbehaviour } from "./fake-gateway";
import { planOf, WALK_THROUGH } from "./plans";
import { seeded } from "./random";

const OPTIONS = { requests: 300, concurrency: 8, timeoutSeconds: 5, alpha: 0.001 };

/** Checks `plan` on a gateway that does what `actual` says. */
async function check(
  plan: TrafficPlan,
  { actual = plan, ...misbehaviour }: Misbehaviour & { actual?: TrafficPlan } = {},
): Promise<{ report: CheckReport; gateway: FakeGateway }> {
  const gateway = await FakeGateway.start(actual, seeded(42), misbehaviour);
  try {
    return { report: await checkTraffic({ url: gateway.url, plans: [plan] }, OPTIONS), gateway };
  } finally {
    await gateway.stop();
  }
}

function measured({ rules }: CheckReport, name: string): MeasuredRule {
  const rule = rules.find((candidate) => candidate.rule === name);
  assert.ok(rule && rule.status !== "not measured", `${name} was measured`);
  return rule;
}

describe("check of live traffic", () => {
  it("finds a mesh that does what is configured to be ok", async () => {
    const { report } = await check(WALK_THROUGH);
    assert.equal(report.ok, true);
    const rule = measured(report, "roundrobin-user");
    assert.deepEqual([rule.askedAs, rule.answered, rule.failed.count], ["signed in as roundrobin", 300, 0]);
    assert.deepEqual(
      measured(report, "default").versions.map(({ version, count }) => [version, count]),
      [
        ["v1", 0],
        ["v2", 300],
        ["v3", 0],
      ],
    );
  });

  it("signs in once per user, and sends nothing of the session for signed-out visitors", async () => {
    const { gateway } = await check(WALK_THROUGH);
    assert.equal(gateway.seen.filter(({ path }) => path === "/login").length, 1);
    const asked = gateway.seen.filter(({ path }) => path === "/api/v1/products/0/reviews");
    assert.equal(asked.length, 600);
    assert.equal(asked.filter(({ headers }) => headers.cookie === undefined).length, 300);
  });

  it("finds a split that is off", async () => {
    const actual = {
      ...WALK_THROUGH,
      rules: WALK_THROUGH.rules.map((rule) => ({ ...rule, weights: { v1: 30, v2: 30, v3: 40 } })),
    };
    const { report } = await check(WALK_THROUGH, { actual });
    assert.equal(report.ok, false);
    assert.match(measured(report, "roundrobin-user").problems.join(), /^the split is off \(p/);
    assert.equal(measured(report, "default").status, "ok");
  });

  it("finds a version of weight 0 that answers", async () => {
    const { report } = await check(WALK_THROUGH, {
      actual: { ...WALK_THROUGH, default: { weights: { v2: 95, v3: 5 } } },
    });
    assert.match(measured(report, "default").problems.join(), /^v3 has weight 0 and answered \d+ times$/);
  });

  it("counts requests that fail, by their reason", async () => {
    const answer = (version: string, count: number) => (count % 100 === 0 ? 503 : version);
    const { report } = await check(WALK_THROUGH, { answer });
    assert.deepEqual(measured(report, "default").failed.reasons, [{ reason: "status 503", status: 503, count: 3 }]);
    assert.equal(report.ok, false);
  });

  it("counts requests that get no answer", async () => {
    const { report } = await check(WALK_THROUGH, { dropEvery: 150 });
    assert.deepEqual(measured(report, "roundrobin-user").failed.reasons, [{ reason: "connection closed", count: 2 }]);
  });

  it("shows what answers in place of a declared version", async () => {
    const { report } = await check(WALK_THROUGH, { answer: (version, count) => (count === 1 ? "old" : version) });
    assert.match(measured(report, "roundrobin-user").problems.join(), /reviews-old-\S+ has weight 0 and answered once/);
  });

  it("expects the failures that the rule's own faults make, and the split among the rest", async () => {
    const plan = planOf([], { weights: { v1: 50, v2: 50 }, fault: { abort: { percent: 50, httpStatus: 555 } } });
    const { report } = await check(plan);
    const rule = measured(report, "default");
    assert.equal(report.ok, true, rule.problems.join());
    assert.equal(rule.failed.planned?.share, 0.25);
    assert.equal(rule.answered + rule.failed.count, 300);
    assert.ok(rule.failed.count > 40);
  });

  it("finds faults that do not happen", async () => {
    const plan = planOf([], { fault: { abort: { percent: 50, httpStatus: 555 } } });
    const { report } = await check(plan, { actual: planOf([]) });
    assert.match(measured(report, "default").problems.join(), /^0 of 300 requests failed, where .* 25\.0 % fail/);
  });

  it("expects the failures of the gateway's own rules in what it measures behind them", async () => {
    const fault = { abort: { percent: 50, httpStatus: 503 } };
    const entrance = { service: "productpage", versions: ["v1"], rules: [], default: { weights: { v1: 100 }, fault } };
    const plan = planOf([]);
    const gateway = await FakeGateway.start(plan, seeded(42), {
      answer: (version, n) => (n % 2 === 0 ? 503 : version),
    });
    try {
      const asked = (plans: TrafficPlan[]) => checkTraffic({ url: gateway.url, plans }, OPTIONS);
      const [, reviews] = (await asked([entrance, plan])).rules;
      assert.equal(reviews?.status, "ok");
      assert.equal((await asked([plan])).ok, false);
    } finally {
      await gateway.stop();
    }
  });

  it("never passes over a rule that it cannot measure", async () => {
    const plan = planOf([{ name: "batch", match: { sourceLabels: { app: "batch" } } }]);
    const { report } = await check(plan);
    assert.equal(report.ok, true);
    assert.deepEqual(
      report.rules.map(({ rule, status }) => [rule, status]),
      [
        ["batch", "not measured"],
        ["default", "ok"],
      ],
    );
  });

  it("is not ok when nothing could be measured", async () => {
    const plan = { ...planOf([]), service: "shipping", versions: ["v1"] };
    assert.equal((await check(plan)).report.ok, false);
  });

  it("knows by its being the only one which version of a service answers that does not say", async () => {
    const plan: TrafficPlan = { service: "details", versions: ["v1"], rules: [], default: { weights: { v1: 100 } } };
    const { report } = await check(plan);
    assert.deepEqual([report.ok, measured(report, "default").path], [true, "/api/v1/products/0"]);
  });

  it("does not guess which of several versions answers that does not say", async () => {
    const plan: TrafficPlan = {
      service: "ratings",
      versions: ["v1", "v2"],
      rules: [],
      default: { weights: { v1: 100 } },
    };
    const [rule] = (await check(plan)).report.rules;
    assert.ok(rule?.status === "not measured");
    assert.equal(rule.reason, "an answer of ratings does not say which of its versions gave it");
  });

  it("tells how far it is", async () => {
    const gateway = await FakeGateway.start(WALK_THROUGH, seeded(1));
    const steps: CheckProgress[] = [];
    await checkTraffic({ url: gateway.url, plans: [WALK_THROUGH] }, { ...OPTIONS, requests: 20 }, (step) =>
      steps.push(step),
    );
    await gateway.stop();
    assert.equal(steps.length, 40);
    assert.deepEqual([steps[19]?.rule, steps[19]?.done, steps[39]?.rule], ["roundrobin-user", 20, "default"]);
  });

  it("says what to do when nothing answers", async () => {
    const gateway = await FakeGateway.start(WALK_THROUGH, seeded(1));
    const { url } = gateway;
    await gateway.stop();
    await assert.rejects(
      checkTraffic({ url, plans: [WALK_THROUGH] }, OPTIONS),
      (error) => error instanceof UserError && /connection refused[^]*npm start/.test(error.message),
    );
  });

  it("says what to do when there is no Bookinfo behind the address", async () => {
    const gateway = await FakeGateway.start(WALK_THROUGH, seeded(1));
    await assert.rejects(
      checkTraffic({ url: gateway.url.replace("/productpage", "/shop"), plans: [WALK_THROUGH] }, OPTIONS),
      (error) => error instanceof UserError && /answered 404/.test(error.message),
    );
    await gateway.stop();
  });

  for (const signIn of ["unavailable", "without cookie", "without answer"] as const) {
    it(`says that signing in failed (${signIn})`, async () => {
      const gateway = await FakeGateway.start(WALK_THROUGH, seeded(1), { signIn });
      await assert.rejects(
        checkTraffic({ url: gateway.url, plans: [WALK_THROUGH] }, OPTIONS),
        (error) => error instanceof UserError && /^Signing in as roundrobin failed/.test(error.message),
      );
      await gateway.stop();
    });
  }
});
