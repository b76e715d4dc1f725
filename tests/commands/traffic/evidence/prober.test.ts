import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Prober } from "../../../../commands/traffic/evidence/prober";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { FakeGateway } from "../fake-gateway";
import { planOf, WALK_THROUGH } from "../plans";
import { seeded } from "../random";
import { until } from "./fake-logs-api";

const [placed = assert.fail()] = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });

describe("probes", () => {
  let gateway: FakeGateway;
  let prober: Prober | undefined;
  beforeEach(async () => {
    gateway = await FakeGateway.start(WALK_THROUGH, seeded(1));
  });
  afterEach(async () => {
    await prober?.stop();
    await gateway.stop();
  });

  const start = (plan: typeof placed, perSecond: number, isCalled: (rule: string) => boolean) => {
    prober = new Prober([plan], { url: gateway.url, perSecond });
    prober.start((_, rule) => isCalled(rule));
    return prober;
  };
  const asked = () => gateway.seen.filter(({ path }) => path.startsWith("/api/"));

  it("go where nobody calls, as the rule's users do and at the rate that is asked for, and end when told to", async () => {
    const probes = start(placed, 20, (rule) => rule === "default");
    await until(() => (probes.about(placed, "roundrobin-user")?.sent ?? 0) > 0, "a probe");
    const before = asked().length;
    await sleep(1000);
    await probes.stop();
    const sent = probes.about(placed, "roundrobin-user")?.sent ?? 0;
    assert.ok(sent - before >= 10 && sent - before <= 24, `${sent - before} in a second`);
    assert.equal(asked().length, sent);
    assert.ok(asked().every(({ headers }) => headers.cookie === "session=roundrobin"));
    assert.equal(probes.about(placed, "default"), undefined);
    await sleep(150);
    assert.equal(asked().length, sent);
    prober = undefined;
  });

  it("say why there are none where no request from outside leads to a rule", async () => {
    const plan = planOf([{ name: "inner", match: { sourceLabels: { app: "nobody" } } }]);
    const inner = { ...placed, plan };
    const probes = start(inner, 20, (rule) => rule !== "inner");
    await until(() => probes.about(inner, "inner") !== undefined, "what became of it");
    const { sent, unreachable } = probes.about(inner, "inner") ?? assert.fail();
    assert.equal(sent, 0);
    assert.match(unreachable ?? "", /\S/);
    assert.equal(asked().length, 0);
  });
});
