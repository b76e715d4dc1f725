import assert from "node:assert/strict";
import { LeaseTaken, ShiftLease } from "../../../../commands/traffic/shift/shift-lease";
import { FakeServer } from "../fake-server";
import { FakeLeaseApi } from "./fake-lease-api";

describe("the Lease of a shift", () => {
  let api: FakeLeaseApi;
  let server: FakeServer;
  const leases: ShiftLease[] = [];
  beforeEach(async () => {
    api = new FakeLeaseApi();
    server = await FakeServer.start(api.answer);
  });
  afterEach(async () => {
    for (const lease of leases.splice(0)) await lease.release();
    await server.stop();
  });

  function process_(): ShiftLease {
    const lease = new ShiftLease(server.access, "default", "reviews", "default");
    leases.push(lease);
    return lease;
  }

  it("is refused to a second process, with who has it, until it is given back", async () => {
    const [first, second] = [process_(), process_()];
    await first.acquire();
    await assert.rejects(second.acquire(), (error: Error) => {
      assert.ok(error instanceof LeaseTaken);
      assert.match(
        error.message,
        new RegExp(`in the hands of \\S+ on \\S+, process ${process.pid}, which was at work`),
      );
      return true;
    });
    await first.release();
    await second.acquire();
  });

  it("is still that of a process that slept for longer than it lasts, where nobody took it", async () => {
    const lease = process_();
    await lease.acquire();
    api.age(600);
    assert.equal(await lease.holder(), undefined);
    await lease.hold();
    assert.notEqual(await lease.holder(), undefined);
  });

  it("is lost to whoever took it meanwhile, and is not given back for them", async () => {
    const [sleeper, other] = [process_(), process_()];
    await sleeper.acquire();
    api.age(600);
    await other.acquire();
    await assert.rejects(sleeper.hold(), LeaseTaken);
    await sleeper.release();
    assert.notEqual(await other.holder(), undefined);
    await other.hold();
  });
});
