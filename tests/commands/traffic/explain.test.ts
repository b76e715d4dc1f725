import assert from "node:assert/strict";
import { decisions, renderDecisions } from "../../../commands/traffic/explain";
import { WALK_THROUGH } from "./plans";

const explained = (...args: Parameters<typeof decisions>) => renderDecisions(decisions(...args));

describe("explain", () => {
  it("names the rule that decides, and its split", () => {
    assert.equal(
      explained([WALK_THROUGH], { headers: { "end-user": "roundrobin" } }),
      "reviews: rule roundrobin-user (end-user = roundrobin)\n  v1 10 %, v2 30 %, v3 60 %",
    );
  });

  it("names the default where no rule matches", () => {
    assert.equal(explained([WALK_THROUGH], {}), "reviews: rule default (no rule before it matches)\n  v2 100 %");
  });

  it("knows that the gateway opens no other paths than productpage's own", () => {
    const plan = { service: "productpage", versions: ["v1"], rules: [], default: { weights: { v1: 100 } } };
    assert.match(
      explained([plan], { uri: "/reviews/0" }),
      /^productpage: no rule: the gateway does not let in this path/,
    );
    assert.match(explained([plan], { uri: "/productpage?u=test" }), /^productpage: rule default/);
  });
});
