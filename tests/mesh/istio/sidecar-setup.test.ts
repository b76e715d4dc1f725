import assert from "node:assert/strict";
import { type Fields } from "../../../mesh/fields";
import { sidecarSetup } from "../../../mesh/istio/sidecar-setup";

const setup = (values: Fields) => sidecarSetup({ version: "1.31.1", dnsCapture: false, values });

describe("how sidecars are set up", () => {
  it("is told by what a new pod would get", () => {
    const settings = [{ global: { hub: "a" } }, { global: { hub: "b" } }, { pilot: { cni: { enabled: true } } }];
    assert.equal(new Set([{}, ...settings].map(setup)).size, 4);
    assert.equal(setup({}), "1.31.1");
  });

  it("does not depend on what only istiod reads, nor on the order or the place of a value", () => {
    assert.equal(
      setup({ pilot: { autoscaleMin: 2 }, resources: {}, env: { PILOT_ENABLE_ANALYSIS: "true" } }),
      "1.31.1",
    );
    const metadata = (proxyMetadata: object) => ({ meshConfig: { defaultConfig: { proxyMetadata } } });
    assert.equal(setup(metadata({ A: "1", B: "2" })), setup(metadata({ B: "2", A: "1" })));
    assert.equal(setup({ global: { hub: "a" } }), setup({ pilot: { global: { hub: "a" } } }));
  });
});
