import assert from "node:assert/strict";
import { kubectl, npmDo, npmJson, npmRun } from "./command";
import { documented } from "../output/documented";

const RULE = "bookinfo-mesh:traffic.reviews.rules[0]";

interface Preview {
  readonly steps?: readonly { readonly op: string; readonly urn: string; readonly detailedDiff?: object }[];
}

async function setWeights(v1: number, v2: number, v3: number): Promise<void> {
  for (const [version, weight] of Object.entries({ v1, v2, v3 })) {
    await npmDo("pulumi", "config", "set", "--path", `${RULE}.weights.${version}`, String(weight));
  }
}

describe("traffic", () => {
  it("is split as configured", async () => {
    const { exitCode, stdout, stderr } = await npmRun("traffic", "check");
    assert.equal(exitCode, 0, stdout + stderr);
    assert.match(stdout, /roundrobin-user/);
  });

  describe("after a weight change in the stack's config", () => {
    before(() => setWeights(70, 0, 30));
    after(async () => {
      await setWeights(10, 30, 60);
      await npmDo("pulumi", "up", "--yes", "--skip-preview");
    });

    it("is seen to be different from what is configured, before pulumi up", async () => {
      const { steps = [] } = await npmJson<Preview>("pulumi", "preview", "--json");
      const changes = steps.filter(({ op }) => op !== "same" && op !== "read");
      assert.deepEqual(
        changes.map(({ op, urn }) => [op, urn.split("::").slice(-2).join(" ")]),
        [["update", changes[0]?.urn.split("::").slice(-2).join(" ")]],
      );
      assert.match(changes[0]?.urn ?? "", /networking\.istio\.io\/v1:VirtualService::reviews-routes$/);
    });

    it("has moved once pulumi up is done", async () => {
      await npmDo("pulumi", "up", "--yes", "--skip-preview");
      const { exitCode, stdout, stderr } = await npmRun("traffic", "check");
      assert.equal(exitCode, 0, stdout + stderr);
      assert.match(stdout, /70/);
    });

    it("fails the check when the mesh does something else", async () => {
      const weights = { v1: 10, v2: 30, v3: 60 };
      const route = Object.entries(weights).map(([subset, weight]) => ({
        destination: { host: "reviews.default.svc.cluster.local", subset },
        weight,
      }));
      const patch = JSON.stringify([{ op: "replace", path: "/spec/http/0/route", value: route }]);
      await kubectl("patch", "virtualservice", "reviews", "--type=json", `--patch=${patch}`);
      const { exitCode, stdout } = await npmRun("traffic", "check", "--json");
      assert.equal(exitCode, 1, stdout);
      documented("traffic-check", stdout);
    });
  });
});
