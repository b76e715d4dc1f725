import assert from "node:assert/strict";
import { explain } from "../../traffic/explain";
import { WALK_THROUGH } from "./plans";

describe("explain", () => {
  it("names the rule that decides, and its split", () => {
    assert.equal(
      explain([WALK_THROUGH], { headers: { "end-user": "roundrobin" } }),
      "reviews: rule roundrobin-user (end-user = roundrobin)\n  v1 10 %, v2 30 %, v3 60 %",
    );
  });

  it("names the default where no rule matches", () => {
    assert.equal(explain([WALK_THROUGH], {}), "reviews: rule default (no rule before it matches)\n  v2 100 %");
  });
});
