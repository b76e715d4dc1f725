import assert from "node:assert/strict";
import fc from "fast-check";
import { entranceProblems } from "../../../config/sections/entrance-problems";
import { Reading } from "../../../config/reading";
import { entranceRoutes, isOpen, OPEN_PATHS } from "../../../mesh/traffic/entrance";
import { matches, type Request, type RequestMatch } from "../../../mesh/traffic/request-match";
import { routeFor, type Rule, type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { crdValidator } from "../istio/crd-schemas";
import { anyMatch, anyPlan, anyRequest } from "./arbitrary-plan";

const HOST = "productpage.default.svc.cluster.local";
const v1 = { v1: 100 };
const rule = (match: RequestMatch, rest: Partial<Rule> = {}): Rule => ({ name: "some", match, weights: v1, ...rest });
const planOf = (...rules: Rule[]): TrafficPlan => ({
  service: "productpage",
  versions: ["v1"],
  rules,
  default: { weights: v1 },
});

const path = fc.constantFrom("/", "/static", "/static/a.css", "/productpage", "/login", "/api/v1/products/0?u=1", "/x");
const uri = fc.oneof(
  path.map((exact) => ({ exact })),
  fc.constantFrom("/", "/st", "/static/a", "/api", "/productpage", "/x").map((prefix) => ({ prefix })),
  fc.constantFrom("/static/.*", "/(login|logout)", "/api/v1/products/[0-9]+").map((regex) => ({ regex })),
);

/** Any plan for productpage, be it one that the config accepts or not. */
const anyEntrancePlan = fc
  .record({ plan: anyPlan, matches: fc.array(fc.tuple(anyMatch, fc.option(uri)), { maxLength: 4 }) })
  .map(({ plan, matches }) =>
    planOf(
      ...matches.map(([{ sourceLabels: _, uri: __, ...match }, uri], index) =>
        rule(
          { ...match, ...(uri && { uri }) },
          { ...plan.rules[index], name: `rule-${index}`, weights: v1, match: { ...match, ...(uri && { uri }) } },
        ),
      ),
    ),
  );

const problemsOf = ({ rules }: TrafficPlan) =>
  entranceProblems(
    ["rules"],
    rules.map((one) => new Reading<Rule>(one, [])),
  );

describe("routes of the ingress gateway", () => {
  it("do to every request what the plan says, and nothing for a path that is not open (any plan, any request)", () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyEntrancePlan, anyRequest, path, (plan, request, uri) => {
        if (problemsOf(plan).length > 0) return;
        accepted += 1;
        const asked: Request = { ...request, uri, sourceLabels: {} };
        const route = entranceRoutes(HOST, plan).find(({ match }) =>
          match?.some((one) => matches(one as RequestMatch, asked)),
        );
        if (!isOpen(uri)) return assert.equal(route, undefined);
        const decided = routeFor(plan, asked);
        assert.equal(route?.name, "name" in decided ? decided.name : "default");
        assert.equal(route?.timeout, decided.timeout);
        assert.equal(route?.fault?.abort?.percentage?.value, decided.fault?.abort?.percent);
      }),
      { numRuns: 1000 },
    );
    assert.ok(accepted > 100, `${accepted} plans were accepted`);
  });

  it("are valid against Istio's own CRD, and each can be reached (any plan that is accepted)", function () {
    this.timeout(120_000); // The schemas may have to be downloaded first.
    const crdProblems = crdValidator("VirtualService");
    fc.assert(
      fc.property(anyEntrancePlan, (plan) => {
        if (problemsOf(plan).length > 0) return;
        const http = entranceRoutes(HOST, plan);
        assert.deepEqual(crdProblems({ hosts: ["*"], gateways: ["books"], http }), []);
        for (const { match } of http.slice(0, -1)) assert.notDeepEqual(match, []);
      }),
    );
  });

  it("name subsets where there is a plan, and are tried again unless a rule says otherwise or has a fault", () => {
    const abort = { abort: { percent: 10, httpStatus: 503 } };
    const plan = planOf(
      rule({ method: { exact: "POST" } }, { retries: { attempts: 0 } }),
      rule({ headers: { "x-chaos": { exact: "1" } } }, { fault: abort }),
    );
    const routes = entranceRoutes(HOST, plan);
    assert.deepEqual(
      routes.map(({ route, retries }) => [route?.[0]?.destination.subset, retries?.attempts]),
      [
        ["v1", 0],
        ["v1", undefined],
        ["v1", 2],
      ],
    );
    assert.deepEqual(
      routes.at(-1)?.match,
      OPEN_PATHS.map((uri) => ({ uri })),
    );
  });

  const refused: readonly [what: string, match: RequestMatch, at: string][] = [
    ["labels of a caller", { sourceLabels: { app: "details" } }, "match,sourceLabels"],
    ["an expression that can't be held against open paths", { uri: { regex: "/(login|logout)" } }, "match,uri"],
    ["a path that is not open", { uri: { prefix: "/reviews" } }, "match,uri"],
  ];
  for (const [what, match, at] of refused) {
    it(`are refused for ${what}`, () => {
      assert.deepEqual(
        problemsOf(planOf(rule(match))).map(({ path }) => path.slice(2).join()),
        [at],
      );
    });
  }

  it("are refused for a rule whose open paths earlier ones take, together", () => {
    const rules = ["/static", "/log", "/api"].map((prefix) => rule({ uri: { prefix } }));
    const all = planOf(...rules, rule({ uri: { prefix: "/product" } }), rule({ method: { exact: "GET" } }));
    assert.deepEqual(
      problemsOf(all).map(({ path }) => path),
      [["rules", 4]],
    );
  });
});
