import assert from "node:assert/strict";
import { driftedInputs, hasAll } from "../../sandbox/plugin/objects/drift";
import { type Json, type JsonObject } from "../../sandbox/plugin/wire/json";

const container = (name: string, image: string, more: JsonObject = {}): JsonObject => ({ name, image, ...more });
const pods = (...containers: JsonObject[]): JsonObject => ({ kind: "Deployment", spec: { containers } });

describe("drift", () => {
  it("is the live value wherever somebody changed what the inputs set", () => {
    const inputs = { kind: "X", spec: { weight: 10, name: "a" } };
    const live = { kind: "X", spec: { weight: 20, name: "a", defaulted: true } };
    assert.deepEqual(driftedInputs(inputs, live, { ...live, spec: { ...live.spec, weight: 10 } }), {
      kind: "X",
      spec: { weight: 20, name: "a" },
    });
  });

  it("is not what the API server only spells in another way", () => {
    const inputs = { kind: "X", spec: { cpu: "1000m", weight: 10 } };
    const live = { kind: "X", spec: { cpu: "1", weight: 20 } };
    assert.deepEqual(driftedInputs(inputs, live, { kind: "X", spec: { cpu: "1", weight: 10 } }), {
      kind: "X",
      spec: { cpu: "1000m", weight: 20 },
    });
  });

  it("leaves out what was taken away, but not what the API server never shows", () => {
    const inputs = { kind: "X", spec: { removed: "a", neverShown: "b" } };
    const drifted = driftedInputs(inputs, { kind: "X", spec: {} }, { kind: "X", spec: { removed: "a" } });
    assert.deepEqual(drifted, { kind: "X", spec: { neverShown: "b" } });
  });

  it("passes over a container that somebody injected, in whatever order the list is", () => {
    const inputs = pods(container("app", "app:1"));
    const injected = container("istio-proxy", "proxy:1");
    const live = pods(injected, container("app", "app:2"));
    const applied = pods(injected, container("app", "app:1"));
    assert.deepEqual(driftedInputs(inputs, live, applied), pods(container("app", "app:2")));
  });

  it("shows an item that applying the inputs would take away again", () => {
    const inputs = { kind: "X", http: [{ name: "a" }] };
    const live = { kind: "X", http: [{ name: "b" }, { name: "a" }] };
    assert.deepEqual(driftedInputs(inputs, live, inputs), live);
  });

  it("shows items without a name by their place", () => {
    const inputs = { kind: "X", route: [{ weight: 10 }, { weight: 90 }] };
    const live = { kind: "X", route: [{ weight: 1 }, { weight: 90 }, { weight: 9 }] };
    assert.deepEqual(driftedInputs(inputs, live, inputs), live);
  });

  it("counts every difference where nothing is known of what applying would do", () => {
    const inputs = { kind: "X", spec: { cpu: "1000m", empty: null } };
    assert.deepEqual(driftedInputs(inputs, { kind: "X", spec: { cpu: "1" } }, undefined), {
      kind: "X",
      spec: { cpu: "1", empty: null },
    });
  });

  it("reads a Secret's strings from its data", () => {
    const inputs = { kind: "Secret", stringData: { password: "a", gone: "b" } };
    const data = { password: Buffer.from("changed").toString("base64") };
    assert.deepEqual(driftedInputs(inputs, { kind: "Secret", data }, { kind: "Secret", data: {} }), {
      kind: "Secret",
      stringData: { password: "changed" },
    });
  });

  const held: readonly [string, Json, Json, boolean][] = [
    ["more fields", { a: 1 }, { a: 1, b: 2 }, true],
    ["another value", { a: 1 }, { a: 2 }, false],
    ["a longer list", [1], [1, 2], false],
    ["a missing field", { a: { b: null } }, { a: {} }, false],
  ];
  for (const [title, inputs, live, expected] of held) {
    it(`${expected ? "needs no closer look" : "needs a closer look"} for ${title}`, () => {
      assert.equal(hasAll(inputs, live), expected);
    });
  }
});
