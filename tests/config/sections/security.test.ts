import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { configSchema } from "../../../config/schema/config-schema";
import { keysOf } from "../../../config/schema/key-places";
import { parseConfig } from "../../../config/parse-config";
import { formatProblems } from "../../../config/problem/problem";
import { renderFix } from "../../../config/problem/render-fix";
import { securityPlan } from "../../../mesh/security/security-plan";
import { makeAuthority } from "../../mesh/security/authority";

const cluster = { kind: "existing", kubeconfig: "/k", context: "c" };

function parse(values: Record<string, unknown>, encrypted = ["caKey"]) {
  const texts = Object.entries({ cluster, ...values }).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parseConfig(
    { values: Object.fromEntries(texts) as Record<string, string>, encrypted },
    { regions: () => [], absolutePath: (path) => path, kubeconfigProblems: () => [], chartFolderProblems: () => [] },
  );
}

function refusal(values: Record<string, unknown>): string {
  return formatProblems(parse(values).problems ?? [], "pulumi");
}

function accepted(values: Record<string, unknown>) {
  const { config, problems } = parse(values);
  assert.ok(config, problems && formatProblems(problems, "pulumi"));
  return config;
}

const https = { number: 443, protocol: "HTTPS" };
const exception = { workload: "ratings", port: 9080, reason: "a job without sidecar" };

describe("security config, accepted", () => {
  it("leaves a stack that says nothing as it was: no authorization, any way out, no HTTPS", () => {
    const { security, egress, istio } = accepted({});
    assert.deepEqual(
      [security.authorization, egress.policy, egress.hosts, istio.gateway.tls],
      ["none", "ALLOW_ANY", [], undefined],
    );
  });

  it("fills in what is not said", () => {
    const { security, egress, istio } = accepted({
      security: { exceptions: [exception] },
      egress: { hosts: [{ host: "api.example.com", ports: [https] }] },
      istio: { gateway: { tls: { credentialName: "cert" } } },
    });
    assert.deepEqual(security.exceptions, [{ ...exception, mode: "permissive" }]);
    assert.deepEqual(egress.hosts[0]?.ports, [https]);
    assert.deepEqual(istio.gateway.tls, { credentialName: "cert", minVersion: "TLSV1_2", redirect: true });
  });

  it("takes an authority whose parts fit, and makes the chain where it is not given", () => {
    const { cert, key, root } = makeAuthority("a.test");
    const { security } = accepted({ caKey: key, security: { caCertificates: { cert, root } } });
    assert.deepEqual(security.authority, { cert, key, root, chain: `${cert.trimEnd()}\n${root}` });
  });

  it("tells nothing secret of itself", () => {
    const { cert, key, root } = makeAuthority("a.test");
    const plan = JSON.stringify(securityPlan(accepted({ caKey: key, security: { caCertificates: { cert, root } } })));
    assert.doesNotMatch(plan, /PRIVATE|BEGIN/);
    assert.match(plan, /"meshRoot":\{"from":"config","sha256":"[0-9A-F:]{95}"\}/);
  });

  it("tells which Secrets somebody has to make", () => {
    const port = { number: 80, protocol: "HTTP", tls: "originate" };
    const { secrets } = securityPlan(
      accepted({
        istio: { gateway: { namespace: "istio-ingress", tls: { credentialName: "cert" } } },
        egress: { via: "gateway", hosts: [{ host: "api.example.com", ports: [https, { ...port, caSecret: "ca" }] }] },
      }),
    );
    assert.deepEqual(secrets, [
      { key: "istio.gateway.tls.credentialName", namespace: "istio-ingress", name: "cert" },
      { key: "egress.hosts[0].ports[1].caSecret", namespace: "istio-system", name: "ca" },
    ]);
  });
});

