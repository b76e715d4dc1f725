import assert from "node:assert/strict";
import { placedPlans } from "../../../commands/traffic/placed-plan";
import { WALK_THROUGH } from "./plans";

const catalog = {
  namespace: "shop",
  host: "catalog.example.com",
  port: 8080,
  versions: { v1: { app: "catalog", track: "stable" } },
};
const plan = { service: "catalog", versions: ["v1"], rules: [], default: { weights: { v1: 100 } } };

describe("where the service of a plan is", () => {
  it("is the stack's own namespace for Bookinfo's", () => {
    const [placed] = placedPlans({ namespace: "books", traffic: [WALK_THROUGH] });
    assert.deepEqual(placed, {
      plan: WALK_THROUGH,
      namespace: "books",
      host: "reviews.books.svc.cluster.local",
      port: 9080,
      labels: {
        v1: { app: "reviews", version: "v1" },
        v2: { app: "reviews", version: "v2" },
        v3: { app: "reviews", version: "v3" },
      },
    });
  });

  it("is what the stack says of one that others deploy, beside Bookinfo's", () => {
    const traffic = [plan, WALK_THROUGH];
    const [placed, other] = placedPlans({ namespace: "books", traffic, services: { catalog } });
    assert.deepEqual(placed, {
      plan,
      namespace: "shop",
      host: catalog.host,
      port: 8080,
      labels: catalog.versions,
      foreign: catalog,
    });
    assert.equal(other?.host, "reviews.books.svc.cluster.local");
  });

  it("is not taken from what every object has", () => {
    const odd = { ...plan, service: "constructor" };
    assert.equal(placedPlans({ namespace: "books", traffic: [odd], services: {} })[0]?.namespace, "books");
  });
});
