import assert from "node:assert/strict";
import { type ProxyArrival, type RouteArrival } from "../../../../commands/traffic/arrival/report";
import { noteArrival, proxiesSnapshot } from "../../../../commands/traffic/watch/proxies-snapshot";

function route(...proxies: readonly Partial<ProxyArrival>[]): RouteArrival {
  const all = proxies.map((one, index): ProxyArrival => ({
    namespace: "default",
    pod: `pod-${index}`,
    kind: "sidecar",
    state: "arrived",
    ...one,
  }));
  return { service: "reviews", host: "reviews.default.svc.cluster.local", proxies: all, ok: true };
}

describe("how far the routes of a service have come", () => {
  it("counts proxies that hold them and those that should, over all VirtualServices", () => {
    const sidecars = route({ afterMs: 120 }, { state: "missing", reason: { kind: "no answer", text: "it is silent" } });
    const gateway = route({ kind: "gateway", afterMs: 310 }, { state: "does not call" }, { state: "starting" });
    assert.deepEqual(proxiesSnapshot([sidecars, gateway], new Set()), {
      synced: 2,
      callers: 3,
      lastMs: 310,
      missing: [{ pod: "default/pod-1", reason: "it is silent" }],
    });
  });

  it("names the right that is missing", () => {
    const { unknown } = proxiesSnapshot([], new Set(["b", "a"]));
    assert.equal(unknown, "the right is missing to create pods/portforward in a, b");
  });

  it("keeps when a change was at all proxies, whatever pods start later", () => {
    const at = (synced: number, lastMs?: number) => ({
      synced,
      callers: 6,
      missing: [],
      ...(lastMs !== undefined && { lastMs }),
    });
    assert.equal(noteArrival(undefined, undefined, at(6)), undefined);
    assert.equal(noteArrival(undefined, "12:00", at(5, 200)), undefined);
    const arrived = noteArrival(undefined, "12:00", at(6, 350));
    assert.deepEqual(arrived, { change: "12:00", lastMs: 350 });
    assert.equal(noteArrival(arrived, "12:00", at(6, 14_930)), arrived);
    assert.deepEqual(noteArrival(arrived, "12:05", at(6, 180)), { change: "12:05", lastMs: 180 });
    assert.equal(noteArrival(arrived, "12:05", at(3, 180)), undefined);
  });
});