describe("security config, refused", () => {
  const rule = (host: string, tls: string) => ({ security: { clientRules: [{ host, tls, reason: "-" }] } });
  const host = (fields: object, ports: object[] = [https], section: object = {}) => ({
    egress: { hosts: [{ host: "api.example.com", ...fields, ports }], ...section },
  });
  const tcp = { number: 5432, protocol: "TCP" };
  const originate = { number: 80, protocol: "HTTP", tls: "originate" };
  const tls = (fields: object, gateway: object = {}) => ({ istio: { gateway: { tls: fields, ...gateway } } });
  const arn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/1-2-3";

  const cases: readonly [what: string, values: Record<string, unknown>, text: string][] = [
    [
      "an exception for a workload that is not there",
      { security: { exceptions: [{ ...exception, workload: "rating" }] } },
      `bookinfo-mesh:security.exceptions[0].workload: "rating" is not productpage, details, ratings or reviews
  to fix:  pulumi config set --path 'bookinfo-mesh:security.exceptions[0].workload' ratings`,
    ],
    [
      "an exception without a reason",
      { security: { exceptions: [{ workload: "ratings", reason: " " }] } },
      `bookinfo-mesh:security.exceptions[0].reason: " " is not a text that is not empty
  to fix:  pulumi config set --path 'bookinfo-mesh:security.exceptions[0].reason' 'the nightly export has no sidecar'`,
    ],
    [
      "an exception for a port that nothing listens on",
      { security: { exceptions: [{ ...exception, port: 9081 }] } },
      `bookinfo-mesh:security.exceptions[0].port (ratings): ratings does not listen on 9081: expected 9080
  to fix:  pulumi config set --path 'bookinfo-mesh:security.exceptions[0].port' 9080`,
    ],
    [
      "two exceptions for one port",
      { security: { exceptions: [exception, { ...exception, mode: "strict" }] } },
      `bookinfo-mesh:security.exceptions[1] (ratings): exceptions[0] is for port 9080 already
  to fix:  pulumi config rm --path 'bookinfo-mesh:security.exceptions[1]'`,
    ],
    [
      "a misspelt key",
      { security: { authorisation: "enforced" } },
      `bookinfo-mesh:security.authorisation: unknown key; did you mean authorization? known: clientTls, apiServerTls, exceptions, clientRules, authorization, jwt, caCertificates
  to fix:  pulumi config rm --path bookinfo-mesh:security.authorisation`,
    ],
    [
      "a client rule that switches mutual TLS off towards a service",
      rule("ratings.default.svc.cluster.local", "DISABLE"),
      `bookinfo-mesh:security.clientRules[0] (ratings.default.svc.cluster.local): tls DISABLE switches mutual TLS off towards ratings, where mtls, an exception or security.authorization demands it: every call to them would fail
  to fix:  pulumi config set --path 'bookinfo-mesh:security.clientRules[0].tls' ISTIO_MUTUAL   # or name a host that is not the application's`,
    ],
    [
      "a client rule that does so by a wildcard",
      { mtls: "namespace", ...rule("*.cluster.local", "DISABLE") },
      `bookinfo-mesh:security.clientRules[0] (*.cluster.local): tls DISABLE switches mutual TLS off towards productpage, details, ratings, reviews, where mtls, an exception or security.authorization demands it: every call to them would fail
  to fix:  pulumi config set --path 'bookinfo-mesh:security.clientRules[0].tls' ISTIO_MUTUAL   # or name a host that is not the application's`,
    ],
    [
      "a client rule that wraps calls to the application in TLS that it does not take",
      { mtls: "permissive", ...rule("details.default.svc.cluster.local", "SIMPLE") },
      `bookinfo-mesh:security.clientRules[0] (details.default.svc.cluster.local): tls SIMPLE switches mutual TLS off towards details, which take that or plain text, and no other TLS: every call to them would fail
  to fix:  pulumi config set --path 'bookinfo-mesh:security.clientRules[0].tls' ISTIO_MUTUAL   # or name a host that is not the application's`,
    ],
    [
      "a client rule for the API server, which has a key of its own",
      rule("kubernetes.default.svc.cluster.local", "DISABLE"),
      `bookinfo-mesh:security.clientRules[0] (kubernetes.default.svc.cluster.local): is what security.apiServerTls is for: expected another host
  to fix:  pulumi config rm --path 'bookinfo-mesh:security.clientRules[0]'`,
    ],
    [
      "tokens without keys to check them",
      { security: { jwt: { issuer: "https://a" } } },
      `bookinfo-mesh:security.jwt: has no keys to check tokens with: expected one of jwksUri and jwks
  to fix:  pulumi config set --path bookinfo-mesh:security.jwt.jwksUri https://issuer.example.com/.well-known/jwks.json`,
    ],
    [
      "an invalid key set",
      { security: { jwt: { issuer: "https://a", jwks: "{}" } } },
      `bookinfo-mesh:security.jwt.jwks: a string is not a JSON web key set of public keys as text: {"keys": [...]} with at least one
  to fix:  pulumi config set --path bookinfo-mesh:security.jwt.jwks < jwks.json`,
    ],
    [
      "an unknown kind of way out",
      { egress: { policy: "DENY" } },
      `bookinfo-mesh:egress.policy: "DENY" is not ALLOW_ANY or REGISTRY_ONLY
  to fix:  pulumi config set --path bookinfo-mesh:egress.policy REGISTRY_ONLY`,
    ],
    [
      "a host inside the cluster",
      host({ host: "orders.legacy.svc.cluster.local" }),
      `bookinfo-mesh:egress.hosts[0] (orders.legacy.svc.cluster.local): is not a host outside the mesh: expected a full domain name such as api.example.com
  to fix:  pulumi config rm --path 'bookinfo-mesh:egress.hosts[0]'`,
    ],
    [
      "an address in place of a host",
      host({ host: "https://api.example.com" }),
      `bookinfo-mesh:egress.hosts[0].host: "https://api.example.com" is not a host name in lower case and no address, or a wildcard such as *.example.com
  to fix:  pulumi config set --path 'bookinfo-mesh:egress.hosts[0].host' api.example.com`,
    ],
    [
      "a host inside the cluster by a shorter name",
      host({ host: "ratings.default" }),
      `bookinfo-mesh:egress.hosts[0] (ratings.default): is not a host outside the mesh: expected a full domain name such as api.example.com
  to fix:  pulumi config rm --path 'bookinfo-mesh:egress.hosts[0]'`,
    ],
    [
      "a host inside the cluster in half",
      host({ host: "orders.legacy.svc" }),
      `bookinfo-mesh:egress.hosts[0] (orders.legacy.svc): is not a host outside the mesh: expected a full domain name such as api.example.com
  to fix:  pulumi config rm --path 'bookinfo-mesh:egress.hosts[0]'`,
    ],
    [
      "the address of a machine in place of its name",
      host({ host: "10.1.2.3" }),
      `bookinfo-mesh:egress.hosts[0].host: "10.1.2.3" is not a host name in lower case and no address, or a wildcard such as *.example.com
  to fix:  pulumi config set --path 'bookinfo-mesh:egress.hosts[0].host' api.example.com`,
    ],
    [
      "a client rule for half a name, which Istio would take for another host",
      rule("ratings.default", "ISTIO_MUTUAL"),
      `bookinfo-mesh:security.clientRules[0].host: "ratings.default" is not the full name of a Service, or a wildcard such as *.legacy.svc.cluster.local
  to fix:  pulumi config set --path 'bookinfo-mesh:security.clientRules[0].host' orders.legacy.svc.cluster.local`,
    ],
    [
      "a client rule for the egress gateway, which has a key of its own",
      rule("istio-egressgateway.istio-system.svc.cluster.local", "DISABLE"),
      `bookinfo-mesh:security.clientRules[0] (istio-egressgateway.istio-system.svc.cluster.local): is what egress.via is for: expected another host
  to fix:  pulumi config rm --path 'bookinfo-mesh:security.clientRules[0]'`,
    ],
    [
      "what is for TLS where none is originated",
      host({}, [{ number: 80, protocol: "HTTP", targetPort: 8443 }]),
      `bookinfo-mesh:egress.hosts[0].ports[0].targetPort (api.example.com): has an effect only with tls: originate
  to fix:  pulumi config set --path 'bookinfo-mesh:egress.hosts[0].ports[0].tls' originate`,
    ],
    [
      "a port of Istio's own",
      host({}, [{ ...https, number: 15021 }]),
      `bookinfo-mesh:egress.hosts[0].ports[0].number (api.example.com): 15021 is Istio's own in every pod with a proxy
  to fix:  pulumi config rm --path 'bookinfo-mesh:egress.hosts[0].ports[0]'`,
    ],
    [
      "two TCP hosts on one port, of which one would get the other's calls",
      { egress: { hosts: ["db1", "db2"].map((name) => ({ host: `${name}.example.com`, ports: [tcp] })) } },
      `bookinfo-mesh:egress.hosts[1].ports[0] (db2.example.com): with TCP, all calls to port 5432 go to db2.example.com, but db1.example.com uses that port too: expected a port that no other host has, or istio.dnsCapture, which gives each host an address of its own
  to fix:  pulumi config set --path bookinfo-mesh:istio.dnsCapture true`,
    ],
    [
      "a TCP host on a port of a host that is known by name",
      {
        egress: {
          hosts: [
            { host: "db1.example.com", ports: [{ ...tcp, number: 443 }] },
            { host: "api.example.com", ports: [https] },
          ],
        },
      },
      `bookinfo-mesh:egress.hosts[0].ports[0] (db1.example.com): with TCP, all calls to port 443 go to db1.example.com, but api.example.com uses that port too: expected a port that no other host has, or istio.dnsCapture, which gives each host an address of its own
  to fix:  pulumi config set --path bookinfo-mesh:istio.dnsCapture true`,
    ],
    [
      "a port twice",
      host({}, [https, https]),
      `bookinfo-mesh:egress.hosts[0].ports[1] (api.example.com): port 443 is listed twice
  to fix:  pulumi config rm --path 'bookinfo-mesh:egress.hosts[0].ports[1]'`,
    ],
    [
      "TLS in TLS",
      host({}, [{ ...https, tls: "originate" }]),
      `bookinfo-mesh:egress.hosts[0].ports[0].tls (api.example.com): TLS is originated from plain HTTP, not from HTTPS
  to fix:  pulumi config set --path 'bookinfo-mesh:egress.hosts[0].ports[0].protocol' HTTP`,
    ],
    [
      "a wildcard through the egress gateway",
      host({ host: "*.example.com" }, [https], { via: "gateway" }),
      `bookinfo-mesh:egress.hosts[0] (*.example.com): a wildcard can't go through the egress gateway, which has to know the exact host: expected a full host name
  to fix:  pulumi config set --path bookinfo-mesh:egress.via sidecar`,
    ],
    [
      "an authority for the egress gateway where there is none",
      host({}, [{ ...originate, caSecret: "ca" }]),
      `bookinfo-mesh:egress.hosts[0].ports[0].caSecret (api.example.com): has an effect only where the egress gateway originates TLS and checks certificates
  to fix:  pulumi config rm --path 'bookinfo-mesh:egress.hosts[0].ports[0].caSecret'`,
    ],
    [
      "HTTPS without a certificate",
      tls({}),
      `bookinfo-mesh:istio.gateway.tls: names no certificate: expected one of credentialName and acmCertificateArn
  to fix:  pulumi config set --path bookinfo-mesh:istio.gateway.tls.credentialName bookinfo-certificate`,
    ],
    [
      "a version of TLS that is too old",
      tls({ credentialName: "cert", minVersion: "TLSV1_1" }),
      `bookinfo-mesh:istio.gateway.tls.minVersion: "TLSV1_1" is not TLSV1_2 or TLSV1_3
  to fix:  pulumi config set --path bookinfo-mesh:istio.gateway.tls.minVersion TLSV1_2`,
    ],
    [
      "a load balancer's certificate without a load balancer",
      tls({ acmCertificateArn: arn }, { service: "NodePort" }),
      `bookinfo-mesh:istio.gateway.tls.acmCertificateArn: is shown by a load balancer, and istio.gateway.service is NodePort: expected LoadBalancer, or credentialName
  to fix:  pulumi config set --path bookinfo-mesh:istio.gateway.service LoadBalancer`,
    ],
    [
      "one port for HTTP and HTTPS",
      tls({ credentialName: "cert" }, { service: "NodePort", httpsNodePort: 30080 }),
      `bookinfo-mesh:istio.gateway.httpsNodePort: 30080 is istio.gateway.nodePort already: expected a port of its own
  to fix:  pulumi config set --path bookinfo-mesh:istio.gateway.httpsNodePort 30081`,
    ],
  ];

  it("a key set that no gateway could use, or that would show a secret", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const problems = (...keys: unknown[]) =>
      refusal({ security: { jwt: { issuer: "https://a", jwks: JSON.stringify({ keys }) } } });
    const valid = publicKey.export({ format: "jwk" });
    assert.equal(problems(valid), "");
    for (const key of [1, null, { kty: "RSA", n: "...", e: "AQAB" }, { kty: "oct", k: "c2VjcmV0" }]) {
      assert.match(problems(valid, key), /^bookinfo-mesh:security\.jwt\.jwks: a string is not/, JSON.stringify(key));
    }
    assert.match(problems(privateKey.export({ format: "jwk" })), /^bookinfo-mesh:security\.jwt\.jwks: a string is not/);
  });

  it("names that only look like names", () => {
    const jwt = (fields: object) => refusal({ security: { jwt: { issuer: "a", jwksUri: "https://a/k", ...fields } } });
    assert.match(jwt({ issuer: " " }), /^bookinfo-mesh:security\.jwt\.issuer: " " is not/);
    assert.match(jwt({ jwksUri: "https://:x/" }), /^bookinfo-mesh:security\.jwt\.jwksUri: "https:\/\/:x\/" is not/);
    assert.match(refusal(tls({ credentialName: "a..b" })), /credentialName: "a\.\.b" is not the name of a Secret/);
  });

  for (const [what, values, text] of cases) it(what, () => assert.equal(refusal(values), text));

  it("an authority whose parts do not fit, without showing any of them", () => {
    const [one, other] = [makeAuthority("a.test"), makeAuthority("a.test")];
    const text = refusal({ caKey: other.key, security: { caCertificates: { cert: one.cert, root: other.root } } });
    assert.equal(
      text,
      `bookinfo-mesh:caKey: does not belong to cert: expected the private key of cert
  to fix:  pulumi config set --secret --path bookinfo-mesh:caKey < key.pem
bookinfo-mesh:security.caCertificates.chain: does not lead from cert to root: expected each certificate signed by the next
  to fix:  pulumi config set --path bookinfo-mesh:security.caCertificates.chain < chain.pem`,
    );
  });

  it("an authority without its key, and says how to set it so that it is encrypted", () => {
    const { cert, root } = makeAuthority("a.test");
    assert.equal(
      refusal({ security: { caCertificates: { cert, root } } }),
      `bookinfo-mesh:caKey: is missing: expected the private key of security.caCertificates.cert
  to fix:  pulumi config set --secret --path bookinfo-mesh:caKey < key.pem`,
    );
  });

  it("an authority's key that is no text, and has it set encrypted", () => {
    assert.match(
      refusal({ caKey: { pem: "x" } }),
      /: a object is not a private key[^\n]*\n {2}to fix: {2}.* --secret /,
    );
  });

  it("a key without its authority", () => {
    assert.equal(
      refusal({ caKey: makeAuthority("a.test").key }),
      `bookinfo-mesh:caKey: is the key of security.caCertificates.cert, which is not set: expected both or neither
  to fix:  pulumi config rm --path bookinfo-mesh:caKey`,
    );
  });

  const inTheClear = `bookinfo-mesh:caKey: is not encrypted in the stack's config: expected an encrypted value; treat this key as known to others
  to fix:  pulumi config set --secret --path bookinfo-mesh:caKey < key.pem`;

  for (const encrypted of [[], ["security"]]) {
    it(`an authority's key that is not encrypted, whatever else is: ${encrypted.join() || "nothing"}`, () => {
      const { cert, key, root } = makeAuthority("a.test");
      const { problems } = parse({ caKey: key, security: { caCertificates: { cert, root } } }, encrypted);
      assert.equal(formatProblems(problems ?? [], "pulumi"), inTheClear);
    });
  }

  it("an authority's key that is not encrypted beside something else that is wrong", () => {
    const { problems } = parse({ caKey: makeAuthority("a.test").key, security: { authorization: "all" } }, []);
    assert.match(
      formatProblems(problems ?? [], "pulumi"),
      new RegExp(`security\\.authorization[^]*${inTheClear.slice(0, 50)}`),
    );
  });

  it("a server's certificate in the place of an authority's", () => {
    const { server, root, cert } = makeAuthority("a.test");
    const chain = `${server.cert}${cert}${root}`;
    const text = refusal({ caKey: server.key, security: { caCertificates: { cert: server.cert, root, chain } } });
    assert.match(text, /^bookinfo-mesh:security\.caCertificates\.cert: may not sign certificates/);
  });

  it("never shows what was given for a secret, wherever it was put and whatever form it has", () => {
    const secret = "hunter2-PRIVATE";
    const forms = fc.constantFrom<unknown>(secret, [secret], { [secret.length]: secret });
    const places = fc.constantFrom<(form: unknown) => Record<string, unknown>>(
      (form) => ({ caKey: form }),
      (form) => ({ security: form }),
      (form) => ({ security: { caCertificates: form } }),
      ...["cert", "key", "root", "chain"].map((part) => (form: unknown) => ({
        security: { caCertificates: { cert: "x", root: "x", [part]: form } },
      })),
      (form) => ({ istio: form }),
      (form) => ({ mtls: form }),
      (form) => ({ egress: { hosts: [{ host: form }] } }),
    );
    fc.assert(
      fc.property(places, forms, (place, form) => {
        const { problems } = parse(place(form), ["caKey", "mtls", "egress"]);
        const text = formatProblems(problems ?? [], "pulumi");
        assert.ok(text.length > 0);
        assert.ok(!text.includes("hunter2"), text);
      }),
    );
  });

  it("has every key that a message could need in the table of keys (any value in the place of any part)", () => {
    const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant({}), fc.constant([{}]));
    const keys = keysOf(configSchema).map(({ key }) => key.split(".").at(-1)?.replace("[]", "") ?? "");
    const part = fc.dictionary(fc.constantFrom(...keys), anything, { noNullPrototype: true });
    fc.assert(
      fc.property(part, part, (security, egress) => {
        const { problems } = parse({
          security: { ...security, exceptions: [security], clientRules: [egress], jwt: security },
          egress: { ...egress, hosts: [{ ...egress, ports: [security] }] },
        });
        for (const { fix } of problems ?? []) assert.match(renderFix(fix, "pulumi"), /^pulumi config /);
      }),
    );
  });
});
