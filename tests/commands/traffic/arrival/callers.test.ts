import assert from "node:assert/strict";
import { type V1Pod } from "@kubernetes/client-node";
import { gatewaysAt, leadsTo, type VirtualService } from "../../../../commands/traffic/arrival/callers";
import { proxyOf, type ProxyPod } from "../../../../commands/traffic/arrival/proxy-pods";

const START = new Date("2026-01-02T03:00:00Z");
const LATER = new Date("2026-01-02T04:00:00Z");
const EARLIER = new Date("2026-01-02T02:59:59Z");

interface PodArgs {
  readonly role?: string;
  readonly native?: boolean;
  readonly proxyReady?: boolean;
  /** When the pod was said to be not ready; it is ready where this is not given. */
  readonly notReadySince?: Date;
}

function pod({ role = "sidecar", native = true, proxyReady = true, notReadySince }: PodArgs = {}): V1Pod {
  const proxy = { name: "istio-proxy", args: ["proxy", role, "--domain", "$(POD_NAMESPACE).svc.cluster.local"] };
  const status = { name: "istio-proxy", ready: proxyReady, image: "", imageID: "", restartCount: 0 };
  const statuses = [{ ...status, state: { running: { startedAt: START } } }];
  return {
    metadata: { name: "web-1", namespace: "shop", uid: "u1", labels: { app: "web" } },
    spec: {
      containers: native ? [{ name: "web" }] : [{ name: "web" }, proxy],
      ...(native && { initContainers: [proxy] }),
    },
    status: {
      phase: "Running",
      conditions: [
        notReadySince
          ? { type: "Ready", status: "False", lastTransitionTime: notReadySince }
          : { type: "Ready", status: "True", lastTransitionTime: LATER },
      ],
      ...(native ? { initContainerStatuses: statuses } : { containerStatuses: statuses }),
    },
  };
}

describe("the proxy of a pod", () => {
  it("is a sidecar, among the containers or the init containers, or a gateway", () => {
    const sidecar = {
      namespace: "shop",
      name: "web-1",
      uid: "u1",
      kind: "sidecar",
      labels: { app: "web" },
      started: true,
    };
    assert.deepEqual(proxyOf(pod()), sidecar);
    assert.deepEqual(proxyOf(pod({ native: false })), sidecar);
    assert.deepEqual(proxyOf(pod({ role: "router" })), { ...sidecar, kind: "gateway" });
  });

  it("is none in a pod without one, in a waypoint, and in a pod that ends, has ended or has not begun", () => {
    const { metadata, spec, status } = pod();
    const others: V1Pod[] = [
      { metadata, spec: { containers: [{ name: "web" }] }, status },
      pod({ role: "waypoint" }),
      { metadata: { ...metadata, deletionTimestamp: LATER }, spec, status },
      { metadata, spec, status: { ...status, phase: "Succeeded" } },
      { metadata, spec, status: { ...status, phase: "Pending" } },
      {},
    ] as V1Pod[];
    assert.deepEqual(
      others.map(proxyOf),
      others.map(() => undefined),
    );
  });

  it("still counts where it was ready once, and does not yet where it never was", () => {
    assert.equal(proxyOf(pod({ proxyReady: false, notReadySince: LATER }))?.started, true);
    assert.equal(proxyOf(pod({ proxyReady: false, notReadySince: EARLIER }))?.started, false);
    assert.equal(proxyOf(pod({ proxyReady: true, notReadySince: EARLIER }))?.started, true);
  });
});

describe("the routes of a VirtualService", () => {
  const gateways = [
    { metadata: { namespace: "shop", name: "front" }, spec: { selector: { istio: "ingress" } } },
    { metadata: { namespace: "edge", name: "front" }, spec: { selector: { istio: "edge" } } },
  ];
  const at = (kind: ProxyPod["kind"], namespace: string, labels: Record<string, string> = {}): ProxyPod => ({
    ...{ kind, namespace, labels, name: "p", uid: "u", started: true },
  });
  const saying = (spec: VirtualService["spec"]): VirtualService => ({
    metadata: { namespace: "shop", name: "web" },
    spec,
  });

  it("are for all sidecars and no gateway, unless it names gateways", () => {
    for (const spec of [{}, { gateways: [] }, { gateways: ["mesh"] }]) {
      assert.deepEqual(gatewaysAt(saying(spec), at("sidecar", "other"), gateways), ["mesh"]);
      assert.deepEqual(gatewaysAt(saying(spec), at("gateway", "other", { istio: "ingress" }), gateways), []);
    }
    assert.deepEqual(gatewaysAt(saying({ gateways: ["front"] }), at("sidecar", "shop"), gateways), []);
  });

  it("are for the pods that the named gateways select, in its own namespace or the one that it names", () => {
    const both = saying({ gateways: ["mesh", "front", "edge/front", "edge/none"] });
    assert.deepEqual(gatewaysAt(both, at("gateway", "other", { istio: "ingress" }), gateways), ["front"]);
    assert.deepEqual(gatewaysAt(both, at("gateway", "other", { istio: "edge", app: "x" }), gateways), ["edge/front"]);
    assert.deepEqual(gatewaysAt(both, at("gateway", "other", { istio: "else" }), gateways), []);
    assert.deepEqual(gatewaysAt(both, at("sidecar", "other"), gateways), ["mesh"]);
  });

  it("are for the namespaces alone that it is exported to", () => {
    const to = (exportTo: string[], namespace: string) =>
      gatewaysAt(saying({ exportTo }), at("sidecar", namespace), gateways).length;
    assert.deepEqual([to(["."], "shop"), to(["."], "other")], [1, 0]);
    assert.deepEqual([to(["other", "."], "other"), to(["other"], "shop")], [1, 0]);
    assert.deepEqual([to(["*"], "other"), to(["~"], "shop")], [1, 0]);
  });

  it("lead to a service by its full name, or by its short one in the same namespace", () => {
    const to = (host: string) => saying({ http: [{ route: [{ destination: { host } }] }] });
    assert.ok(leadsTo(to("web.shop.svc.cluster.local"), "web.shop.svc.cluster.local"));
    assert.ok(leadsTo(to("web"), "web.shop.svc.cluster.local"));
    assert.ok(!leadsTo(to("web"), "web.other.svc.cluster.local"));
    assert.ok(!leadsTo(saying({}), "web.shop.svc.cluster.local"));
  });
});
