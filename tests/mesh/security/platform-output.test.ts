import Ajv from "ajv";
import assert from "node:assert/strict";
import { type MutualTlsMode } from "../../../mesh/security/security";
import { platformOutput } from "../../../mesh/security/platform-output";
import { platformSettings } from "../../../policies/engine/platform-settings";

const GATEWAYS = [{ namespace: "edge", labels: { istio: "ingressgateway", app: "edge" } }];

describe("what the mesh guarantees to other stacks", () => {
  const modes: [MutualTlsMode, string][] = [
    ["mesh", "STRICT"],
    ["namespace", "PERMISSIVE"],
    ["permissive", "PERMISSIVE"],
  ];
  for (const [mtls, mode] of modes) {
    it(`is ${mode} for namespaces of their own where mtls is ${mtls}`, () => {
      assert.equal(platformOutput(mtls, undefined, GATEWAYS).mtls, mode);
    });
  }

  it("names the revision, and the gateway by its pods' labels", () => {
    const { revisions, gateways } = platformOutput("mesh", "1-31-4", GATEWAYS);
    assert.deepEqual([revisions, gateways], [["1-31-4"], ["edge/istio=ingressgateway, app=edge"]]);
    assert.deepEqual(platformOutput("mesh", undefined, []).revisions, ["default"]);
  });

  it("is what the pack takes for a platform", () => {
    const { schema } = platformSettings.platform;
    assert.ok(new Ajv({ strict: false }).validate(schema, platformOutput("mesh", "canary", GATEWAYS)));
  });
});
