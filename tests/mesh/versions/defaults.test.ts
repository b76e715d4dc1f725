import assert from "node:assert/strict";
import { defaultsToRenew, supportedDefaults } from "../../../mesh/versions/defaults";

describe("the default versions", () => {
  it("are supported for longer than a month, and go together, on the day on which they were chosen", () => {
    assert.deepEqual(defaultsToRenew("2026-11-26", 31), []);
  });

  it("are each to be renewed a month before it ends", () => {
    const [kubernetes, istio] = supportedDefaults("2026-11-26");
    assert.deepEqual([kubernetes?.until, istio?.until], ["2027-08-02", "2027-03-01"]);
    assert.deepEqual(defaultsToRenew("2027-01-28", 31), []);
    assert.deepEqual(defaultsToRenew("2027-01-29", 31), ["Istio 1.31.4: its support ends on 2027-03-01, in 31 days"]);
    assert.deepEqual(defaultsToRenew("2027-07-02", 31), [
      "Kubernetes on EKS 1.36: its support ends on 2027-08-02, in 31 days",
      "Istio 1.31.4: its support ends on 2027-03-01, in 0 days",
    ]);
  });

  it("are to be renewed once standard support has ended, though extended has not", () => {
    assert.match(
      defaultsToRenew("2027-09-01", 31).join("\n"),
      /^Kubernetes on EKS 1.36: its support ends on 2027-09-01/,
    );
  });
});
