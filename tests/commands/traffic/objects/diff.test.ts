import assert from "node:assert/strict";
import fc from "fast-check";
import { diffService } from "../../../../commands/traffic/objects/diff";
import { diffStacks } from "../../../../commands/traffic/objects/diff-plans";
import { editText, lastEdit } from "../../../../commands/traffic/objects/last-edit";
import { type LiveObject, type ManagedField } from "../../../../commands/traffic/objects/live-objects";
import { renderDiff } from "../../../../commands/traffic/objects/render-diff";
import { type SaidTraffic } from "../../../../commands/traffic/objects/said-traffic";
import { wantedObjects } from "../../../../commands/traffic/objects/wanted-objects";
import { type MeshObject } from "../../../../mesh/traffic/read/mesh-object";
import { type TrafficPlan } from "../../../../mesh/traffic/traffic-plan";
import { anyPlan } from "../../../mesh/traffic/arbitrary-plan";
import { type PlacedPlan } from "../../../../commands/traffic/placed-plan";
import { WALK_THROUGH } from "../plans";

const HOST = "reviews.default.svc.cluster.local";

function said(plan: TrafficPlan, rest: Partial<SaidTraffic> = {}): SaidTraffic {
  const labels = Object.fromEntries(plan.versions.map((version) => [version, { app: plan.service, version }]));
  const placed = { plan, namespace: "default", host: HOST, port: 9080, labels };
  return { placed, isForeign: false, tls: "ISTIO_MUTUAL", ...rest };
}

const EDITED: ManagedField[] = [
  {
    manager: "pulumi-kubernetes-491f630c",
    operation: "Apply",
    time: "2026-11-26T15:18:10Z",
    fieldsV1: { "f:spec": {} },
  },
  { manager: "kubectl-edit", operation: "Update", time: "2026-11-26T15:20:00Z", fieldsV1: { "f:spec": {} } },
  { manager: "labeller", operation: "Update", time: "2026-11-26T15:30:00Z", fieldsV1: { "f:metadata": {} } },
];

function live(object: MeshObject, managedFields: ManagedField[] = []): LiveObject {
  return { ...object, metadata: { name: object.name, namespace: object.namespace, managedFields } };
}

/** A cluster that has what a stack makes, with its VirtualService as somebody left it. */
function cluster(of: SaidTraffic, change: (http: Http) => unknown = (http) => http) {
  const { sidecars, gateway, destinationRule } = wantedObjects(of);
  const changed = [sidecars, gateway].flatMap((one) =>
    one
      ? [live({ ...one, spec: { ...(one.spec as object), http: change((one.spec as { http: Http }).http) } }, EDITED)]
      : [],
  );
  return { virtualServices: changed, destinationRules: [live(destinationRule)], isOfOneNamespace: false };
}

type Http = readonly { readonly name: string; readonly route: readonly object[] }[];

