import assert from "node:assert/strict";
import { makeAuthority } from "../../mesh/security/authority";
import { ResourceGraph } from "../graph";
import { record, type Recording, type Registration, SECRET, SIGNATURE } from "../recorder";
import {
  asProgramSeesIt,
  onCluster,
  type StackConfig,
  stackConfig,
  startTestCluster,
  type TestCluster,
} from "../stack";

describe("the program with more security than by default", () => {
  let cluster: TestCluster;
  let plain: Recording;

  before(async () => {
    cluster = await startTestCluster();
    plain = await recordWith({});
  });
  after(() => cluster.remove());

  function recordWith(values: StackConfig): Promise<Recording> {
    const config = onCluster(stackConfig("sandbox"), cluster);
    const own = Object.entries(values).map(([key, value]) => [`bookinfo-mesh:${key}`, value] as const);
    return record(asProgramSeesIt({ ...config, ...Object.fromEntries(own) }), {
      encrypted: ["bookinfo-mesh:caKey"],
    });
  }

  /** What a config adds to the sandbox's, and what it takes away or changes, by type and name. */
  function changes(other: Recording) {
    const label = ({ type, name }: Registration) => `${type.replace(/^.*:/, "")} ${name}`;
    const before = new Map(plain.registrations.map((one) => [label(one), JSON.stringify(one.raw)]));
    const after = new Map(other.registrations.map((one) => [label(one), JSON.stringify(one.raw)]));
    return {
      added: [...after.keys()].filter((one) => !before.has(one)),
      removed: [...before.keys()].filter((one) => !after.has(one)),
      changed: [...after].filter(([one, raw]) => before.has(one) && before.get(one) !== raw).map(([one]) => one),
    };
  }

  it("switches from mode to mode with few changes: of who must, and of how callers do", async () => {
    assert.deepEqual(changes(await recordWith({ mtls: "permissive" })), {
      added: [],
      removed: [],
      changed: ["PeerAuthentication security-mesh", "DestinationRule reviews-versions"],
    });
    assert.deepEqual(changes(await recordWith({ mtls: "namespace" })), {
      added: ["PeerAuthentication security-namespace"],
      removed: ["PeerAuthentication security-mesh"],
      changed: [],
    });
  });

  it("knows an exception before the mode closes its port", async () => {
    const security = { exceptions: [{ workload: "ratings", port: 9080, reason: "a job" }] };
    const recording = await recordWith({ security });
    assert.deepEqual(changes(recording), {
      added: ["PeerAuthentication security-exception-ratings"],
      removed: [],
      changed: [],
    });
    const graph = new ResourceGraph(recording);
    graph.assertOrder("security-exception-ratings", "security-mesh");
    assert.deepEqual(graph.get("security-exception-ratings").inputs["metadata"], {
      name: "ratings",
      namespace: "default",
      annotations: { "bookinfo-mesh/reason": "a job" },
    });
  });

  it("has sidecars use mutual TLS before the mode or an exception demands it", async () => {
    const clientRules = [{ host: "*.default.svc.cluster.local", tls: "ISTIO_MUTUAL", reason: "no more plain text" }];
    const exceptions = [{ workload: "ratings", mode: "strict", reason: "-" }];
    const graph = new ResourceGraph(await recordWith({ security: { clientRules, exceptions } }));
    const rule = "security-client-any---default-svc-cluster-local";
    graph.assertOrder(rule, "security-exception-ratings", "security-mesh");
    graph.assertOrder(rule, "security-mesh");
  });

  it("refuses other calls only once the application's own are allowed", async () => {
    const recording = await recordWith({ security: { authorization: "enforced" } });
    const graph = new ResourceGraph(recording);
    for (const service of ["productpage", "details", "reviews", "ratings"]) {
      graph.assertOrder(`security-calls-${service}`, "security-calls-deny");
    }
    assert.deepEqual(graph.get("security-calls-deny").inputs["spec"], {});
  });

  it("has servers without sidecar known before the rule for all others", async () => {
    const clientRules = [{ host: "orders.legacy.svc.cluster.local", tls: "DISABLE", reason: "no sidecar" }];
    const graph = new ResourceGraph(await recordWith({ security: { clientTls: "mutual", clientRules } }));
    graph.assertOrder("security-api-server", "security-clients");
    graph.assertOrder("security-client-orders-legacy-svc-cluster-local", "security-clients");
  });

  const port = { number: 80, protocol: "HTTP", tls: "originate" };
  const hosts = [{ host: "api.example.com", ports: [port] }];

  it("makes no rule for API server calls where none is wanted", async () => {
    const { removed } = changes(await recordWith({ security: { apiServerTls: "auto" } }));
    assert.deepEqual(removed, ["DestinationRule security-api-server"]);
  });

  it("lets listed hosts work before it refuses the others", async () => {
    const graph = new ResourceGraph(await recordWith({ egress: { policy: "REGISTRY_ONLY", hosts } }));
    graph.assertOrder("egress-tls-api-example-com", "egress-host-api-example-com", "egress-registry-only");
  });

  it("sends calls through the egress gateway once it is there", async () => {
    const recording = await recordWith({ egress: { via: "gateway", hosts } });
    const graph = new ResourceGraph(recording);
    graph.assertOrder(
      "istio-istiod",
      "egress-gateway",
      "egress-gateway-api-example-com",
      "egress-route-api-example-com",
    );
    graph.assertOrder("egress-gateway-clients", "egress-route-api-example-com");
    const { name, values } = graph.get("egress-gateway").inputs as {
      name: string;
      values: { service: { ports: { port: number }[] } };
    };
    assert.equal(name, "istio-egressgateway");
    assert.deepEqual(
      values.service.ports.map((one) => one.port),
      [15021, 80],
    );
  });

  it("never lets calls out in the clear that ask for TLS: not on the way to the egress gateway, nor back", async () => {
    const atSidecars = await recordWith({ egress: { hosts } });
    const secured = [{ host: "api.example.com", ports: [{ ...port, caSecret: "example-ca" }] }];
    for (const at of [hosts, secured]) {
      const atGateway = await recordWith({ egress: { via: "gateway", hosts: at } });
      const rule = "egress-tls-api-example-com";
      const graph = new ResourceGraph(atGateway);
      assert.deepEqual(graph.get(rule).inputs, new ResourceGraph(atSidecars).get(rule).inputs);
      graph.assertOrder(rule, "egress-host-api-example-com", "egress-route-api-example-com");
    }
    const graph = new ResourceGraph(await recordWith({ egress: { via: "gateway", hosts: secured } }));
    graph.assertOrder("egress-gateway-tls-api-example-com", "egress-route-api-example-com");
  });

  it("reads tokens before it demands them", async () => {
    const jwt = { issuer: "https://a", jwksUri: "https://a/keys", required: ["/api/*"] };
    const graph = new ResourceGraph(await recordWith({ security: { jwt } }));
    graph.assertOrder("security-tokens-issuer", "security-tokens-required");
  });

  it("serves HTTPS and redirects plain HTTP where there is a certificate", async () => {
    const istio = onCluster(stackConfig("sandbox"), cluster)["bookinfo-mesh:istio"] as { gateway: object };
    const tls = { credentialName: "cert" };
    const recording = await recordWith({ istio: { ...istio, gateway: { ...istio.gateway, tls } } });
    assert.deepEqual(changes(recording), {
      added: ["Gateway bookinfo-redirect-gateway", "VirtualService bookinfo-redirect"],
      removed: [],
      changed: ["Release istio-gateway", "Gateway bookinfo-gateway"],
    });
    assert.equal(recording.outputs["productpageUrl"], "https://127.0.0.1:30443/productpage");
  });

  it("hands a mesh root of the user's own to the engine as a secret only, before istiod starts", async () => {
    const { cert, key, root } = makeAuthority("a.test");
    const recording = await recordWith({ caKey: key, security: { caCertificates: { cert, root } } });
    const graph = new ResourceGraph(recording);
    graph.assertOrder("istio-namespace", "istio-authority", "istio-istiod");

    const line = key.split("\n")[1] ?? assert.fail();
    const inTheClear = recording.registrations.filter(({ raw }) => JSON.stringify(withoutSecrets(raw)).includes(line));
    assert.deepEqual(inTheClear, []);
    assert.ok(JSON.stringify(graph.get("istio-authority").inputs).includes(line));
    assert.deepEqual(changes(recording), {
      added: ["Secret istio-authority"],
      removed: [],
      // istiod starts anew, which is when it reads its authority.
      changed: ["Release istio-istiod"],
    });
    assert.doesNotMatch(JSON.stringify(recording.outputs["security"]), /BEGIN/);
  });
});

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if ((value as Record<string, unknown>)[SIGNATURE] === SECRET) return "a secret";
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutSecrets(part)]));
}
