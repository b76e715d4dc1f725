import assert from "node:assert/strict";
import * as fc from "fast-check";
import { isGatewayPod, roleByCommand, type WrittenPod } from "../../../mesh/istio/proxy-role";

const pod = (templates?: string, ...commands: string[][]): WrittenPod => ({
  annotations: templates === undefined ? {} : { "inject.istio.io/templates": templates },
  commands,
});

describe("what a proxy of Istio's is for", () => {
  it("is said after its agent's command", () => {
    assert.equal(roleByCommand(["proxy", "router", "--domain", "a.svc.cluster.local"]), "gateway");
    assert.equal(roleByCommand(["/usr/local/bin/pilot-agent", "proxy", "sidecar"]), "sidecar");
  });

  for (const line of [[], ["proxy"], ["proxy", "waypoint"], ["proxy", "constructor"], ["--role", "router"], ["router"]])
    it(`is neither of the two: ${line.join(" ") || "no arguments"}`, () =>
      assert.equal(roleByCommand(line), undefined));
});

describe("a gateway's pod", () => {
  it("runs such a proxy, or asks for one by its injection template", () => {
    assert.ok(isGatewayPod(pod(undefined, ["serve"], ["proxy", "router"])));
    for (const templates of ["gateway", "custom,gateway", "custom, gateway "]) assert.ok(isGatewayPod(pod(templates)));
  });

  it("is no application's, whatever words stand in its command line", () => {
    assert.ok(!isGatewayPod(pod("sidecar,gateways", ["proxy", "sidecar"], ["router", "proxy", "--router"])));
    const words = fc.array(fc.constantFrom("router", "proxy", "sidecar", "--port", "gateway"));
    fc.assert(
      fc.property(words, (line) => {
        const follows = line[line.indexOf("proxy") + 1] === "router" && line.includes("proxy");
        assert.equal(isGatewayPod(pod(undefined, line)), follows);
      }),
    );
  });
});
