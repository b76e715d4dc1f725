import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CoreV1Api,
  CustomObjectsApi,
  type KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Pod,
} from "@kubernetes/client-node";
import { readClusterAccess } from "../../commands/stack/cluster-access";
import { readStack } from "../../commands/stack/outputs";
import { processesIn, whileFrozen } from "../../commands/stack/sandbox/frozen";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { type ArrivalReport, type ArrivalWatch, watchArrival } from "../../commands/traffic/arrival/arrival";
import { type ProxyArrival } from "../../commands/traffic/arrival/report";
import { type PlacedPlan, placedPlans } from "../../commands/traffic/placed-plan";
import { virtualServiceSpec } from "../../mesh/traffic/virtual-service";
import { npmRun } from "./command";
import { documented } from "../output/documented";

const ISTIO = { group: "networking.istio.io", version: "v1" } as const;

describe("proof of arrival", () => {
  let access: KubeConfig;
  let placed: PlacedPlan;
  let watch: ArrivalWatch | undefined;
  let changes = 0;

  before(async () => {
    access = await readClusterAccess(sandbox.stack);
    const found = placedPlans(await readStack(sandbox.stack)).find(({ plan }) => plan.service === "reviews");
    assert.ok(found);
    placed = found;
  });

  afterEach(async () => {
    await watch?.close();
    watch = undefined;
    await write(placed);
  });

  async function begin(timeoutSeconds: number): Promise<ArrivalWatch> {
    watch = await watchArrival(access, [placed], { timeoutSeconds });
    const before = await watch.arrived([placed]);
    assert.ok(before.ok, JSON.stringify(before));
    return watch;
  }

  /** Gives the default of reviews another split, and the plan that says so. */
  async function move(): Promise<PlacedPlan> {
    const share = 40 + (changes++ % 20);
    const moved = { ...placed, plan: { ...placed.plan, default: { weights: { v1: share, v3: 100 - share } } } };
    await write(moved);
    return moved;
  }

  async function write({ plan, namespace, host }: PlacedPlan): Promise<void> {
    await access.makeApiClient(CustomObjectsApi).patchNamespacedCustomObject(
      {
        ...ISTIO,
        namespace,
        plural: "virtualservices",
        name: plan.service,
        body: [{ op: "replace", path: "/spec", value: virtualServiceSpec(plan, host) }],
      },
      setHeaderOptions("Content-Type", PatchStrategy.JsonPatch),
    );
  }

  async function pod(namespace: string, app: string): Promise<V1Pod & { readonly uid: string; readonly name: string }> {
    const { items } = await access
      .makeApiClient(CoreV1Api)
      .listNamespacedPod({ namespace, labelSelector: `app=${app}` });
    const running = items.find(({ metadata }) => metadata?.deletionTimestamp === undefined);
    const { uid, name } = running?.metadata ?? {};
    assert.ok(running && uid !== undefined && name !== undefined, `no pod of ${app}`);
    return { ...running, uid, name };
  }

  it("has every proxy take a change within a moment, and tells when each did", async () => {
    const looking = await begin(10);
    const report = await looking.arrived([await move()]);
    assert.ok(report.ok, JSON.stringify(report));
    const { proxies, lastMs = Infinity } = onlyRoute(report);
    assert.ok(proxies.length >= 6 && proxies.every(({ afterMs = 0 }) => afterMs > 50), JSON.stringify(proxies));
    assert.ok(lastMs < 3_000, String(lastMs));
  });

  it("says of a frozen istiod that no proxy has got the change, and sees it come once istiod goes on", async () => {
    const looking = await begin(3);
    const istiod = processesIn((await pod("istio-system", "istiod")).uid, "pilot-discovery");
    // istiod itself says whether the change is valid, and collects changes for 0.1 s before it sends any.
    const moved = await move();
    const report = await whileFrozen(istiod, () => looking.arrived([moved]));
    assert.equal(report.ok, false);
    const { proxies } = onlyRoute(report);
    assert.deepEqual([...new Set(proxies.map(({ state }) => state))], ["missing"]);
    for (const { reason } of proxies) assert.match(reason?.text ?? "", /istiod does not answer .*no answer within/);
    assert.ok((await looking.arrived([moved])).ok);
  });

  it("names a proxy that is frozen, which gets the change once it goes on", async () => {
    const looking = await begin(3);
    const ratings = await pod("default", "ratings");
    const [report, moved] = await whileFrozen(processesIn(ratings.uid, "envoy"), async () => {
      const after = await move();
      return [await looking.arrived([after]), after] as const;
    });
    assert.equal(report.ok, false);
    const missing = missingOf(report);
    assert.deepEqual(
      missing.map((one) => [one.pod, one.reason?.kind]),
      [[ratings.name, "no answer"]],
    );
    assert.ok((await looking.arrived([moved])).ok);
  });

  it("gives Envoy's words where it refused what an EnvoyFilter made of its routes", async () => {
    const looking = await begin(4);
    const filters = { ...ISTIO, version: "v1alpha3", namespace: "default", plural: "envoyfilters" };
    const api = access.makeApiClient(CustomObjectsApi);
    await api.createNamespacedCustomObject({ ...filters, body: REFUSED_FILTER });
    let report: ArrivalReport;
    let moved: PlacedPlan;
    try {
      moved = await move();
      report = await looking.arrived([moved]);
    } finally {
      await api.deleteNamespacedCustomObject({ ...filters, name: REFUSED_FILTER.metadata.name });
    }
    assert.equal(report.ok, false);
    const [ratings, ...others] = missingOf(report);
    assert.deepEqual(others, []);
    assert.match(ratings?.pod ?? "", /^ratings-/);
    assert.equal(ratings?.reason?.kind, "rejected");
    assert.match(ratings.reason.text, /^Envoy refused what istiod sent: .*missing \)/s);
    assert.ok((await looking.arrived([moved])).ok);
  });

  it("counts a pod that starts and leaves out one that ends meanwhile, with the same verdict", async () => {
    const looking = await begin(40);
    const [ratings, details] = [await pod("default", "ratings"), await pod("default", "details")];
    const report = await whileFrozen(processesIn(ratings.uid, "envoy"), async () => {
      const waiting = looking.arrived([await move()]);
      await access.makeApiClient(CoreV1Api).deleteNamespacedPod({ namespace: "default", name: details.name });
      await untilReady("details", details.name);
      return { waiting };
    });
    const { ok, routes } = await report.waiting;
    assert.ok(ok, JSON.stringify(routes));
    const names = routes.flatMap(({ proxies }) => proxies.map((one) => one.pod));
    assert.ok(!names.includes(details.name), names.join(", "));
    assert.equal(names.filter((name) => name.startsWith("details-")).length, 1);
  });

  it("is a command's, which ends with 1 where the cluster says something else than the stack", async () => {
    const held = await npmRun("traffic", "wait", "--json");
    assert.equal(held.exitCode, 0, held.stdout + held.stderr);
    documented("traffic-wait", held.stdout);
    await move();
    const other = await npmRun("traffic", "wait", "reviews");
    assert.equal(other.exitCode, 1, other.stdout + other.stderr);
    assert.match(
      other.stdout,
      /^reviews: NOT as configured: .* route default: it has v1 \d+ %, v3 \d+ %, not v2 100 %/,
    );
  });

  async function untilReady(app: string, gone: string): Promise<void> {
    for (;;) {
      const next = await pod("default", app).catch(() => undefined);
      const ready = next?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
      if (next && next.name !== gone && ready) return;
      await sleep(200);
    }
  }
});

/** A filter that makes a route of ratings' proxy whose regular expression no Envoy takes. */
const REFUSED_FILTER = {
  apiVersion: "networking.istio.io/v1alpha3",
  kind: "EnvoyFilter",
  metadata: { name: "refused-by-envoy", namespace: "default" },
  spec: {
    workloadSelector: { labels: { app: "ratings" } },
    configPatches: [
      {
        applyTo: "HTTP_ROUTE",
        match: {
          context: "SIDECAR_OUTBOUND",
          routeConfiguration: { vhost: { name: "reviews.default.svc.cluster.local:9080" } },
        },
        patch: {
          operation: "INSERT_FIRST",
          value: {
            name: "refused",
            match: { safe_regex: { regex: "(" } },
            route: { cluster: "outbound|9080||reviews.default.svc.cluster.local" },
          },
        },
      },
    ],
  },
};

function onlyRoute({ routes }: ArrivalReport) {
  const [route, ...others] = routes;
  assert.ok(route && others.length === 0);
  return route;
}

function missingOf(report: ArrivalReport): ProxyArrival[] {
  return onlyRoute(report).proxies.filter(({ state }) => state === "missing");
}
