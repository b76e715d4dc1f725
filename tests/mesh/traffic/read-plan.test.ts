import assert from "node:assert/strict";
import fc from "fast-check";
import { configPath } from "../../../mesh/config-path";
import { destinationRuleSpec } from "../../../mesh/traffic/destination-rule";
import { type PlanReading, readPlan } from "../../../mesh/traffic/read-plan";
import { routeFor } from "../../../mesh/traffic/traffic-plan";
import { virtualServiceSpec } from "../../../mesh/traffic/virtual-service";
import { anyPlan, anyRequest } from "./arbitrary-plan";
import { anyForeignRoutes, servedBy } from "./foreign-routes";

const HOST = "reviews.shop.svc.cluster.local";
const SERVICE = { name: "reviews", host: HOST, namespace: "shop", ports: [9080] };

const to = (subset: string) => ({ destination: { host: "reviews", subset } });

function virtualService(spec: object) {
  return { kind: "VirtualService", namespace: "shop", name: "reviews", spec: { hosts: ["reviews"], ...spec } };
}

function destinationRule(spec: object = {}) {
  const subsets = ["v1", "v2", "v3"].map((name) => ({ name, labels: { version: name } }));
  return { kind: "DestinationRule", namespace: "shop", name: "reviews", spec: { host: "reviews", subsets, ...spec } };
}

function readRoutes(...http: object[]): PlanReading {
  return readPlan(SERVICE, virtualService({ http }), [destinationRule()]);
}

/** What is told, as `path: text`, that of another kind left out. */
function told({ remarks }: PlanReading, kind: "lost" | "note"): string[] {
  return remarks.filter((one) => one.kind === kind).map(({ path, text }) => `${configPath(path)}: ${text}`);
}

describe("reading a plan back", () => {
  it("gives the plan that the objects were made of, and tells nothing (any plan)", () => {
    fc.assert(
      fc.property(anyPlan, fc.constantFrom("ISTIO_MUTUAL" as const, undefined), (plan, tls) => {
        const read = readPlan(SERVICE, { ...virtualService({}), spec: virtualServiceSpec(plan, HOST) }, [
          { ...destinationRule(), spec: destinationRuleSpec(plan, HOST, tls) },
        ]);
        assert.deepEqual(read.plan, plan);
        assert.deepEqual(read.remarks, []);
        assert.equal(read.tls, tls);
        assert.deepEqual(read.labels, { v1: { version: "v1" }, v2: { version: "v2" }, v3: { version: "v3" } });
      }),
      { numRuns: 500 },
    );
  });

  it("gives a plan that does the same to every request, or names what is lost (any routes, any request)", () => {
    let said = 0;
    fc.assert(
      fc.property(anyForeignRoutes, fc.array(anyRequest, { minLength: 5, maxLength: 5 }), (http, requests) => {
        const read = readRoutes(...http);
        assert.equal(read.plan === undefined, told(read, "lost").length > 0);
        if (!read.plan) return;
        said++;
        for (const request of requests) {
          const { weights, timeout } = routeFor(read.plan, request);
          const shares = Object.entries(weights).filter(([, weight]) => weight > 0);
          assert.deepEqual({ shares: Object.fromEntries(shares), timeout }, servedBy(http, request));
        }
      }),
      { numRuns: 1000 },
    );
    assert.ok(said > 300, `only ${said} of 1000 could be said`);
  });
});
