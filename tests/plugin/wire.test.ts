import assert from "node:assert/strict";
import fc from "fast-check";
import { toKubernetesKeys, toPulumiKeys } from "../../sandbox/plugin/cluster/object";
import { diffProperties } from "../../sandbox/plugin/property-diff";
import {
  type Json,
  type JsonObject,
  type Path,
  valueAt,
  withoutValueAt,
  withValueAt,
} from "../../sandbox/plugin/wire/json";
import { formatPath, parsePathPattern, pathsMatching } from "../../sandbox/plugin/wire/property-path";
import { decodeProperties, encodeProperties, hasUnknown, UNKNOWN } from "../../sandbox/plugin/wire/properties";

const key = fc
  .oneof(
    fc.constantFrom("spec", "http", "pulumi.com/skipAwait", 'quoted "key"', "a[0]", "é"),
    fc.string({ minLength: 1 }),
  )
  .filter((text) => text !== "__proto__" && text !== "*");

const { value: json } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  object: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, true, false, "", "text", 0, 1.5, -7),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
}));

const object = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true });

/** Every place in a value, the innermost ones too. */
function places(value: Json | undefined, path: Path = []): readonly Path[] {
  const entries: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? [...(value as Json[]).entries()]
    : typeof value === "object" && value !== null
      ? Object.entries(value as JsonObject)
      : [];
  return [path, ...entries.flatMap(([step, item]) => places(item, [...path, step]))];
}

/** An object and some places in it, none inside another. */
const objectWithPlaces = object.chain((value) => {
  const inside = places(value).slice(1);
  const chosen = inside.length === 0 ? fc.constant([]) : fc.uniqueArray(fc.constantFrom(...inside), { maxLength: 3 });
  return fc.tuple(
    fc.constant(value),
    chosen.map((paths) => paths.filter((path) => !paths.some((other) => holds(other, path)))),
  );
});

function holds(outer: Path, inner: Path): boolean {
  return outer.length < inner.length && outer.every((step, index) => step === inner[index]);
}

describe("the wire format", () => {
  it("gives back properties as they were, secrets with them", () => {
    fc.assert(
      fc.property(objectWithPlaces, ([value, secrets]) => {
        const decoded = decodeProperties(encodeProperties({ value, secrets }));
        assert.deepEqual(decoded.value, value);
        assert.deepEqual(sorted(decoded.secrets), sorted(secrets));
      }),
    );
  });

  it("leaves out secrets for places that a value does not have", () => {
    const struct = encodeProperties({ value: { a: 1 }, secrets: [["b"], ["a", "c"]] });
    assert.deepEqual(decodeProperties(struct), { value: { a: 1 }, secrets: [] });
  });

  it("reads an output that is not known yet as unknown, and one that is secret as secret", () => {
    const signature = { "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4" };
    const value = { open: { ...signature }, closed: { ...signature, value: "x", secret: true } };
    const decoded = decodeProperties(encodeProperties({ value, secrets: [] }));
    assert.deepEqual(decoded, { value: { open: UNKNOWN, closed: "x" }, secrets: [["closed"]] });
  });

  it("finds an unknown wherever it is", () => {
    fc.assert(
      fc.property(objectWithPlaces, ([value, [place]]) => {
        assert.equal(hasUnknown(value), false);
        if (place !== undefined) assert.equal(hasUnknown(withValueAt(value, place, UNKNOWN)), true);
      }),
    );
  });
});

describe("property paths", () => {
  it("are read back as they were written", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(key, fc.nat(20)), { minLength: 1 }), (path) => {
        assert.deepEqual(parsePathPattern(formatPath(path)), path);
      }),
    );
  });

  it("are written as Pulumi writes them", () => {
    assert.equal(formatPath(["spec", "http", 0, "route"]), "spec.http[0].route");
    assert.equal(formatPath(["metadata", "annotations", "pulumi.com/x"]), 'metadata.annotations["pulumi.com/x"]');
  });

  it("name what is there, wildcards too", () => {
    const value: JsonObject = { a: [{ b: 1 }, { c: 2 }, { b: 3 }] };
    assert.deepEqual(pathsMatching(value, parsePathPattern("a[*].b")), [
      ["a", 0, "b"],
      ["a", 2, "b"],
    ]);
    assert.deepEqual(pathsMatching(value, parsePathPattern("x.y")), []);
  });

  it("that are none are refused by name", () => {
    assert.throws(() => parsePathPattern("spec.[oops"), /"spec\.\[oops" is not a property path/);
  });
});

describe("changes of a value", () => {
  it("are found where they were made, and only there", () => {
    fc.assert(
      fc.property(objectWithPlaces, ([value, [place]]) => {
        if (place === undefined) return;
        const changed = withValueAt(value, place, "changed");
        assert.equal(valueAt(changed, place), "changed");
        const found = diffProperties(value, changed);
        assert.ok(
          found.every(({ path }) => path.length >= place.length && place.every((step, index) => step === path[index])),
        );
        assert.equal(found.length, valueAt(value, place) === "changed" ? 0 : 1);
      }),
    );
  });

  it("are undone by the opposite change", () => {
    fc.assert(
      fc.property(objectWithPlaces, ([value, [place]]) => {
        if (place === undefined || typeof place.at(-1) === "number") return;
        const without = withoutValueAt(value, place);
        assert.equal(valueAt(without, place), undefined);
        assert.deepEqual(withValueAt(without, place, valueAt(value, place) ?? null), value);
      }),
    );
  });
});

describe("schema extensions of CustomResourceDefinitions", () => {
  it("carry underscores on Pulumi's side and dashes on Kubernetes'", () => {
    const pulumi = { schema: [{ x_kubernetes_preserve_unknown_fields: true, snake_case: 1 }] };
    const kubernetes = { schema: [{ "x-kubernetes-preserve-unknown-fields": true, snake_case: 1 }] };
    assert.deepEqual(toKubernetesKeys(pulumi), kubernetes);
    assert.deepEqual(toPulumiKeys(kubernetes), pulumi);
  });
});

function sorted(paths: readonly Path[]): readonly string[] {
  return paths.map((path) => JSON.stringify(path)).sort();
}
