import assert from "node:assert/strict";
import { outcomeOf, wasRetried } from "../../../../commands/traffic/evidence/outcome";
import { flagMeaning, RESPONSE_FLAGS } from "../../../../commands/traffic/evidence/response-flags";
import { served } from "./lines";

const outcome = (more: Parameters<typeof served>[1]) => outcomeOf(served("v1", more));

describe("how a logged request went", () => {
  it("is answered with whatever status the version chose below 500", () => {
    for (const status of [200, 301, 404, 499]) {
      assert.deepEqual(outcome({ status }), { kind: "answered", delayed: false });
    }
  });

  it("is failed with the version's own status from 500 on", () => {
    assert.deepEqual(outcome({ status: 500 }), { kind: "failed", cause: "500" });
    assert.deepEqual(outcome({ status: 503 }), { kind: "failed", cause: "503" });
  });

  it("is failed with the flag where the version could not be reached, broke off, hung, or its caller gave up", () => {
    for (const flag of ["UH", "UF", "UC", "UR", "UT", "UO", "URX", "NC"]) {
      assert.deepEqual(outcome({ status: 503, flags: [flag], details: undefined }), { kind: "failed", cause: flag });
    }
    assert.deepEqual(outcome({ status: 0, flags: ["DC"] }), { kind: "failed", cause: "DC" });
    assert.deepEqual(outcome({ status: 0 }), { kind: "failed", cause: "no answer" });
  });

  it("is apart where the mesh answered, by flag or by what it says of the answer", () => {
    for (const flag of ["FI", "RL", "UAEX", "NR", "RLSE", "OM", "DPE"]) {
      assert.deepEqual(outcome({ status: 503, flags: [flag], details: "x" }), { kind: "apart", cause: flag });
    }
    assert.deepEqual(outcome({ status: 418, details: "fault_filter_abort" }), { kind: "apart", cause: "FI" });
    const refused = outcome({ status: 403, details: "rbac_access_denied_matched_policy[none]" });
    assert.deepEqual(refused, { kind: "apart", cause: "refused by authorization" });
  });

  it("is apart of a copy for a mirror, whatever came of it", () => {
    for (const authority of ["reviews-shadow:9080", "reviews-shadow"]) {
      assert.deepEqual(outcome({ status: 503, flags: ["UH"], authority }), { kind: "apart", cause: "mirror" });
    }
    assert.equal(outcome({ authority: "reviews-shadow.test:9080" }).kind, "answered");
  });

  it("is delayed where a fault held it up, and failed all the same where it failed", () => {
    assert.deepEqual(outcome({ flags: ["DI"] }), { kind: "answered", delayed: true });
    assert.deepEqual(outcome({ flags: ["DI", "UF"], status: 503 }), { kind: "failed", cause: "UF" });
    assert.deepEqual(outcome({ flags: ["DI", "FI"], status: 500 }), { kind: "apart", cause: "FI" });
  });

  it("goes by the status where a flag is of an Envoy to come", () => {
    assert.deepEqual(outcome({ flags: ["NEW"], status: 200 }), { kind: "answered", delayed: false });
    assert.deepEqual(outcome({ flags: ["NEW"], status: 502 }), { kind: "failed", cause: "502" });
    assert.equal(flagMeaning("NEW"), "see Envoy's response flags");
    assert.equal(flagMeaning("toString"), "see Envoy's response flags");
    assert.equal(flagMeaning("UH"), RESPONSE_FLAGS["UH"]?.meaning);
  });

  it("tells retries by the count of tries, or where there is none by the flag", () => {
    assert.equal(wasRetried(served("v1", { attempts: 1, flags: ["URX"] })), false);
    assert.equal(wasRetried(served("v1", { attempts: 2 })), true);
    assert.equal(wasRetried(served("v1", { attempts: undefined })), false);
    assert.equal(wasRetried(served("v1", { attempts: undefined, flags: ["URX"] })), true);
  });
});