describe("traffic diff", () => {
  it("finds no difference in what the stack itself makes, at sidecars and at gateways (any plan)", () => {
    fc.assert(
      fc.property(anyPlan, fc.boolean(), (plan, hasGateway) => {
        const gateway = { name: "shop/edge", hosts: ["shop.example.com"] };
        const one = hasGateway ? said(plan, { isForeign: true, tls: "DISABLE", gateway }) : said(plan);
        assert.deepEqual(diffService(one, cluster(one)).objects, []);
        assert.deepEqual(
          diffStacks([one.placed], [one.placed]).flatMap(({ objects }) => objects),
          [],
        );
      }),
    );
  });

  it("finds one in each rule whose split somebody moved (any two plans of the same rules)", () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, (plan, { default: other }) => {
        const found = diffService(said(plan), cluster(said({ ...plan, default: other })));
        const shares = ({ weights }: TrafficPlan["default"]) =>
          plan.versions.map((version) => weights[version] ?? 0).join();
        const parts = found.objects.flatMap(({ differences }) => differences).map(({ part }) => part);
        assert.equal(parts.includes("weights"), shares(plan.default) !== shares(other));
      }),
    );
  });

  it("says who wrote what, side by side", () => {
    const one = said(WALK_THROUGH);
    const diff = diffService(
      one,
      cluster(one, (http) =>
        http.map((route) => ({
          ...route,
          timeout: route.name === "default" ? "90s" : undefined,
          route: [{ destination: { host: HOST, subset: "v3" } }],
        })),
      ),
    );
    const text = renderDiff([diff], { wanted: "config", found: "the cluster" }, new Date("2026-11-26T15:25:00Z"));
    assert.equal(
      text,
      [
        "reviews: VirtualService default/reviews differs; last written by kubectl-edit at 2026-11-26 15:20:00 UTC, 5 min ago",
        "  roundrobin-user: weights",
        "    config       v1 10, v2 30, v3 60",
        "    the cluster  v3 100",
        "  default: weights",
        "    config       v2 100",
        "    the cluster  v3 100",
        "  default: timeout",
        "    config       none",
        "    the cluster  90000 ms",
      ].join("\n"),
    );
  });

  const partsOf = (change: (http: Http) => unknown) => {
    const one = said(WALK_THROUGH);
    return diffService(one, cluster(one, change)).objects.flatMap(({ differences }) =>
      differences.map(({ rule, part, wanted, found }) => [rule, part, wanted, found]),
    );
  };

  it("tells rules that are gone, new, in another order, and what config can't say", () => {
    assert.deepEqual(
      partsOf((http) => http.slice(1)),
      [["roundrobin-user", "rule", "end-user = roundrobin; weights v1 10, v2 30, v3 60", undefined]],
    );
    const extra = {
      name: "beta",
      match: [{ uri: { prefix: "/beta" } }],
      route: [{ destination: { host: HOST, subset: "v1" } }],
    };
    assert.deepEqual(
      partsOf((http) => [extra, ...http]),
      [["beta", "rule", undefined, "uri starts with /beta; weights v1 100"]],
    );
    assert.deepEqual(
      partsOf((http) =>
        http.map((route, index) => (index === 0 ? { ...route, rewrite: { uri: "/" } } : route)),
      )[0]?.slice(0, 2),
      ["roundrobin-user", "rule"],
    );
    assert.deepEqual(
      partsOf((http) => [...http, ...http]),
      [],
      "what can't be reached makes no difference",
    );
  });

  it("tells objects that are gone, and those of others for the same host", () => {
    const one = said(WALK_THROUGH);
    const all = cluster(one);
    const gone = diffService(one, { ...all, virtualServices: [], destinationRules: [] });
    assert.deepEqual(
      gone.objects.map(({ object, differences }) => [object, differences[0]?.found]),
      [
        ["VirtualService default/reviews", "gone"],
        ["DestinationRule default/reviews", "gone"],
      ],
    );
    const [own] = all.virtualServices;
    assert.ok(own);
    const more = diffService(one, { ...all, virtualServices: [own, { ...own, name: "theirs" }] });
    assert.deepEqual(
      more.objects.map(({ object }) => object),
      ["VirtualService default/theirs"],
    );
  });

  it("takes an object that is said to be for all callers as one that says nothing of them", () => {
    const one = said(WALK_THROUGH);
    const exported = (exportTo: readonly string[]) => {
      const all = cluster(one);
      const to = (object: LiveObject) => ({ ...object, spec: { ...(object.spec as object), exportTo } });
      const live = {
        ...all,
        virtualServices: all.virtualServices.map(to),
        destinationRules: all.destinationRules.map(to),
      };
      return diffService(one, live).objects.flatMap(({ differences }) => differences.map(({ part }) => part));
    };
    assert.deepEqual(exported(["*"]), []);
    assert.deepEqual(exported([]), []);
    assert.deepEqual(exported(["."]), ["spec.exportTo", "spec.exportTo"]);
  });

  it("tells labels and settings of a DestinationRule", () => {
    const one = said(WALK_THROUGH);
    const all = cluster(one);
    const { destinationRule } = wantedObjects(one);
    const spec = {
      host: HOST,
      trafficPolicy: { tls: { mode: "DISABLE" } },
      subsets: [
        { name: "v1", labels: { version: "v1" } },
        { name: "v2", labels: { version: "v9" } },
      ],
    };
    const diff = diffService(one, { ...all, destinationRules: [live({ ...destinationRule, spec })] });
    const ofRule = diff.objects.find(({ object }) => object.startsWith("DestinationRule"));
    assert.deepEqual(
      ofRule?.differences.map(({ part }) => part),
      ["subset v2", "subset v3", "spec.trafficPolicy"],
    );
  });

  it("tells what another stack says, and what one of the two alone has", () => {
    const { placed } = said(WALK_THROUGH);
    const differences = (one: readonly PlacedPlan[], other: readonly PlacedPlan[]) =>
      diffStacks(one, other).map(({ service, objects }) => [service, objects[0]?.differences]);
    const other = { ...placed, plan: { ...WALK_THROUGH, default: { weights: { v1: 100 } } } };
    assert.deepEqual(differences([placed], [other]), [
      ["reviews", [{ rule: "default", part: "weights", wanted: "v2 100", found: "v1 100" }]],
    ]);
    assert.deepEqual(differences([placed], []), [["reviews", [{ part: "traffic", wanted: "2 rules" }]]]);
    assert.deepEqual(differences([], [placed]), [["reviews", [{ part: "traffic", found: "2 rules" }]]]);
    const more = { ...placed, plan: { ...WALK_THROUGH, versions: [...WALK_THROUGH.versions, "v4"] } };
    assert.deepEqual(differences([placed], [more]), [
      ["reviews", [{ part: "versions", wanted: "v1, v2, v3", found: "v1, v2, v3, v4" }]],
    ]);
  });
});

describe("the last edit of an object", () => {
  it("is the latest of its spec that is not Pulumi's", () => {
    assert.deepEqual(lastEdit(EDITED), { manager: "kubectl-edit", at: new Date("2026-11-26T15:20:00Z") });
    assert.equal(lastEdit(EDITED.slice(0, 1)), undefined);
    assert.equal(editText({ manager: "kubectl-edit" }, new Date()), "kubectl-edit");
  });
});
