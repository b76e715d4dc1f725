import assert from "node:assert/strict";
import { EXCEPTIONS_POLICY } from "../../../policies/engine/report-text";
import { strictMtlsIsInForce } from "../../../policies/security/strict-mtls-is-in-force";
import { weightsAddUpTo100 } from "../../../policies/traffic/weights-add-up-to-100";
import { lines } from "../describe-policy";
import { report } from "../run-pack";
import { type TestStack } from "../test-stack";
import { validMesh } from "../valid-mesh";

const WEIGHT = "spec.http[0].route[0].weight";

describe("exceptions", () => {
  const broken = () => validMesh().set("reviews-routes", WEIGHT, 50);
  const exception = (changes: object = {}) => ({
    resource: "reviews-routes",
    reason: "the load test needs it",
    expires: "2026-12-31",
    ...changes,
  });
  const run = (exceptions: readonly object[], today?: string, stack: TestStack = broken()) =>
    report([weightsAddUpTo100], stack, {
      config: { [weightsAddUpTo100.name]: { exceptions } },
      ...(today && { today }),
    });

  for (const resource of [
    "reviews-routes",
    "reviews-*",
    "kubernetes:networking.istio.io/v1:VirtualService/reviews-routes",
    "urn:pulumi:prod::bookinfo-mesh::kubernetes:networking.istio.io/v1:VirtualService::reviews-routes",
    "urn:pulumi:prod::*::reviews-routes",
  ]) {
    it(`may name a resource as ${resource}, and are shown`, async () => {
      const reported = await run([exception({ resource })]);
      assert.deepEqual(
        reported.map(({ policy, resource: about, message }) => ({ policy, about, message })),
        [
          {
            policy: EXCEPTIONS_POLICY,
            about: "reviews-routes",
            message: "weights-add-up-to-100 until 2026-12-31: the load test needs it",
          },
        ],
      );
    });
  }

  for (const resource of ["reviews", "eviews-routes", "reviews.routes", "urn:pulumi:dev::*"]) {
    it(`for ${resource} is not for reviews-routes`, async () => {
      const reported = await run([exception({ resource })]);
      assert.equal(lines(reported, weightsAddUpTo100.name).length, 1);
      assert.equal(lines(reported, EXCEPTIONS_POLICY).length, 0);
    });
  }

  it("hold on their last day", async () => {
    assert.deepEqual(lines(await run([exception()], "2026-12-31"), weightsAddUpTo100.name), []);
  });

  it("are refused the day after, and the violation says so", async () => {
    const reported = await run([exception()], "2027-01-01");
    assert.equal(reported.length, 1);
    assert.equal(reported[0]?.policy, weightsAddUpTo100.name);
    assert.match(reported[0].text, /\n {2}the exception for it ended on 2026-12-31 \(the load test needs it\)$/);
  });

  it("do not hold until a day that is in no calendar, and the violation says so", async () => {
    const reported = await run([exception({ expires: "2027-02-31" })]);
    assert.equal(reported.length, 1);
    assert.match(
      reported[0]?.text ?? "",
      /\n {2}the exception for it is to end on 2027-02-31, which is not a day \(the load/,
    );
    assert.deepEqual(lines(await run([exception({ expires: "2028-02-29" })]), weightsAddUpTo100.name), []);
  });

  it("can be made for what concerns no single resource, as stack", async () => {
    const config = { [strictMtlsIsInForce.name]: { exceptions: [exception({ resource: "stack" })] } };
    const reported = await report([strictMtlsIsInForce], validMesh().without("mesh-mtls"), { config });
    assert.deepEqual(
      reported.map(({ policy }) => policy),
      [EXCEPTIONS_POLICY],
    );
  });
});
