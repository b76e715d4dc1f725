import assert from "node:assert/strict";
import fc from "fast-check";
import { type LoggedRequest } from "../../../../commands/traffic/evidence/logged-request";
import { ServingPods } from "../../../../commands/traffic/evidence/serving-pods";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { ServedRequests } from "../../../../commands/traffic/shift/served-requests";
import { served } from "../evidence/lines";
import { WALK_THROUGH } from "../plans";

const [placed = assert.fail()] = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });
const IPS = { v1: "10.0.0.1", v2: "10.0.0.2", v3: "10.0.0.3" };
const pods = new ServingPods();
pods.take(
  Object.entries(IPS).map(([version, ip]) => ({
    metadata: { name: version, namespace: "default", labels: { app: "reviews", version } },
    status: { phase: "Running", podIPs: [{ ip }] },
  })),
);

/** What a caller's proxy logs of a request. */
const sent = (requestId: string, version: string, route = "default") => served(version, { requestId, route });

/** What the proxy of a version's pod logs of a request that it received. */
function received(requestId: string, version: keyof typeof IPS, more: Partial<LoggedRequest> = {}): LoggedRequest {
  const cluster = "inbound|9080||";
  return served(version, { requestId, cluster, route: "default", upstreamHost: `${IPS[version]}:9080`, ...more });
}

/** How often each version served requests of the default, v3 copies of them, and how many failed. */
function counted(...lines: readonly LoggedRequest[]) {
  const counts: Record<string, number> = {};
  const count = (name: string) => (counts[name] = (counts[name] ?? 0) + 1);
  const requests = new ServedRequests(placed, "default", "v3", ({ version, failed, latency }) => {
    count(failed ? `${version} failed` : `${version} in ${latency} ms`);
  });
  for (const line of lines) requests.add(line, pods);
  return counts;
}

describe("copies of a rule's requests", () => {
  it("are known by the id of the request that they are a copy of, whichever line comes first", () => {
    const [real, original, copy] = [sent("a", "v2"), received("a", "v2"), received("a", "v3", { duration: 40 })];
    const both = { "v2 in 12 ms": 1, "v3 in 40 ms": 1 };
    assert.deepEqual(counted(real, original, copy), both);
    assert.deepEqual(counted(copy, original, real), both);
    assert.deepEqual(counted(original, real, copy), both);
  });

  it("are those of the rule alone, and not what the version got by another rule", () => {
    assert.deepEqual(counted(sent("a", "v2", "roundrobin-user"), received("a", "v2"), received("a", "v3")), {});
    assert.deepEqual(counted(received("a", "v3")), {});
    const own = [sent("a", "v3", "roundrobin-user"), received("a", "v3"), sent("a", "v2"), received("a", "v2")];
    assert.deepEqual(counted(...own), { "v2 in 12 ms": 1 });
  });

  it("fail as the version's own proxy says, also where the mesh names their host apart", () => {
    const copy = received("a", "v3", { status: 503, authority: "reviews-shadow:9080" });
    assert.deepEqual(counted(sent("a", "v2"), received("a", "v2"), copy), { "v2 in 12 ms": 1, "v3 failed": 1 });
  });

  it("say nothing of what another service's proxy received, or of a request without an id", () => {
    const elsewhere = received("a", "v3", { upstreamHost: "10.0.0.77:9080" });
    assert.deepEqual(counted(sent("a", "v2"), elsewhere, { ...received("a", "v3"), requestId: undefined }), {});
  });

  it("are counted once each, in any order of the lines", () => {
    const request = fc.record({ id: fc.uuid(), places: fc.tuple(fc.nat(), fc.nat(), fc.nat()) });
    fc.assert(
      fc.property(fc.uniqueArray(request, { minLength: 1, maxLength: 12, selector: ({ id }) => id }), (all) => {
        const mixed = all
          .flatMap(({ id, places: [one, two, three] }) => [
            { line: sent(id, "v2"), at: one },
            { line: received(id, "v2"), at: two },
            { line: received(id, "v3", { status: 500 }), at: three },
          ])
          .sort((one, other) => one.at - other.at)
          .map(({ line }) => line);
        assert.deepEqual(counted(...mixed), { "v2 in 12 ms": all.length, "v3 failed": all.length });
      }),
    );
  });

  it("are forgotten after a minute, by the time at which they began", () => {
    const start = Date.parse("2026-11-26T12:00:00Z");
    const others = Array.from({ length: 2000 }, (_, index) => ({
      ...sent(`x${index}`, "v2"),
      startedAt: start + 61_000,
    }));
    assert.deepEqual(counted(received("a", "v3"), ...others, sent("a", "v2")), {});
  });
});
