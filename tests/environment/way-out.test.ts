import assert from "node:assert/strict";
import { kubectl } from "./command";
import { allAsConfigured, observed, securityCheck } from "./security/check";
import { makeSecret } from "./security/make-secret";
import { applied, restored } from "./security/stack-with";

/** Once everyone has been seen to get out as configured, one workload tells what the way is. */
const BY_REVIEWS = ["--caller", "reviews"];

const LISTED = {
  host: "listed.outside.test",
  ports: [
    { number: 8080, protocol: "HTTP" },
    { number: 8443, protocol: "HTTPS" },
  ],
};

describe("the way out of the mesh", () => {
  after(restored);

  it("under REGISTRY_ONLY is open to listed hosts alone", async () => {
    await applied({ egress: { policy: "REGISTRY_ONLY", hosts: [LISTED] } });
    const report = await allAsConfigured();
    assert.equal(observed(report, "reviews", "http://listed.outside.test:8080/"), "answered");
    assert.equal(observed(report, "reviews", "https://listed.outside.test:8443/"), "answered");
    assert.match(observed(report, "reviews", "http://unlisted.outside.test:8080/"), /^(status 502|broken off)$/);
    assert.equal(observed(report, "reviews", "https://unlisted.outside.test:8443/"), "broken off");
  });

  const originate = { number: 80, protocol: "HTTP", tls: "originate", targetPort: 8443 };

  it("speaks TLS for workloads that do not, where asked", async () => {
    const host = { host: "tls.outside.test", ports: [{ ...originate, verify: "none" }] };
    await applied({ egress: { policy: "REGISTRY_ONLY", hosts: [host] } });
    assert.equal(observed(await allAsConfigured(...BY_REVIEWS), "reviews", "http://tls.outside.test:80/"), "answered");
  });

  it("takes no certificate of an authority that the system does not know", async () => {
    await applied({ egress: { hosts: [{ host: "tls.outside.test", ports: [originate] }] } });
    const { report, exitCode } = await securityCheck("--attempts", "1", ...BY_REVIEWS);
    assert.equal(exitCode, 1);
    assert.equal(observed(report, "reviews", "http://tls.outside.test:80/"), "status 503");
  });

  it("leads through the egress gateway, which checks certificates by an authority of one's own", async () => {
    const authority = await kubectl(
      "config",
      "view",
      "--raw",
      "--output=jsonpath={.clusters[0].cluster.certificate-authority-data}",
    );
    await makeSecret("generic", "outside-ca", { "ca.crt": Buffer.from(authority, "base64").toString() });
    const egressGateway = { imagePullPolicy: "IfNotPresent", autoscaling: { enabled: false } };
    const tls = { host: "tls.outside.test", ports: [{ ...originate, caSecret: "outside-ca" }] };
    await applied({
      istio: { values: { egressGateway } },
      egress: { policy: "REGISTRY_ONLY", via: "gateway", hosts: [LISTED, tls] },
    });
    const report = await allAsConfigured(...BY_REVIEWS);
    for (const url of [
      "http://tls.outside.test:80/",
      "http://listed.outside.test:8080/",
      "https://listed.outside.test:8443/",
    ]) {
      assert.equal(observed(report, "reviews", url), "answered", url);
    }

    // With the gateway gone nothing gets out: so it is the gateway that calls went through.
    await kubectl("scale", "deployment/istio-egressgateway", "--namespace=istio-system", "--replicas=0");
    await kubectl(
      "wait",
      "pod",
      "--selector=istio=egressgateway",
      "--namespace=istio-system",
      "--for=delete",
      "--timeout=60s",
    );
    const { report: without } = await securityCheck("--attempts", "1", ...BY_REVIEWS);
    assert.notEqual(observed(without, "reviews", "http://listed.outside.test:8080/"), "answered");
    await kubectl("scale", "deployment/istio-egressgateway", "--namespace=istio-system", "--replicas=1");
  });
});
