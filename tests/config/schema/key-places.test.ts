import assert from "node:assert/strict";
import { z } from "zod";
import { configSchema, SECTIONS } from "../../../config/schema/config-schema";
import { key } from "../../../config/schema/about-key";
import { examplesAt, keysOf, schemaAt } from "../../../config/schema/key-places";
import { withValueAt } from "../../../config/value";
import { parsePath, type Path } from "../../../mesh/config-path";

/** Any names and numbers in the place of those that the user chooses. */
function placeOf(key: string): Path {
  return parsePath(key.replaceAll("[]", "[0]").replaceAll(/<(\w+)>/g, "$1"));
}

describe("keys of the schema", () => {
  const keys = keysOf(configSchema);

  it("are there once each, those of every section", () => {
    const names = keys.map(({ key }) => key);
    assert.equal(new Set(names).size, names.length);
    for (const section of SECTIONS) assert.ok(names.includes(section), section);
    assert.ok(names.length > 120, String(names.length));
  });

  it("have defaults as a stack gets them", () => {
    const defaults = new Map(keys.map((one) => [one.key, one.default]));
    assert.deepEqual(
      ["cluster.zones", "istio", "security.exceptions", "cluster.context", "istio.gateway.tls.redirect"].map((name) =>
        defaults.get(name),
      ),
      ["2", "{}", "[]", undefined, "true"],
    );
  });

  it("are of one kind of cluster, or of both", () => {
    const names = keys.map(({ key }) => key).filter((name) => /^cluster\.\w+$/.test(name));
    assert.deepEqual(
      names.map((name) => name.slice("cluster.".length)),
      [
        "kind",
        "name",
        "kubernetesVersion",
        "zones",
        "network",
        "access",
        "endpoint",
        "secretsKey",
        "logs",
        "supportType",
        "deletionProtection",
        "protect",
        "addons",
        "autoMode",
        "nodes",
        "kubeconfig",
        "context",
      ],
    );
  });

  for (const { key: name, about } of keys) {
    it(`${name} says what it is, and has an example that its schema takes`, () => {
      for (const words of [about.meaning, about.expected]) assert.match(words, /\S/);
      const schema = schemaAt(configSchema, placeOf(name));
      assert.ok(schema);
      const examples = examplesAt(schema, name);
      assert.ok(examples.length > 0);
      for (const { at, value } of examples) {
        const part = schemaAt(schema, at);
        // In Helm values, and in the short form of a default, there is no schema for the part.
        if (!part) assert.ok(name.startsWith("istio.values") || at.at(-1) === "v1" || at.at(-1) === "v2", name);
        // What a file holds is no example by itself.
        else if (about.file === undefined && value !== "PEM") assert.ok(z.safeParse(part, value).success, name);
      }
      const whole = examples.reduce<unknown>((one, { at, value }) => withValueAt(one, at, value), undefined);
      assert.notEqual(whole, undefined);
    });
  }

  it("are refused where nothing says what they are", () => {
    const about = { meaning: "a part", expected: "a number", example: 1 };
    assert.deepEqual(keysOf(z.object({ a: key(z.number(), about) })), [{ key: "a", about, isGroup: false }]);
    assert.throws(() => keysOf(z.object({ a: z.number() })), /does not say what a is/);
  });
});
