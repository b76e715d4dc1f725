import assert from "node:assert/strict";
import { type IstiodAnswers, reasonFor } from "../../../../commands/traffic/arrival/istiod";
import { type ArrivalReport, type ProxyArrival } from "../../../../commands/traffic/arrival/report";
import { describeProgress, renderArrival } from "../../../../commands/traffic/arrival/render-arrival";

const POD = { namespace: "shop", name: "web-1" };
const ROUTES = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration";
const LISTENERS = "type.googleapis.com/envoy.config.listener.v3.Listener";
const TAKEN = { sent: "n1", acked: "n1", lastError: "" };

function answers(statuses: object = {}, rest: Partial<IstiodAnswers> = {}): IstiodAnswers {
  return {
    statuses: new Map([["web-1.shop", statuses]]) as IstiodAnswers["statuses"],
    failures: [],
    asked: 1,
    ...rest,
  };
}

function reason(asked: IstiodAnswers): readonly [string, string] {
  const { kind, text } = reasonFor(asked, POD, "route a is missing");
  return [kind, text];
}

describe("why a proxy does not hold routes", () => {
  const none = { statuses: new Map() } as const;

  it("is Envoy's refusal, in its words, of routes before all else", () => {
    const refused = { ...TAKEN, acked: "n0", lastError: "missing ): (\n" };
    const listener = { ...TAKEN, lastError: "no such filter" };
    const text = "Envoy refused what istiod sent: ";
    assert.deepEqual(reason(answers({ [LISTENERS]: listener, [ROUTES]: refused })), [
      "rejected",
      `${text}missing ): (`,
    ]);
    assert.deepEqual(reason(answers({ [LISTENERS]: listener, [ROUTES]: TAKEN })), [
      "rejected",
      `${text}no such filter`,
    ]);
  });

  it("is that routes are on their way, or that none newer were sent", () => {
    const [onItsWay, onItsWayText] = reason(answers({ [ROUTES]: { ...TAKEN, acked: "n0" } }));
    assert.deepEqual(
      [onItsWay, onItsWayText],
      ["on its way", "route a is missing; istiod has sent routes that it has not acknowledged"],
    );
    const taken = ["not sent", "route a is missing; istiod has sent it no newer routes"];
    assert.deepEqual(reason(answers({ [ROUTES]: TAKEN })), taken);
    assert.deepEqual(reason(answers({})), taken);
  });

  it("is that no istiod knows it, or none can say", () => {
    assert.equal(reason(answers({}, none))[0], "not connected");
    assert.deepEqual(reason(answers({}, { ...none, asked: 0 })), [
      "not connected",
      "route a is missing; no istiod runs in the cluster",
    ]);
    const frozen = answers({}, { ...none, failures: ["istio-system/istiod-1: no answer within 2 s"] });
    assert.deepEqual(reason(frozen)[0], "not sent");
    assert.match(reason(frozen)[1], /istiod does not answer \(istio-system\/istiod-1: no answer within 2 s\)/);
  });
});

describe("an arrival as people read it", () => {
  const proxy = (pod: string, rest: Partial<ProxyArrival>): ProxyArrival => ({
    ...{ namespace: "shop", pod, kind: "sidecar", state: "arrived", ...rest },
  });
  const report = (proxies: readonly ProxyArrival[], rest: object = {}): ArrivalReport => ({
    formatVersion: 1,
    startedAt: "2026-01-02T03:04:05.678Z",
    durationSeconds: 1.24,
    routes: [{ service: "web", host: "web.shop", virtualService: "shop/web", proxies, ok: true, ...rest }],
    ok: true,
  });

  it("says how many hold the routes, when the first and the last got them, and who does not count", () => {
    const held = [proxy("a", { afterMs: 131 }), proxy("b", { afterMs: 184 })];
    const others = [proxy("c", { state: "starting" }), proxy("d", { state: "does not call", kind: "gateway" })];
    assert.equal(
      renderArrival(report([...held, ...others], { firstMs: 131, lastMs: 184 })),
      "web: 2 of 2 proxies hold its routes (first after 0.13 s, last after 0.18 s)\n" +
        "  starting: sidecar shop/c\n  does not call: gateway shop/d\nLooked for 1.2 s.",
    );
    assert.match(renderArrival(report([proxy("a", {})])), /^web: 1 of 1 proxies hold its routes \(there already\)\n/);
  });

  it("names each that does not hold them, with the reason", () => {
    const missing = proxy("b", {
      state: "missing",
      reason: { kind: "no answer", text: "its admin port does not answer" },
    });
    assert.match(
      renderArrival(report([proxy("a", { afterMs: 9 }), missing], { firstMs: 9, lastMs: 9, ok: false })),
      /^web: 1 of 2 proxies hold its routes \(first .*\), NOT all\n {2}missing: sidecar shop\/b: its admin port does not answer\n/,
    );
  });

  it("says where the cluster says something else, where nobody calls, and where there is nothing to wait for", () => {
    const differs = "route default: it has v1 100 %, not v2 100 %";
    assert.match(
      renderArrival(report([], { differs, ok: false })),
      /^web: NOT as configured: the VirtualService shop\/web .*v1 100 %, not v2/,
    );
    assert.match(renderArrival(report([], { ok: false })), /^web: no proxy in the mesh calls it/);
    assert.match(renderArrival({ ...report([]), routes: [] }), /splits no traffic/);
  });

  it("says how far it is in one line", () => {
    const all = [
      { service: "web", arrived: 1, callers: 3 },
      { service: "api", arrived: 2, callers: 2 },
    ];
    assert.equal(describeProgress(all), "proxies that hold the routes: web 1 of 3, api 2 of 2 ...");
  });
});
