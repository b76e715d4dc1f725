import assert from "node:assert/strict";
import {
  isIstioVersion,
  istioMinorsFor,
  newestIstioFor,
  supportedKubernetes,
  supportProblem,
  tooOld,
} from "../../../mesh/versions/istio-versions";

describe("Istio versions", () => {
  for (const version of ["1.31.1", "1.30.0", "1.31.0-rc.0"]) {
    it(`takes ${version}`, () => assert.equal(isIstioVersion(version), true));
  }
  for (const version of ["1.31", "v1.31.1", "latest", "^1.31.0", "1.31.x", "", "1.31.1 ", "1.031.1", "01.31.1"]) {
    it(`refuses ${JSON.stringify(version)}`, () => assert.equal(isIstioVersion(version), false));
  }

  it("takes a cluster that the version supports, however the cluster writes its version", () => {
    for (const kubernetes of ["1.32", "1.36", "v1.36.3", "v1.35.2-eks-1a2b3c", "1.34+"]) {
      assert.equal(supportProblem("1.31.1", kubernetes), undefined);
    }
  });

  it("says what an unsupported cluster would need", () => {
    assert.equal(
      supportProblem("1.31.1", "v1.31.9"),
      "Istio 1.31.1 supports Kubernetes 1.32 to 1.36, not 1.31; Kubernetes 1.31 is supported by Istio 1.24, 1.25, 1.26, 1.27, 1.28, 1.29",
    );
    assert.match(supportProblem("1.20.0", "1.36") ?? "", /supports Kubernetes 1.25 to 1.29, not 1.36/);
  });

  it("finds versions too old for any cluster", () => {
    for (const version of ["0.8.0", "1.10.0", "1.19.5"]) {
      assert.equal(tooOld(version), `${version} is no longer supported on any Kubernetes: expected 1.20.0 or newer`);
    }
    for (const version of ["1.20.0", "1.31.1", "1.100.0", "2.0.0"]) assert.equal(tooOld(version), undefined);
  });

  it("names the newest Istio for a cluster", () => {
    assert.equal(newestIstioFor("v1.36.3"), "1.31.4");
    assert.equal(newestIstioFor("1.30"), "1.28.0");
    assert.equal(newestIstioFor("1.99"), undefined);
    assert.equal(newestIstioFor("junk"), undefined);
  });

  it("refuses a Kubernetes that is newer than what any version supports", () => {
    assert.match(supportProblem("1.31.1", "1.37") ?? "", /no Istio version known here supports Kubernetes 1.37/);
  });

  it("does not judge an Istio version newer than what it knows", () => {
    assert.equal(supportProblem("1.99.0", "1.36"), undefined);
  });

  it("knows the newest Kubernetes for a version, and the versions for a Kubernetes", () => {
    assert.equal(supportedKubernetes("1.31.1"), "1.36");
    assert.deepEqual(istioMinorsFor(36), ["1.30", "1.31"]);
  });
});
