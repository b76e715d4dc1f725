import assert from "node:assert/strict";
import { tokenRequired } from "../../../mesh/security/authorization";
import { applicationServers, balancerAnnotations, gatewayOrigin, redirection } from "../../../mesh/security/ingress";
import { gateway, tls } from "./sample-gateway";

describe("the ingress gateway", () => {
  it("is plain HTTP unless there is a certificate", () => {
    assert.deepEqual(applicationServers(undefined), [
      { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] },
    ]);
    assert.equal(redirection(gateway), undefined);
    assert.equal(gatewayOrigin(gateway, "127.0.0.1"), "http://127.0.0.1:30080");
    assert.equal(gatewayOrigin(gateway, "::1"), "http://[::1]:30080");
    assert.equal(gatewayOrigin({ ...gateway, service: "LoadBalancer" }, "2001:db8::1"), "http://[2001:db8::1]");
  });

  it("with a certificate serves HTTPS alone and sends plain HTTP there", () => {
    assert.deepEqual(applicationServers(tls), [
      {
        port: { number: 443, name: "https", protocol: "HTTPS" },
        hosts: ["*"],
        tls: { mode: "SIMPLE", credentialName: "cert", minProtocolVersion: "TLSV1_2" },
      },
    ]);
    assert.deepEqual(redirection({ ...gateway, tls })?.http, [
      { redirect: { scheme: "https", redirectCode: 301, port: 30443 } },
    ]);
    assert.deepEqual(redirection({ ...gateway, service: "LoadBalancer", tls })?.http, [
      { redirect: { scheme: "https", redirectCode: 301 } },
    ]);
    assert.equal(gatewayOrigin({ ...gateway, tls }, "127.0.0.1"), "https://127.0.0.1:30443");
    assert.equal(gatewayOrigin({ ...gateway, service: "LoadBalancer", tls }, "a.example"), "https://a.example");
    assert.equal(applicationServers({ ...tls, redirect: false }).length, 2);
  });

  it("demands tokens wherever it serves the application, and none of those that it sends to HTTPS", () => {
    const jwt = { issuer: "https://a", jwks: "{}", audiences: [], required: ["/*"] };
    const operations = (tlsOfGateway?: typeof tls | (Omit<typeof tls, "redirect"> & { redirect: false })) =>
      tokenRequired(jwt, { ...gateway, ...(tlsOfGateway && { tls: tlsOfGateway }) }, {})?.spec.rules?.[0]?.to;
    assert.deepEqual(operations(tls), [{ operation: { paths: ["/*"], notPorts: ["80"] } }]);
    assert.deepEqual(operations({ ...tls, redirect: false }), [{ operation: { paths: ["/*"] } }]);
    assert.deepEqual(operations(), [{ operation: { paths: ["/*"] } }]);
  });

  it("leaves TLS to the load balancer with a certificate of ACM", () => {
    const acm = { acmCertificateArn: "arn:aws:acm:x", minVersion: "TLSV1_3", redirect: true } as const;
    assert.deepEqual(applicationServers(acm)[0]?.port.protocol, "HTTP");
    const annotations = balancerAnnotations(acm);
    assert.equal(annotations["service.beta.kubernetes.io/aws-load-balancer-ssl-cert"], "arn:aws:acm:x");
    assert.match(annotations["service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy"] ?? "", /1-3/);
    assert.deepEqual(balancerAnnotations(tls), {});
  });
});
