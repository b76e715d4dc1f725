import assert from "node:assert/strict";
import { kubectl, npmDo } from "./command";
import { assertNoneFailed, BOOKINFO_URLS, InMeshLoad } from "./security/in-mesh-load";

describe("certificates", () => {
  // One minute is renewed after half of it; the shortest that leaves a proxy time to ask again.
  const proxyConfig = JSON.stringify({ proxyMetadata: { SECRET_TTL: "1m0s" } });

  /** Looks for 80 seconds at the certificate of a pod, and counts how many there were. */
  async function certificatesOf(pod: string): Promise<number> {
    const seen = new Set<string>();
    for (let look = 0; look < 16; look += 1) {
      const certificates = await npmDo("istioctl", "proxy-config", "secret", `${pod}.default`, "--output=json");
      seen.add(/"inlineBytes":\s*"([^"]{40,})"/.exec(certificates)?.[1] ?? assert.fail(certificates));
      await new Promise((resolve) => setTimeout(resolve, 5000));
    }
    return seen.size;
  }

  it("of a client and of a server are renewed, again and again, and no request fails", async () => {
    await kubectl(
      "run",
      "renewing-server",
      "--image=sandbox.local/bookinfo/examples-bookinfo-ratings-v1:1.20.3",
      "--image-pull-policy=IfNotPresent",
      "--port=9080",
      "--expose",
      "--labels=sidecar.istio.io/inject=true,test=renewing-server",
      `--annotations=proxy.istio.io/config=${proxyConfig}`,
    );
    try {
      await kubectl("wait", "pod/renewing-server", "--for=condition=Ready", "--timeout=120s");
      const urls = [...BOOKINFO_URLS, "http://renewing-server.default.svc.cluster.local:9080/health"];
      const load = await InMeshLoad.start({ name: "certificate-load", urls, perSecond: 100, proxyConfig });
      try {
        const counts = await Promise.all(["certificate-load", "renewing-server"].map(certificatesOf));
        for (const count of counts) assert.ok(count >= 3, counts.join(" and "));
        assertNoneFailed(await load.stop(), 7000);
      } finally {
        await load.remove();
      }
    } finally {
      await kubectl("delete", "pod,service", "renewing-server");
    }
  });
});
