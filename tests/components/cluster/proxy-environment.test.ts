import assert from "node:assert/strict";
import { goesThroughProxy } from "../../../components/cluster/proxy-environment";

describe("proxy of the environment", () => {
  const proxy = "http://proxy.example:3128";
  const cases: readonly [address: string, environment: Record<string, string>, expected: boolean][] = [
    ["https://10.0.0.1:6443", {}, false],
    ["https://10.0.0.1:6443", { HTTPS_PROXY: proxy }, true],
    ["https://10.0.0.1:6443", { https_proxy: proxy }, true],
    ["https://10.0.0.1:6443", { HTTP_PROXY: proxy }, false],
    ["http://10.0.0.1:8080", { HTTP_PROXY: proxy }, true],
    ["https://127.0.0.1:6443", { HTTPS_PROXY: proxy }, false],
    ["https://[::1]:6443", { HTTPS_PROXY: proxy }, false],
    ["https://localhost:6443", { HTTPS_PROXY: proxy }, false],
    ["https://10.0.0.1:6443", { HTTPS_PROXY: proxy, NO_PROXY: "a.example, 10.0.0.1" }, false],
    ["https://10.0.0.1:6443", { HTTPS_PROXY: proxy, NO_PROXY: "10.0.0.0/8" }, true],
    ["https://k.example.com", { HTTPS_PROXY: proxy, no_proxy: "example.com" }, false],
    ["https://example.com", { HTTPS_PROXY: proxy, no_proxy: ".example.com" }, true],
    ["https://k.example.com", { HTTPS_PROXY: proxy, no_proxy: "*.example.com" }, false],
    ["https://k.example.com", { HTTPS_PROXY: proxy, no_proxy: "ample.com" }, true],
    ["https://k.example.com", { HTTPS_PROXY: proxy, NO_PROXY: "*" }, false],
  ];
  for (const [address, environment, expected] of cases) {
    it(`${expected ? "is" : "is not"} between here and ${address} with ${JSON.stringify(environment)}`, () => {
      assert.equal(goesThroughProxy(new URL(address), environment), expected);
    });
  }
});
