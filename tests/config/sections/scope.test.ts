import assert from "node:assert/strict";
import { projectKey } from "../../../mesh/config-path";
import { fixed, problemsOf } from "../fixing";
import { type StackFile } from "../pulumi-config";

const file = (sections: object): StackFile => ({
  "bookinfo-mesh:cluster": { kind: "existing", context: "kind-mesh" },
  ...Object.fromEntries(
    Object.entries(sections).map(([name, section]) => [`bookinfo-mesh:${name}`, section as unknown]),
  ),
});
const selector = { istio: "ingressgateway" };
const found = { enabled: false, gateway: { selector } };
const off = { enabled: false };

const catalog = { namespace: "shop", port: 80, versions: { v1: { version: "v1" } } };
const rule = (host: string) => ({ host, tls: "ISTIO_MUTUAL", reason: "as its DestinationRule had it" });

const ACCEPTED: readonly [what: string, file: StackFile][] = [
  ["Bookinfo behind a gateway that is there, on an Istio that is there", file({ istio: found })],
  ["neither, and services alone", file({ istio: off, bookinfo: off })],
  ["a revision of the Istio that is there", file({ istio: { ...off, revision: "1-31" }, bookinfo: off })],
  [
    "how sidecars connect to its services, on an Istio that is there",
    file({
      istio: off,
      bookinfo: off,
      services: { catalog, carts: { ...catalog, namespace: "legacy", host: "orders.legacy.svc.cluster.local" } },
      security: { clientRules: [rule("catalog.shop.svc.cluster.local"), rule("orders.legacy.svc.cluster.local")] },
    }),
  ],
  ["Istio without Bookinfo", file({ bookinfo: off, mtls: "permissive", security: { clientTls: "mutual" } })],
  [
    "Istio with a gateway that is there",
    file({ istio: { gateway: { selector, namespace: "default", hosts: ["a.test"] } } }),
  ],
];

const REFUSED: readonly [what: string, file: StackFile, ...keys: string[]][] = [
  [
    "what is for the whole mesh, on an Istio of others",
    file({
      istio: found,
      istioVersion: "1.31.1",
      mtls: "mesh",
      security: { clientTls: "auto" },
      egress: { policy: "ALLOW_ANY" },
    }),
    ...["istioVersion", "mtls", "security", "egress"],
  ],
  [
    "how sidecars connect to other hosts, on an Istio of others",
    file({
      istio: off,
      bookinfo: off,
      services: { catalog },
      security: {
        apiServerTls: "auto",
        clientRules: [rule("catalog.shop.svc.cluster.local"), rule("other.legacy.svc.cluster.local")],
      },
    }),
    ...["security.apiServerTls", "security.clientRules[1]"],
  ],
  [
    "how Istio is installed, on an Istio of others",
    file({ istio: { ...found, chartSource: "./charts", dnsCapture: true, values: { istiod: { a: 1 } } } }),
    ...["istio.chartSource", "istio.dnsCapture", "istio.values"],
  ],
  ["Bookinfo without a gateway", file({ istio: off }), "istio.gateway.selector"],
  ["a gateway without Bookinfo on an Istio of others", file({ istio: found, bookinfo: off }), "istio.gateway"],
  [
    "ports of a gateway of others",
    file({ istio: { gateway: { selector, service: "NodePort", nodePort: 30090, address: "10.0.0.1", replicas: 2 } } }),
    ...["istio.gateway.service", "istio.gateway.nodePort", "istio.gateway.address", "istio.gateway.replicas"],
  ],
  [
    "values of the chart of a gateway of others",
    file({ istio: { gateway: { selector }, values: { gateway: { replicaCount: 2 } } } }),
    "istio.values.gateway",
  ],
  [
    "who may call Bookinfo, behind a gateway of others",
    file({ istio: { gateway: { selector } }, security: { authorization: "enforced" } }),
    "security.authorization",
  ],
  ["an empty selector", file({ istio: { gateway: { selector: {} } } }), "istio.gateway.selector"],
  [
    "a selector with a label that is none",
    file({ istio: { gateway: { selector: { ...selector, "a b": "c" } } } }),
    'istio.gateway.selector["a b"]',
  ],
  [
    "what is for Bookinfo, where there is none",
    file({ bookinfo: { ...off, namespace: "shop", replicas: 2 } }),
    ...["bookinfo.namespace", "bookinfo.replicas"],
  ],
  ["the mode of Bookinfo's namespace, where there is none", file({ bookinfo: off, mtls: "namespace" }), "mtls"],
  [
    "exceptions and callers of Bookinfo's, where there is none",
    file({
      bookinfo: off,
      security: { authorization: "enforced", exceptions: [{ workload: "ratings", reason: "a job" }] },
    }),
    ...["security.exceptions", "security.authorization"],
  ],
  [
    "hosts of Bookinfo's Gateway, where there is none",
    file({ bookinfo: off, istio: { gateway: { hosts: ["a.test"] } } }),
    "istio.gateway.hosts",
  ],
  [
    "a gateway in the namespace of a service",
    file({
      services: { catalog: { namespace: "shop", port: 80, versions: { v1: { version: "v1" } } } },
      istio: { gateway: { namespace: "shop" } },
    }),
    "istio.gateway.namespace",
  ],
];

describe("what a stack installs itself", () => {
  for (const [what, config] of ACCEPTED) {
    it(`may be ${what}`, () => assert.deepEqual(problemsOf(config), []));
  }

  for (const [what, config, ...keys] of REFUSED) {
    it(`leaves no place for ${what}`, () => {
      const told = problemsOf(config).map(({ path }) => projectKey(path).replace("bookinfo-mesh:", ""));
      assert.deepEqual(told, keys);
      fixed(config);
    });
  }

  it("is Istio on a cluster that it makes itself", () => {
    const config = { ...file({ istio: found }), "bookinfo-mesh:cluster": { kind: "eks" }, "aws:region": "eu-west-1" };
    assert.deepEqual(
      problemsOf(config).map(({ path }) => path.join(".")),
      ["istio.enabled"],
    );
    fixed(config);
  });
});
