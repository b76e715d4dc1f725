import assert from "node:assert/strict";
import { V1MicroTime } from "@kubernetes/client-node";
import { isOwnLock, locksIn } from "../../../../commands/traffic/shift/own-lock";
import { gaining, losing, pairsOf } from "../../../../commands/traffic/shift/pairs";
import { holderOf, LEASE_SECONDS } from "../../../../commands/traffic/shift/shift-lease";
import { shiftName } from "../../../../commands/traffic/shift/shift-name";
import { shareOfSession } from "../../../../commands/traffic/shift/step-counts";

describe("who has a shift in hand", () => {
  const now = Date.now();
  const lease = (secondsAgo: number, holderIdentity = "ann on ci, process 7 (0a1b2c3d)") => ({
    spec: {
      holderIdentity,
      leaseDurationSeconds: LEASE_SECONDS,
      renewTime: new V1MicroTime(now - secondsAgo * 1000),
    },
  });

  it("is the Lease's holder, until it was not renewed for 30 s", () => {
    assert.equal(holderOf(lease(29), now)?.name, "ann on ci, process 7");
    assert.equal(holderOf(lease(31), now), undefined);
    assert.equal(holderOf(lease(1, ""), now), undefined);
    assert.equal(holderOf(undefined, now), undefined);
  });
});

describe("the name of a shift's objects", () => {
  it("is the rule's where Kubernetes takes it, and else one that no other rule has", () => {
    assert.equal(shiftName("reviews", "roundrobin-user"), "traffic-shift.reviews.roundrobin-user");
    const odd = shiftName("reviews", "Beta Users");
    assert.match(odd, /^traffic-shift\.reviews\.sha256\.[0-9a-f]{16}$/);
    assert.notEqual(odd, shiftName("reviews", "beta users"));
    assert.ok(shiftName("reviews", "x".repeat(300)).length <= 253);
    assert.notEqual(shiftName("a", "b.c"), shiftName("a", "b-c"));
  });
});

describe("the versions that a shift compares", () => {
  const [from, to] = [
    { v1: 10, v2: 30, v3: 60 },
    { v1: 0, v2: 0, v3: 100 },
  ];

  it("are each that gains with each that loses", () => {
    assert.deepEqual(gaining(from, to), ["v3"]);
    assert.deepEqual(losing(from, to), ["v1", "v2"]);
    assert.deepEqual(pairsOf(from, to, undefined), [
      { candidate: "v3", baseline: "v1" },
      { candidate: "v3", baseline: "v2" },
    ]);
  });

  it("are those with the one that is picked", () => {
    assert.deepEqual(pairsOf(from, to, "v2"), [{ candidate: "v3", baseline: "v2" }]);
    assert.throws(() => pairsOf(from, to, "v3"), /v3 gains requests itself/);
    assert.throws(() => pairsOf({ v2: 100 }, { v2: 0, v3: 100 }, "v1"), /v1 gets no requests before the shift/);
  });
});

describe("what may be false alarms", () => {
  it("is shared by all processes that carry a shift on, however many they are", () => {
    const shares = Array.from({ length: 50 }, (_, index) => shareOfSession(index + 1));
    assert.ok(shares.every((share) => share > 0));
    assert.ok(shares.reduce((sum, share) => sum + share, 0) <= 1);
  });
});

describe("the lock of an update whose shift has died", () => {
  const message =
    "The update failed:\n  error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n" +
    "    file:///state/.pulumi/locks/organization/bookinfo-mesh/sandbox/4f1c.json: created by root@vm (pid 4711) at 2026-11-26T19:00:05Z";
  const updating = { to: {}, since: "2026-11-26T19:00:03.500Z", user: "root", host: "vm" };

  it("is told by who took it, where and when", () => {
    const [lock] = locksIn(message);
    assert.ok(lock);
    assert.equal(lock.pid, 4711);
    assert.equal(isOwnLock(lock, updating), true);
    assert.equal(isOwnLock(lock, { ...updating, host: "laptop" }), false);
    assert.equal(isOwnLock(lock, { ...updating, user: "ann" }), false);
    assert.equal(isOwnLock(lock, { ...updating, since: "2026-11-26T19:01:00Z" }), false);
    assert.equal(isOwnLock(lock, { ...updating, since: "2026-11-26T18:00:00Z" }), false);
  });

  it("is unknown where Pulumi speaks of something else", () => {
    assert.deepEqual(locksIn("error: another update is currently in progress"), []);
  });
});
