import assert from "node:assert/strict";
import { kubectl, npmDo, npmRun } from "./command";

describe("drift", () => {
  it("of a weight is found by refresh and put back by up", async () => {
    const patch = JSON.stringify([{ op: "replace", path: "/spec/http/1/route/0/destination/subset", value: "v3" }]);
    await kubectl("patch", "virtualservice", "reviews", "--type=json", `--patch=${patch}`);

    const found = await npmRun("pulumi", "refresh", "--preview-only", "--expect-no-changes", "--diff");
    assert.notEqual(found.exitCode, 0, "the refresh saw no change");
    assert.match(found.stdout, /VirtualService/);

    await npmDo("pulumi", "up", "--refresh", "--yes", "--skip-preview");
    const subset = await kubectl(
      "get",
      "virtualservice",
      "reviews",
      "--output=jsonpath={.spec.http[1].route[0].destination.subset}",
    );
    assert.equal(subset, "v2");
  });

  it("by deletion is found and put back too", async () => {
    await kubectl("delete", "destinationrule", "reviews");
    await npmDo("pulumi", "up", "--refresh", "--yes", "--skip-preview");
    assert.equal(
      await kubectl("get", "destinationrule", "reviews", "--output=name"),
      "destinationrule.networking.istio.io/reviews",
    );
  });

  it("is over: nothing is left to change", async () => {
    await npmDo("pulumi", "preview", "--refresh", "--expect-no-changes");
  });
});

describe("istioctl analyze", () => {
  it("finds no error in any namespace", async () => {
    const { exitCode, stdout, stderr } = await npmRun("istioctl", "analyze", "--all-namespaces");
    assert.equal(exitCode, 0, stdout + stderr);
    assert.doesNotMatch(stdout, /^Error/m);
  });
});
