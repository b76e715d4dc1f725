import assert from "node:assert/strict";
import fc from "fast-check";
import { projectKey } from "../../../mesh/config-path";
import { parseConfig } from "../../../config/parse-config";
import { formatProblems } from "../../../config/problem/problem";
import { valueAt } from "../../../config/value";
import { fixed, problemsOf } from "../fixing";
import { asSeen, type StackFile } from "../pulumi-config";

const catalog = {
  namespace: "shop",
  port: 8080,
  versions: { v1: { app: "catalog", version: "v1" }, v2: { app: "catalog", version: "v2" } },
};
const stack = (services: object, more: object = {}): StackFile => ({
  "bookinfo-mesh:cluster": { kind: "existing", context: "kind-mesh" },
  "bookinfo-mesh:services": services,
  ...Object.fromEntries(Object.entries(more).map(([name, value]) => [`bookinfo-mesh:${name}`, value as unknown])),
});
const withCatalog = (part: object, more: object = {}) => stack({ catalog: { ...catalog, ...part } }, more);
const told = (file: StackFile) => formatProblems(problemsOf(file), "pulumi");

function accepted(file: StackFile) {
  const values = Object.fromEntries(
    Object.entries(asSeen(file)).map(([key, text]) => [key.replace("bookinfo-mesh:", ""), text]),
  );
  const nothing = () => [];
  const around = { regions: nothing, absolutePath: (path: string) => path };
  const parsed = parseConfig({ values }, { ...around, kubeconfigProblems: nothing, chartFolderProblems: nothing });
  assert.ok(parsed.config, parsed.problems && formatProblems(parsed.problems, "pulumi"));
  return parsed.config;
}

