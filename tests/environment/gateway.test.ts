import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { connect, type SecureVersion } from "node:tls";
import { Agent, request } from "undici";
import { makeAuthority } from "../mesh/security/authority";
import { npmDo, npmRun, PAGE } from "./command";
import { allAsConfigured, observed, securityCheck } from "./security/check";
import { makeSecret } from "./security/make-secret";
import { applied, restored } from "./security/stack-with";

const FROM_OUTSIDE = ["--caller", "outside"];
const SECURE_PAGE = "https://127.0.0.1:30443/productpage";
const anyCertificate = new Agent({ connect: { rejectUnauthorized: false } });

describe("the ingress gateway", () => {
  after(restored);

  it("serves HTTPS with the named certificate, sends plain HTTP there, and speaks nothing older than TLS 1.2", async () => {
    const { server } = makeAuthority("bookinfo.test");
    await makeSecret("tls", "bookinfo-certificate", server);
    await applied({ istio: { gateway: { tls: { credentialName: "bookinfo-certificate" } } } });
    assert.equal((await npmDo("pulumi", "stack", "output", "productpageUrl")).trim(), SECURE_PAGE);

    const report = await allAsConfigured(...FROM_OUTSIDE);
    assert.equal(observed(report, "outside, HTTPS", "productpage"), "answered");
    const redirect = await request(PAGE);
    await redirect.body.dump();
    assert.deepEqual([redirect.statusCode, redirect.headers["location"]], [301, SECURE_PAGE]);
    assert.equal(await handshake("TLSv1.1"), "refused");
    assert.equal(await handshake("TLSv1.2"), "CN=bookinfo.test");
  });

  it("has its split measured over HTTPS, with a certificate of one's own only where that is asked for", async () => {
    await applied({ istio: { gateway: { tls: { credentialName: "bookinfo-certificate" } } } });
    const untrusted = await npmRun("traffic", "check", "--requests", "50");
    assert.deepEqual([untrusted.exitCode, untrusted.stdout], [2, ""]);
    assert.match(untrusted.stderr, /certificate is of an authority that this machine does not know \(--insecure/);
    const { exitCode, stdout } = await npmRun("traffic", "check", "--requests", "200", "--insecure");
    assert.equal(exitCode, 0, stdout);
  });

  it("stays open to plain HTTP where that is asked for, and a missing certificate is told", async () => {
    const tls = { credentialName: "bookinfo-certificate", redirect: false };
    await applied({ istio: { gateway: { tls } } });
    const report = await allAsConfigured(...FROM_OUTSIDE);
    assert.equal(observed(report, "outside, HTTP", "productpage"), "answered");
    assert.equal(observed(report, "outside, HTTPS", "productpage"), "answered");

    await applied({ istio: { gateway: { tls: { credentialName: "no-such-certificate" } } } });
    const { report: without, exitCode } = await securityCheck(...FROM_OUTSIDE);
    assert.equal(exitCode, 1);
    assert.deepEqual(without.missing, [
      { key: "istio.gateway.tls.credentialName", namespace: "istio-system", name: "no-such-certificate" },
    ]);
  });

  it("sends plain HTTP to HTTPS before it demands a token", async () => {
    const jwks = JSON.stringify({
      keys: [generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" })],
    });
    const jwt = { issuer: "https://issuer.test", jwks, required: ["/*"] };
    await applied({ istio: { gateway: { tls: { credentialName: "bookinfo-certificate" } } }, security: { jwt } });
    const report = await allAsConfigured(...FROM_OUTSIDE);
    assert.equal(observed(report, "outside, HTTP", "productpage"), "redirected");
    assert.equal(observed(report, "outside, HTTPS", "productpage"), "status 403");
  });

  /** The certificate that the gateway shows to a client which speaks no newer version. */
  function handshake(maxVersion: SecureVersion): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect({
        host: "127.0.0.1",
        port: 30443,
        minVersion: "TLSv1",
        maxVersion,
        rejectUnauthorized: false,
        // Node's own OpenSSL speaks old versions only at its lowest level.
        ciphers: "DEFAULT:@SECLEVEL=0",
      });
      socket.once("error", () => resolve("refused"));
      socket.once("secureConnect", () => {
        resolve(`CN=${String(socket.getPeerCertificate().subject.CN)}`);
        socket.destroy();
      });
    });
  }

  it("takes tokens of the named issuer alone, and on some paths nothing without one", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = { ...publicKey.export({ format: "jwk" }), kid: "test", alg: "RS256", use: "sig" };
    const issuer = "https://issuer.test";
    const jwt = { issuer, jwks: JSON.stringify({ keys: [key] }), required: ["/api/v1/*"] };
    const token = (claims: object) => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const expires = Math.floor(Date.now() / 1000) + 600;
      const text = `${part({ alg: "RS256", kid: "test" })}.${part({ sub: "anna", exp: expires, ...claims })}`;
      return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
    };
    await applied({ security: { jwt } });

    const status = async (path: string, bearer?: string) => {
      const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
      const { statusCode, body } = await request(new URL(path, PAGE), { headers, dispatcher: anyCertificate });
      await body.dump();
      return statusCode;
    };
    assert.equal(await status("/productpage"), 200);
    assert.equal(await status("/api/v1/products"), 403);
    assert.equal(await status("/api/v1/products", token({ iss: issuer })), 200);
    assert.equal(await status("/api/v1/products", token({ iss: "https://other.test" })), 401);
    assert.equal(await status("/productpage", "no.such.token"), 401);
  });
});
