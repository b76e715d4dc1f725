import assert from "node:assert/strict";
import { kubectl } from "./command";

const NAMESPACE = "without-sidecar";
const IMAGE = "sandbox.local/bookinfo/examples-bookinfo-ratings-v1:1.20.3";

/**
 * What a pod outside the mesh gets when it asks a Service of the mesh in plain HTTP: the status, or why there is none.
 */
async function plainRequest(url: string): Promise<string> {
  const script = `fetch(${JSON.stringify(url)}).then((r) => console.log(r.status), (e) => console.log(e.cause?.code ?? e.message))`;
  return kubectl("exec", "--namespace", NAMESPACE, "client", "--", "node", "--eval", script);
}

describe("mutual TLS in the whole mesh", () => {
  before(async () => {
    await kubectl("create", "namespace", NAMESPACE);
    await kubectl("run", "client", `--namespace=${NAMESPACE}`, `--image=${IMAGE}`, "--image-pull-policy=IfNotPresent");
    await kubectl("wait", "pod/client", `--namespace=${NAMESPACE}`, "--for=condition=Ready", "--timeout=120s");
  });
  after(() => kubectl("delete", "namespace", NAMESPACE));

  for (const host of ["reviews", "ratings", "details", "productpage"]) {
    it(`refuses plain HTTP to ${host}`, async () => {
      assert.match(await plainRequest(`http://${host}.default:9080/health`), /ECONNRESET|UND_ERR_SOCKET/);
    });
  }

  it("refuses plain HTTP to a pod's own address too", async () => {
    const address = await kubectl("get", "pod", "--selector=app=ratings", "--output=jsonpath={.items[0].status.podIP}");
    assert.match(await plainRequest(`http://${address}:9080/health`), /ECONNRESET|UND_ERR_SOCKET/);
  });

  it("leaves the way in through the gateway open", async () => {
    const url = "http://istio-ingressgateway.istio-system/productpage";
    assert.equal((await plainRequest(url)).trim(), "200");
  });
});
