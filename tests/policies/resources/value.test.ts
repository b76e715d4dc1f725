import assert from "node:assert/strict";
import { NotKnown, Place, UNKNOWN } from "../../../policies/resources/value";

describe("a place in a resource's properties", () => {
  const root = Place.root({ spec: { known: "text", unknown: UNKNOWN, list: [1, UNKNOWN], nothing: null } });

  it("tells known, unknown and absent apart", () => {
    assert.deepEqual(root.at("spec", "known").reading(), { kind: "known", value: "text" });
    assert.deepEqual(root.at("spec", "unknown").reading(), { kind: "unknown" });
    assert.deepEqual(root.at("spec", "nothing").reading(), { kind: "absent" });
    assert.deepEqual(root.at("nowhere", "at", "all").reading(), { kind: "absent" });
  });

  it("gives a text as far as it is known", () => {
    assert.equal(root.at("spec", "known").textIfKnown(), "text");
    assert.equal(root.at("spec", "unknown").textIfKnown(), undefined);
    assert.equal(root.at("nowhere").textIfKnown(), undefined);
    assert.equal(root.at("spec", "list").textIfKnown(), undefined);
  });

  it("is unknown under something unknown, and says what is", () => {
    const below = root.at("spec", "unknown", "further", "down");
    assert.throws(() => below.text(), new NotKnown("spec.unknown"));
  });

  it("gives the items of a list, of which one may be unknown", () => {
    const [first, second] = root.at("spec", "list").items();
    assert.equal(first?.number(), 1);
    assert.throws(() => second?.number(), new NotKnown("spec.list[1]"));
  });

  it("gives nothing where the value is of another type", () => {
    const place = root.at("spec", "known");
    assert.equal(place.number(), undefined);
    assert.equal(place.flag(), undefined);
    assert.deepEqual(place.items(), []);
    assert.deepEqual(place.entries(), []);
  });

  it("does not take what every object has for a property", () => {
    assert.ok(root.at("constructor").isAbsent);
    assert.ok(root.at("spec", "toString").isAbsent);
  });
});
