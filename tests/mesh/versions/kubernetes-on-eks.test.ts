import assert from "node:assert/strict";
import { ADDONS, defaultAddonVersion } from "../../../mesh/versions/eks-addons";
import { inStandardSupport, KUBERNETES_ON_EKS, supportOnEks } from "../../../mesh/versions/kubernetes-on-eks";
import { kubernetesChange } from "../../../mesh/versions/kubernetes-upgrade";

describe("Kubernetes on EKS", () => {
  it("is in standard support, then in extended, then in none, each from a day on", () => {
    assert.deepEqual(supportOnEks("1.34", "2026-12-01"), { kind: "standard", until: "2026-12-02" });
    assert.deepEqual(supportOnEks("1.34", "2026-12-02"), { kind: "extended", until: "2027-12-02" });
    assert.deepEqual(supportOnEks("1.34", "2027-12-02"), { kind: "ended", since: "2027-12-02" });
  });

  it("is not judged where it is newer than what is known, and in no support where it is older", () => {
    assert.deepEqual(supportOnEks("1.99", "2026-11-26"), { kind: "unknown" });
    assert.deepEqual(supportOnEks("1.28", "2026-11-26"), { kind: "ended" });
  });

  it("is supported for a year longer at a price, of each version, in their order", () => {
    const ends = KUBERNETES_ON_EKS.map((version) => {
      const support = supportOnEks(version, "2000-01-01");
      return support.kind === "standard" ? support.until : "";
    });
    assert.deepEqual([...ends].sort(), ends);
    for (const [index, version] of KUBERNETES_ON_EKS.entries()) {
      const end = ends[index] ?? "";
      const oneYearOn = `${Number(end.slice(0, 4)) + 1}${end.slice(4)}`;
      assert.deepEqual(supportOnEks(version, end), { kind: "extended", until: oneYearOn });
    }
  });

  it("has addons known for each version in support", () => {
    for (const version of inStandardSupport("2026-11-26")) {
      for (const addon of ADDONS)
        assert.match(defaultAddonVersion(addon, version) ?? "", /^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
    }
    assert.equal(defaultAddonVersion("coredns", "1.20"), undefined);
  });

  it("changes by one minor version at a time, in both directions", () => {
    assert.deepEqual(kubernetesChange("1.35", "1.35"), { kind: "none" });
    assert.deepEqual(kubernetesChange("1.35", "1.36"), { kind: "upgrade" });
    assert.deepEqual(kubernetesChange("1.36", "1.35"), { kind: "rollBack" });
    assert.deepEqual(kubernetesChange("1.9", "1.11"), { kind: "tooFar", next: "1.10" });
    assert.deepEqual(kubernetesChange("1.36", "1.33"), { kind: "tooFar", next: "1.35" });
  });
});
