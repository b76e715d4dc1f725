import assert from "node:assert/strict";
import fc from "fast-check";
import { type LoggedRequest } from "../../../../commands/traffic/evidence/logged-request";
import { ServingPods } from "../../../../commands/traffic/evidence/serving-pods";
import { Tally } from "../../../../commands/traffic/evidence/tally";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { type Block, BlockReader } from "../../../../commands/traffic/shift/block";
import { served } from "../evidence/lines";
import { WALK_THROUGH } from "../plans";

const [placed = assert.fail()] = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });
const START = Date.parse("2026-11-26T12:00:00Z");

/** A tally whose requests are cut into blocks of one rule. */
function counting(rule: string) {
  const blocks = new BlockReader(placed, rule);
  const tally = new Tally([placed], new ServingPods(), (request) => blocks.add(request));
  return { blocks, tally };
}

describe("the blocks of a shift", () => {
  it("have each request of the rule once, and nothing of others", () => {
    const { blocks, tally } = counting("roundrobin-user");
    const own = (more: Partial<LoggedRequest> = {}) => served("v1", { route: "roundrobin-user", ...more });
    for (const one of [own(), own({ duration: 7 }), own({ status: 500 }), own({ flags: ["DI"] }), served("v2")]) {
      tally.add(one);
    }
    assert.deepEqual(blocks.take(1), {
      at: 1,
      versions: {
        v1: {
          requests: 4,
          failed: 1,
          latencies: [
            [7, 1],
            [12, 1],
          ],
        },
      },
    });
    assert.equal(blocks.take(2), undefined);
  });

  it("add up to what was logged, however late lines come and whatever was forgotten meanwhile", () => {
    const line = fc.record({
      version: fc.constantFrom("v1", "v2", "v3"),
      second: fc.nat(300),
      status: fc.constantFrom(200, 503),
      duration: fc.nat(50),
      takes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
        const { blocks, tally } = counting("default");
        const taken: Block[] = [];
        for (const { version, second, status, duration, takes } of lines) {
          tally.add(served(version, { startedAt: START + second * 1000, status, duration }));
          if (!takes) continue;
          taken.push(blocks.take(second) ?? assert.fail());
          tally.forgetBefore(START / 1000 + second);
        }
        const last = blocks.take(0);
        const versions = [...taken, ...(last ? [last] : [])].flatMap((block) => Object.entries(block.versions));
        for (const version of ["v1", "v2", "v3"]) {
          const own = versions.flatMap(([name, stretch]) => (name === version ? [stretch] : []));
          const sum = (pick: (stretch: (typeof own)[number]) => number) =>
            own.reduce((all, stretch) => all + pick(stretch), 0);
          const logged = lines.filter((one) => one.version === version);
          assert.equal(
            sum(({ requests }) => requests),
            logged.length,
          );
          assert.equal(
            sum(({ failed }) => failed),
            logged.filter(({ status }) => status === 503).length,
          );
          assert.ok(
            own.every(
              ({ requests, failed, latencies }) =>
                requests > 0 && failed >= 0 && latencies.every(([, count]) => count > 0),
            ),
          );
        }
      }),
    );
  });
});
