import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { read, type Reading } from "../../config/reading";
import { valueAt } from "../../config/value";

const schema = z.strictObject({
  count: z.number().int().default(3),
  name: z.string().min(2),
  note: z.string().optional(),
  parts: z.array(z.strictObject({ size: z.number(), unit: z.enum(["m", "s"]).default("m") })).min(1),
  inner: z.strictObject({ low: z.number().default(1), high: z.number().default(2) }).prefault({}),
});
const kinds = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("a"), size: z.number() }),
  z.strictObject({ kind: z.literal("b"), name: z.string() }),
]);

describe("a reading", () => {
  it("has the whole, with defaults, where all of it is valid", () => {
    const { valid, isValid } = read(schema, { name: "ab", parts: [{ size: 1 }] });
    assert.ok(isValid);
    assert.deepEqual(valid, { count: 3, name: "ab", parts: [{ size: 1, unit: "m" }], inner: { low: 1, high: 2 } });
  });

  it("has what is valid beside what is wrong, of one parse", () => {
    const reading = read(schema, { name: "a", parts: [{ size: "1" }, { size: 2 }, 3], inner: { low: "x" }, more: 1 });
    assert.equal(reading.valid, undefined);
    assert.equal(reading.field("count").valid, 3);
    assert.equal(reading.field("name").valid, undefined);
    assert.deepEqual(
      reading.field("parts").elements.map(({ valid }) => valid),
      [undefined, { size: 2, unit: "m" }, undefined],
    );
    assert.equal(reading.field("parts").elements[0]?.field("unit").valid, "m");
    assert.equal(reading.field("inner").field("low").valid, undefined);
    assert.equal(reading.field("inner").field("high").valid, 2);
  });

  it("takes what may be missing for valid, and no part of what is no structure", () => {
    const reading = read(schema, { name: "ab", parts: {}, inner: "x" });
    assert.ok(reading.field("note").isValid);
    assert.equal(reading.field("note").valid, undefined);
    assert.equal(reading.field("inner").field("high").isValid, false);
    assert.deepEqual(reading.field("parts").elements, []);
  });

  it("has the parts of a list that is too short, and none of a value of an unknown kind", () => {
    const short = read(z.strictObject({ sizes: z.array(z.number()).min(2) }), { sizes: [1] }).field("sizes");
    assert.deepEqual([short.isValid, short.elements.map(({ valid }) => valid)], [false, [1]]);
    const unknown = read(kinds, { kind: "c", size: 1 });
    assert.equal(unknown.field("size").valid, undefined);
    assert.equal(unknown.field("kind").valid, undefined);
    assert.equal(read(kinds, { kind: "a", size: 1 }).ofKind("a")?.field("size").valid, 1);
    assert.equal(read(kinds, { kind: "a", size: 1 }).ofKind("b"), undefined);
  });

  it("takes nothing for valid that its own schema refuses, and loses nothing that it takes (any value anywhere)", () => {
    const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom("ab", "m", 1, undefined));
    const part = fc.record({ size: anything, unit: anything }, { requiredKeys: [] });
    const whole = fc.record(
      {
        count: anything,
        name: anything,
        note: anything,
        parts: fc.oneof(anything, fc.array(fc.oneof(part, anything))),
        inner: fc.oneof(anything, fc.record({ low: anything, high: anything }, { requiredKeys: [] })),
        more: anything,
      },
      { requiredKeys: [] },
    );
    const agrees = (reading: Reading<unknown>, own: z.ZodType, value: unknown) => {
      const { success, data } = own.safeParse(value);
      assert.equal(reading.isValid, success);
      if (success) assert.deepEqual(reading.valid, data);
    };
    fc.assert(
      fc.property(fc.oneof(whole, anything), (value) => {
        const reading = read(schema, value);
        agrees(reading, schema, value);
        if (typeof value !== "object" || value === null || Array.isArray(value)) return;
        const { shape } = schema;
        for (const name of ["count", "name", "note", "parts", "inner"] as const)
          agrees(reading.field(name), shape[name], valueAt(value, [name]));
        reading.field("parts").elements.forEach((element, index) => {
          agrees(element, shape.parts.element, valueAt(value, ["parts", index]));
        });
      }),
      { numRuns: 500 },
    );
  });
});