describe("services that the stack does not own, in its config", () => {
  it("are named by their namespace, which gives them their host, and may have traffic like any other", () => {
    const traffic = { catalog: { default: { v1: 90, v2: 10 } }, reviews: { default: { v1: 100 } } };
    const config = accepted(stack({ catalog }, { traffic }));
    assert.deepEqual(config.services, { catalog: { ...catalog, host: "catalog.shop.svc.cluster.local" } });
    assert.deepEqual(
      config.traffic.map(({ service, versions }) => [service, versions]),
      [
        ["catalog", ["v1", "v2"]],
        ["reviews", ["v1", "v2", "v3"]],
      ],
    );
  });

  for (const [what, file] of [
    ["without traffic", stack({ catalog })],
    [
      "with the name of Bookinfo's where there is no Bookinfo",
      stack({ reviews: catalog }, { bookinfo: { enabled: false } }),
    ],
    ["of a ServiceEntry", withCatalog({ host: "catalog.example.com" })],
    ["of one word and the domain of a company", withCatalog({ host: "catalog.internal" })],
    ["behind a gateway", withCatalog({ gateway: { name: "shop/front", hosts: ["shop.example.com"] } })],
    ["with names that every object has", stack({ constructor: { ...catalog, host: "a.shop.svc.cluster.local" } })],
    ["with one version", withCatalog({ versions: { only: { app: "catalog" } } })],
  ] as const) {
    it(`are taken ${what}`, () => void accepted(file));
  }

  /** Each is refused in this key; what is left after the fixes is valid. */
  const refused: readonly [what: string, file: StackFile, key: string, ...words: RegExp[]][] = [
    ["one with a name of Bookinfo's", stack({ reviews: catalog }), "services.reviews", /bookinfo\.enabled to false/],
    [
      "one with a host of Bookinfo's",
      withCatalog({ namespace: "default", host: "details.default.svc.cluster.local" }),
      "services.catalog",
      /traffic\.details/,
    ],
    [
      "one that would take the VirtualService of Bookinfo's gateway",
      stack({ bookinfo: { ...catalog, namespace: "default" } }),
      "services.bookinfo",
    ],
    [
      "two with one host",
      stack({ catalog, copy: { ...catalog, host: "catalog.shop.svc.cluster.local" } }),
      "services.copy.host",
      /is services\.catalog already/,
    ],
    [
      "one with the name of another's VirtualService",
      stack({
        catalog: { ...catalog, gateway: { name: "shop/front", hosts: ["shop.example.com"] } },
        "catalog-gateway": catalog,
      }),
      "services.catalog-gateway",
    ],
    ["a host in another namespace", withCatalog({ host: "catalog.other.svc.cluster.local" }), "services.catalog.host"],
    [
      "a short host",
      withCatalog({ host: "catalog" }),
      "services.catalog.host",
      /host catalog\.shop\.svc\.cluster\.local/,
    ],
    ["a host with its namespace alone", withCatalog({ host: "catalog.shop" }), "services.catalog.host"],
    ["a host that ends too early", withCatalog({ host: "catalog.shop.svc" }), "services.catalog.host"],
    ["a host with a wildcard", withCatalog({ host: "*.shop.svc.cluster.local" }), "services.catalog.host"],
    ["an invalid port", withCatalog({ port: 0 }), "services.catalog.port"],
    ["a port in words", withCatalog({ port: "http" }), "services.catalog.port"],
    ["no port", withCatalog({ port: undefined }), "services.catalog.port", /is missing/],
    ["no namespace", withCatalog({ namespace: undefined }), "services.catalog.namespace", /is missing/],
    ["no versions", withCatalog({ versions: {} }), "services.catalog.versions", /at least one/],
    ["versions in a list", withCatalog({ versions: ["v1"] }), "services.catalog.versions"],
    ["a version without labels", withCatalog({ versions: { v1: {} } }), "services.catalog.versions.v1", /at least one/],
    [
      "a version with a name that is no subset's",
      withCatalog({ versions: { v1: { version: "v1" }, V2: { version: "v2" } } }),
      "services.catalog.versions.V2",
      /is not the name of a version/,
    ],
    [
      "a label with a wrong name",
      withCatalog({ versions: { v1: { "a b": "v1", version: "v1" } } }),
      'services.catalog.versions.v1["a b"]',
      /is not the name of a label/,
    ],
    [
      "a label with a wrong value",
      withCatalog({ versions: { v1: { version: "v 1" } } }),
      "services.catalog.versions.v1.version",
    ],
    [
      "two versions with the same labels",
      withCatalog({ versions: { a: { x: "y" }, b: { x: "y" } } }),
      "services.catalog.versions.b",
    ],
    [
      "a version whose labels another has, too",
      withCatalog({ versions: { a: { app: "catalog" }, b: { app: "catalog", version: "b" } } }),
      "services.catalog.versions.a",
      /every pod of b has these labels/,
    ],
    ["an invalid name", stack({ Catalog: catalog }), "services.Catalog", /is not the name of a service/],
    [
      "a gateway without its namespace",
      withCatalog({ gateway: { name: "front", hosts: ["a.example.com"] } }),
      "services.catalog.gateway.name",
    ],
    [
      "a gateway without hosts",
      withCatalog({ gateway: { name: "shop/front", hosts: [] } }),
      "services.catalog.gateway.hosts",
    ],
    [
      "traffic of a version that is not named",
      withCatalog({}, { traffic: { catalog: { default: { v1: 90, v9: 10 } } } }),
      "traffic.catalog.default.v9",
    ],
    [
      "traffic of a service that nobody names",
      stack({}, { traffic: { warehouse: { default: { v1: 100 } } } }),
      "traffic.warehouse",
      /bookinfo-mesh:services/,
    ],
    [
      "traffic of Bookinfo's where there is no Bookinfo",
      stack({ catalog }, { bookinfo: { enabled: false }, traffic: { reviews: { default: { v1: 100 } } } }),
      "traffic.reviews",
    ],
  ];
  for (const [what, file, key, ...words] of refused) {
    it(`are refused: ${what}`, () => {
      const keys = problemsOf(file).map(({ path }) => projectKey(path).replace("bookinfo-mesh:", ""));
      assert.deepEqual(keys, [key]);
      for (const pattern of words) assert.match(told(file), pattern);
      fixed(file);
    });
  }

  it("say nothing of traffic as long as the versions that it is for are wrong", () => {
    const file = withCatalog({ versions: {} }, { traffic: { catalog: { default: { v7: 100 } } } });
    assert.deepEqual(
      problemsOf(file).map(({ path }) => path[0]),
      ["services"],
    );
  });

  it("tell the pods of any two versions apart, or are refused and fixed", () => {
    const labels = fc.dictionary(fc.constantFrom("app", "version", "track"), fc.constantFrom("a", "b", "c"), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b", "c"), labels, { minKeys: 1 }), (versions) => {
        const config = fixed(withCatalog({ versions }), 3);
        const all = Object.entries(
          valueAt(config, ["bookinfo-mesh:services", "catalog", "versions"]) as typeof versions,
        );
        for (const [version, own] of all) {
          for (const [other, others] of all) {
            if (version === other) continue;
            assert.ok(
              Object.entries(own).some(([label, value]) => others[label] !== value),
              `${version} is in ${other}`,
            );
          }
        }
      }),
    );
  });
});
