import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { POLICIES } from "../../../policies/catalogue";
import { pageFile, policyPage } from "../../../policies/engine/policy-page";

describe("the page of a policy", () => {
  const policy = { name: "weights-add-up-to-100", url: "https://docs.example/routes" };

  it("is its source's where the pack has no address of its own", () => {
    assert.equal(policyPage(policy, undefined), "https://docs.example/routes");
    assert.equal(policyPage(policy, ""), "https://docs.example/routes");
  });

  it("is its own where the pack has a homepage, with or without a slash at its end", () => {
    const page = "https://code.example/mesh/docs/policies/weights-add-up-to-100.md";
    assert.equal(policyPage(policy, "https://code.example/mesh"), page);
    assert.equal(policyPage(policy, "https://code.example/mesh/"), page);
  });

  it("is there for each policy of the pack", () => {
    const missing = POLICIES.filter(({ name }) => !existsSync(join(__dirname, "../../..", pageFile(name))));
    assert.deepEqual(missing, []);
  });
});
