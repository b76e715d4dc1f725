import assert from "node:assert/strict";
import { type VirtualService } from "../../../../commands/traffic/arrival/callers";
import { Tracker } from "../../../../commands/traffic/arrival/tracker";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { virtualServiceSpec } from "../../../../mesh/traffic/virtual-service";
import { until } from "../evidence/fake-logs-api";
import { WALK_THROUGH } from "../plans";
import { FakeServer } from "../fake-server";
import { FakeWatchApi } from "./fake-watch-api";

const plans = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });

/** The VirtualService of reviews, for all sidecars and these gateways. */
function reviews(...gateways: readonly string[]): VirtualService {
  const spec = virtualServiceSpec(WALK_THROUGH, "reviews.default.svc.cluster.local");
  return { metadata: { namespace: "default", name: "reviews" }, spec: { ...spec, gateways: ["mesh", ...gateways] } };
}

describe("the tracker of a change", () => {
  let api: FakeWatchApi;
  let server: FakeServer;
  let tracker: Tracker;
  beforeEach(async () => {
    api = new FakeWatchApi(reviews());
    server = await FakeServer.start(api.answer);
    tracker = new Tracker(server.access, { intervalMs: 50, concurrency: 1 });
    await tracker.follow(plans);
    await until(() => api.isWatched, "the watch");
  });
  afterEach(async () => {
    await tracker.close();
    await server.stop();
  });

  const gateways = () => tracker.targets[0]?.gateways.map(({ metadata }) => metadata.name);

  it("reads a new Gateway as soon as it can be read, and ends nothing while it can't", async () => {
    api.unreadable = 2;
    api.change(reviews("front"));
    await until(() => gateways()?.length === 1, "the gateway");
    assert.deepEqual([gateways(), api.asked], [["front"], 3]);
  });

  it("knows of the newest change alone, whatever could not be read of the one before", async () => {
    api.unreadable = Infinity;
    api.change(reviews("front"));
    await until(() => api.asked > 0, "the first question");
    api.change(reviews());
    await until(() => tracker.targets[0]?.virtualService.metadata.generation === 3, "the newest change");
    api.unreadable = 0;
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.deepEqual([gateways(), tracker.targets[0]?.virtualService.metadata.generation], [[], 3]);
  });
});
