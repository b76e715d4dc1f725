import assert from "node:assert/strict";
import { parse } from "yaml";
import { releasedChart } from "../../../sandbox/images/charts";

describe("a chart of the source", () => {
  it("becomes that of a release by its versions, and nothing else of it changes", () => {
    const source = "name: istiod\n# made by the release\nversion: 1.0.0\nappVersion: 1.0.0\nkeywords:\n  - istio\n";
    const { name, text } = releasedChart(source, "1.31.1");
    assert.equal(name, "istiod");
    assert.deepEqual(parse(text), { name: "istiod", version: "1.31.1", appVersion: "1.31.1", keywords: ["istio"] });
  });
});
