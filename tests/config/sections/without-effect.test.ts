import assert from "node:assert/strict";
import { projectKey } from "../../../mesh/config-path";
import { fixed, problemsOf } from "../fixing";
import { type StackFile } from "../pulumi-config";

const rule = { name: "users", match: { headers: { "end-user": { prefix: "a" } } }, weights: { v3: 100 } };
const stack = (sections: object): StackFile => ({
  "bookinfo-mesh:cluster": { kind: "existing", context: "kind-mesh" },
  ...Object.fromEntries(
    Object.entries(sections).map(([name, section]) => [`bookinfo-mesh:${name}`, section as unknown]),
  ),
});
const withRule = (part: object) =>
  stack({ traffic: { reviews: { rules: [{ ...rule, ...part }], default: { v2: 100 } } } });
const withDefault = (part: object) => stack({ traffic: { reviews: { default: { weights: { v2: 100 }, ...part } } } });
const withHosts = (hosts: Readonly<Record<string, object>>, istio: object = {}, istioVersion = "1.31.1") =>
  stack({
    istio,
    istioVersion,
    egress: { hosts: Object.entries(hosts).map(([host, port]) => ({ host, ports: [port] })) },
  });

const abort = { abort: { percent: 50, httpStatus: 503 } };
const delay = { delay: { percent: 1, fixedDelay: "1s" } };
const tcp = { number: 5432, protocol: "TCP" };
const databases = { "orders.example.net": tcp, "flags.example.net": tcp };
const capture = (metadata: object, more: object = {}) => ({
  values: { istiod: { meshConfig: { defaultConfig: { proxyMetadata: metadata } }, ...more } },
});

/** Each is refused in these keys, and all of it is well after the fixes that are told. */
const REFUSED: readonly [what: string, file: StackFile, ...keys: string[]][] = [
  ["a fault beside retries", withRule({ fault: abort, retries: { attempts: 1 } }), "traffic.reviews.rules[0].fault"],
  ["a fault beside a timeout", withRule({ fault: delay, timeout: "2s" }), "traffic.reviews.rules[0].fault"],
  ["the same in a default", withDefault({ fault: abort, timeout: "2s" }), "traffic.reviews.default.fault"],
  [
    "a try that may take longer than all",
    withRule({ timeout: "2s", retries: { attempts: 1, perTryTimeout: "3s" } }),
    "traffic.reviews.rules[0].retries.perTryTimeout",
  ],
  [
    "as many attempts as fit, and the first try besides",
    withRule({ timeout: "2s", retries: { attempts: 2, perTryTimeout: "1s" } }),
    "traffic.reviews.rules[0].retries.perTryTimeout",
  ],
  [
    "more tries than there are milliseconds",
    withDefault({ timeout: "1ms", retries: { attempts: 1, perTryTimeout: "1ms" } }),
    "traffic.reviews.default.retries.perTryTimeout",
  ],
  [
    "a query in a whole path",
    withRule({ match: { uri: { exact: "/reviews/0?full=1" } } }),
    "traffic.reviews.rules[0].match.uri.exact",
  ],
  [
    "a query at the start of a path, which lacks its slash too",
    withRule({ match: { uri: { prefix: "reviews?" } } }),
    "traffic.reviews.rules[0].match.uri.prefix",
  ],
  ...["/reviews/\\d+\\?full=.*", "/reviews[?]full", "/reviews#top"].map((regex): (typeof REFUSED)[number] => [
    `a query in the expression ${regex}`,
    withRule({ match: { uri: { regex }, method: { exact: "GET" } } }),
    "traffic.reviews.rules[0].match.uri.regex",
  ]),
  ["a rule that takes every request", withRule({ match: { uri: { prefix: "/" } } }), "traffic.reviews.rules[0]"],
  [
    "plain HTTP on the port of HTTPS",
    withHosts({ "maps.example.org": { number: 443, protocol: "HTTP" } }),
    "egress.hosts[0].ports[0].protocol",
  ],
  ["two databases on one port", withHosts(databases), "egress.hosts[1].ports[0]"],
  [
    "two databases on one port, where sidecars answer DNS and istiod gives out no addresses",
    withHosts(
      databases,
      capture({ ISTIO_META_DNS_CAPTURE: "true" }, { pilot: { env: { PILOT_ENABLE_IP_AUTOALLOCATE: "false" } } }),
    ),
    "egress.hosts[1].ports[0]",
  ],
  [
    "the same with an Istio that gives out none by itself",
    withHosts(databases, capture({ ISTIO_META_DNS_CAPTURE: "true" }), "1.24.0"),
    "egress.hosts[1].ports[0]",
  ],
];

const ACCEPTED: readonly [what: string, file: StackFile][] = [
  ["a fault by itself", withRule({ fault: { ...abort, ...delay } })],
  ["a fault and no retries", withRule({ fault: abort, retries: { attempts: 0 } })],
  ["a fault that is switched off", withRule({ fault: { abort: { ...abort.abort, percent: 0 } }, timeout: "2s" })],
  ["a fault in one rule and a timeout in the next", withDefault({ timeout: "2s" })],
  ["tries that just fit", withRule({ timeout: "2s", retries: { attempts: 3, perTryTimeout: "500ms" } })],
  ["tries without a timeout of all", withRule({ retries: { attempts: 3, perTryTimeout: "5s" } })],
  ["retries without a limit for each", withRule({ timeout: "1s", retries: { attempts: 3 } })],
  ["an expression that may do without a query", withRule({ match: { uri: { regex: "/reviews(\\?.*)?" } } })],
  ["an optional character", withRule({ match: { uri: { regex: "/reviews?/0" } } })],
  ["a set of characters", withRule({ match: { uri: { regex: "/reviews/[a-z?]+" } } })],
  [
    "TLS that starts in the mesh, on its own port",
    withHosts({ "maps.example.org": { number: 443, protocol: "HTTP", tls: "originate" } }),
  ],
  ["HTTPS on its port", withHosts({ "maps.example.org": { number: 443, protocol: "HTTPS" } })],
  ["HTTP on a port of its own", withHosts({ "maps.example.org": { number: 8080, protocol: "HTTP" } })],
  ["two databases with DNS capture, by the key", withHosts(databases, { dnsCapture: true })],
  ["the same with an older Istio", withHosts(databases, { dnsCapture: true }, "1.24.0")],
  ["the same by Helm's values", withHosts(databases, capture({ ISTIO_META_DNS_CAPTURE: "true" }))],
  [
    "the same by both of the values that an older Istio needs",
    withHosts(databases, capture({ ISTIO_META_DNS_CAPTURE: "true", ISTIO_META_DNS_AUTO_ALLOCATE: "true" }), "1.24.0"),
  ],
];

describe("values without effect", () => {
  for (const [what, file, ...keys] of REFUSED) {
    it(`are refused: ${what}`, () => {
      const told = problemsOf(file).map(({ path }) => projectKey(path).replace("bookinfo-mesh:", ""));
      assert.deepEqual(told, keys);
      fixed(file);
    });
  }

  for (const [what, file] of ACCEPTED) {
    it(`are not seen in ${what}`, () => assert.deepEqual(problemsOf(file), []));
  }
});
