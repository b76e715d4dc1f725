import assert from "node:assert/strict";
import { edited, editCommands } from "../../../../commands/traffic/moves/config-edit";
import { routePlace, splitEdits, weightsPlace } from "../../../../commands/traffic/moves/weight-place";

const raw = (sections: Readonly<Record<string, unknown>>) => ({
  values: Object.fromEntries(Object.entries(sections).map(([name, value]) => [name, JSON.stringify(value)])),
});

describe("edits of the config", () => {
  const edits = [
    { path: ["traffic", "reviews", "default", "v1"], value: 20 },
    { path: ["bookinfo", "versions", "reviews", 0] },
    { path: ["traffic", "reviews", "rules", 0, "mirror"] },
  ];

  it("change those places alone, and take an element out of a list as Pulumi does", () => {
    const before = raw({
      traffic: { reviews: { rules: [{ name: "a", mirror: { version: "v1" } }], default: { v1: 10, v2: 90 } } },
      bookinfo: { tag: "1", versions: { reviews: ["v1", "v2"] } },
    });
    const { values } = edited(before, edits);
    assert.deepEqual(JSON.parse(values["traffic"] ?? ""), {
      reviews: { rules: [{ name: "a" }], default: { v1: 20, v2: 90 } },
    });
    assert.deepEqual(JSON.parse(values["bookinfo"] ?? ""), { tag: "1", versions: { reviews: ["v2"] } });
    assert.match(before.values["traffic"] ?? "", /"v1":10/, "what was read is changed");
  });

  it("make sections where there were none", () => {
    const { values } = edited(raw({}), [{ path: ["bookinfo", "versions", "reviews", 0], value: "v2" }]);
    assert.deepEqual(values, { bookinfo: '{"versions":{"reviews":["v2"]}}' });
  });

  it("are made by as few commands as there can be: all that is set at once, each removal by itself", () => {
    assert.deepEqual(editCommands(edits), [
      ["config", "set-all", "--path", "--plaintext", "bookinfo-mesh:traffic.reviews.default.v1=20"],
      ["config", "rm", "--path", "bookinfo-mesh:bookinfo.versions.reviews[0]"],
      ["config", "rm", "--path", "bookinfo-mesh:traffic.reviews.rules[0].mirror"],
    ]);
    assert.deepEqual(editCommands([]), []);
  });
});

describe("the place of a route's weights", () => {
  const rules = [{ name: "a" }, { name: "b" }];
  const short = { rules, default: { v2: 100 } };
  const long = { rules, default: { weights: { v2: 100 }, timeout: "2s" } };

  it("is a rule's number, whatever its name", () => {
    assert.deepEqual(weightsPlace(short, "reviews", "b"), ["traffic", "reviews", "rules", 1, "weights"]);
    assert.deepEqual(routePlace(short, "reviews", "a"), ["traffic", "reviews", "rules", 0]);
  });

  it("is the default itself in its short form, and under weights in its long one", () => {
    assert.deepEqual(weightsPlace(short, "reviews", "default"), ["traffic", "reviews", "default"]);
    assert.deepEqual(weightsPlace(long, "reviews", "default"), ["traffic", "reviews", "default", "weights"]);
  });

  it("is all that an edit of a split touches: weights that change, and no others", () => {
    const written = raw({ traffic: { reviews: short } });
    assert.deepEqual(splitEdits(written, "reviews", "default", { v2: 100 }, { v2: 95, v1: 5, v3: 0 }), [
      { path: ["traffic", "reviews", "default", "v1"], value: 5 },
      { path: ["traffic", "reviews", "default", "v2"], value: 95 },
    ]);
  });
});
