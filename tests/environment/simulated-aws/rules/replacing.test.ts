import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argumentShape } from "../typings/read-typings";
import { replacedBy, REPLACING } from "./replacing";

describe("the properties that replace a resource of AWS", () => {
  for (const [type, { properties, source }] of Object.entries(REPLACING)) {
    it(`are properties of ${type}, and have a source`, () => {
      assert.match(source, /^hashicorp\/terraform-provider-aws, internal\/service\/\w+\/\w+\.go/);
      for (const path of properties) {
        const shape = path.split(".").reduce((at, key) => {
          const field = at.kind === "object" ? at.fields()[key] : undefined;
          assert.ok(field, `${type} has no ${path}`);
          return field.shape.kind === "oneOf" ? (field.shape.shapes[0] ?? field.shape) : field.shape;
        }, argumentShape(type));
        assert.ok(shape);
      }
    });
  }

  it("replace it as they change, and no others do", () => {
    const nodes = "aws:eks/nodeGroup:NodeGroup";
    const before = { instanceTypes: ["t3.medium"], launchTemplate: { id: "lt-1", version: "1" }, version: "1.35" };
    assert.deepEqual(replacedBy(nodes, before, { ...before, version: "1.36" }), []);
    assert.deepEqual(replacedBy(nodes, before, { ...before, launchTemplate: { id: "lt-1", version: "2" } }), []);
    assert.deepEqual(replacedBy(nodes, before, { ...before, launchTemplate: { id: "lt-2", version: "1" } }), [
      "launchTemplate",
    ]);
    assert.deepEqual(replacedBy(nodes, before, { ...before, instanceTypes: ["t3.large"] }), ["instanceTypes"]);
  });

  it("are a cluster's encryption only as it is taken away", () => {
    const cluster = "aws:eks/cluster:Cluster";
    const encrypted = { encryptionConfig: { provider: { keyArn: "key" }, resources: ["secrets"] } };
    assert.deepEqual(replacedBy(cluster, {}, encrypted), []);
    assert.deepEqual(replacedBy(cluster, encrypted, {}), ["encryptionConfig"]);
  });

  it("agree with what pulumi-aws' own documentation says of some", () => {
    const folder = dirname(require.resolve("@pulumi/aws/package.json"));
    const file = join(folder, "eks", "cluster.d.ts");
    assert.ok(existsSync(file));
    assert.match(readFileSync(file, "utf8"), /Changing this value will force a new cluster to be created/);
  });
});
