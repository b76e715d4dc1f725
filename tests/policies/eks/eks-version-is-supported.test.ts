import assert from "node:assert/strict";
import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksVersionIsSupported } from "../../../policies/eks/eks-version-is-supported";
import { describePolicy } from "../describe-policy";
import { report } from "../run-pack";
import { validMesh } from "../valid-mesh";

describePolicy(eksVersionIsSupported, {
  accepts: [
    {
      when: "an older version, where that is accepted",
      change: (mesh) => mesh.set("cluster", "version", "1.30"),
      settings: { oldest: "1.30" },
    },
    { when: "the oldest version in standard support", change: (mesh) => mesh.set("cluster", "version", "1.34") },
    {
      when: "a version that is newer than all that are known",
      change: (mesh) => mesh.set("cluster", "version", "1.99"),
    },
  ],
  refuses: [
    {
      when: "a version that is too old, though greater when compared as text",
      change: (mesh) => mesh.set("cluster", "version", "1.9"),
      saying: ["cluster: EKS cluster cluster: version 1.9 is older than 1.34"],
    },
    {
      when: "a version in extended support, which costs more",
      change: (mesh) => mesh.set("cluster", "version", "1.33"),
      saying: ["cluster: EKS cluster cluster: version 1.33 is older than 1.34"],
    },
    {
      when: "a version older than what its user accepts",
      change: (mesh) => mesh.set("cluster", "version", "1.34"),
      settings: { oldest: "1.35" },
      saying: ["cluster: EKS cluster cluster: version 1.34 is older than 1.35"],
    },
  ],
  unknown: {
    when: "the version",
    change: (mesh) => mesh.set("cluster", "version", unknownValue),
    saying: ["cluster: eks-version-is-supported could not check cluster: version is not known before the update"],
  },
  absent: {
    when: "the version",
    change: (mesh) => mesh.unset("cluster", "version"),
    saying: ["cluster: EKS cluster cluster names no version"],
  },
  empty: { resource: "cluster", saying: ["cluster: EKS cluster cluster names no version"] },
});

describe("eks-version-is-supported on another day", () => {
  const saying = async (today: string) => {
    const reported = await report([eksVersionIsSupported], validMesh().set("cluster", "version", "1.34"), { today });
    return reported.map(({ message }) => message);
  };

  it("accepts a version on the last day of its standard support", async () => {
    assert.deepEqual(await saying("2026-12-01"), []);
  });

  it("refuses it from the next day on", async () => {
    assert.deepEqual(await saying("2026-12-02"), ["EKS cluster cluster: version 1.34 is older than 1.35"]);
  });

  it("says that it does not know, once all that it knows have gone out of support", async () => {
    assert.match(
      (await saying("2030-01-01")).join(),
      /the support calendar of EKS for this day is newer than this pack/,
    );
  });
});
