import assert from "node:assert/strict";
import fc from "fast-check";
import { describeProbe, headersOf, isReachedBy, type Probe, reach } from "../../../commands/traffic/probe";
import { type RequestMatch } from "../../../mesh/traffic/request-match";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { planOf, WALK_THROUGH } from "./plans";

function probeOf(plan: TrafficPlan, index: number): Probe {
  const found = reach(plan, plan.rules[index] ?? plan.default);
  assert.ok(found.kind === "reachable", JSON.stringify(found));
  return found.probe;
}

function reasonOf(plan: TrafficPlan, index: number): string {
  const found = reach(plan, plan.rules[index] ?? plan.default);
  assert.ok(found.kind === "unreachable", JSON.stringify(found));
  return found.reason;
}

const DEFAULT = -1;

describe("probe", () => {
  it("signs in as the user that a rule names, and stays signed out for the default", () => {
    assert.equal(probeOf(WALK_THROUGH, 0).user, "roundrobin");
    assert.equal(probeOf(WALK_THROUGH, DEFAULT).user, undefined);
  });

  it("asks for the reviews of the first book", () => {
    const { call, product } = probeOf(WALK_THROUGH, 0);
    assert.equal(call.publicPath(product), "/api/v1/products/0/reviews");
  });

  it("avoids the users of earlier rules", () => {
    const plan = planOf([
      { match: { headers: { "end-user": { exact: "beta-" } } } },
      { match: { headers: { "end-user": { regex: "beta-[0-9a-w].*" } } } },
      { match: { headers: { "end-user": { prefix: "beta-" } } } },
    ]);
    const { user } = probeOf(plan, 2);
    assert.match(user ?? "", /^beta-[^0-9a-w]/);
  });

  it("sends the headers that productpage passes on", () => {
    const plan = planOf([{ match: { headers: { "user-agent": { prefix: "curl/" }, jwt: { regex: "ey.+" } } } }]);
    const { headers, user } = probeOf(plan, 0);
    assert.equal(headers["user-agent"], "curl/");
    assert.match(headers["jwt"] ?? "", /^ey.+/);
    assert.equal(user, undefined);
  });

  it("puts the session's cookie beside a cookie that a rule is for", () => {
    const plan = planOf([
      { match: { headers: { "end-user": { exact: "ada" }, cookie: { regex: "(.*; )?group=b(;.*)?" } } } },
    ]);
    const probe = probeOf(plan, 0);
    const { cookie } = headersOf(probe, "session=xyz");
    assert.match(cookie ?? "", /group=b.*; session=xyz$/);
    assert.ok(isReachedBy(plan, plan.rules[0] ?? plan.default, probe, "session=xyz"));
  });

  it("sends no cookie when signed out", () => {
    assert.equal("cookie" in headersOf(probeOf(WALK_THROUGH, DEFAULT)), false);
  });

  it("asks for another book where a rule is for a path", () => {
    const plan = planOf([{ match: { uri: { exact: "/reviews/0" } } }, { match: { uri: { regex: "/reviews/4\\d" } } }]);
    assert.equal(probeOf(plan, 0).product, 0);
    assert.equal(probeOf(plan, 1).product, 40);
    assert.equal(probeOf(plan, DEFAULT).product, 1);
  });

  it("uses another user agent where an earlier rule is for its own", () => {
    const plan = planOf([{ match: { headers: { "user-agent": { prefix: "bookinfo-mesh" } } } }]);
    assert.equal(probeOf(plan, DEFAULT).headers["user-agent"], "traffic-check");
  });

  const unreachable: readonly (readonly [what: string, match: RequestMatch, reason: string])[] = [
    [
      "a header of the client's own",
      { headers: { "x-tier": { exact: "gold" } } },
      "productpage does not pass the header x-tier on",
    ],
    [
      "a header of the proxies",
      { headers: { "x-request-id": { prefix: "a" } } },
      "the proxies on the way write the header x-request-id themselves",
    ],
    ["a method", { method: { exact: "POST" } }, "productpage calls reviews with GET only"],
    [
      "a path",
      { uri: { prefix: "/stars" } },
      "productpage calls no other paths of reviews than /reviews/0, with the book's number at its end",
    ],
    [
      "another caller",
      { sourceLabels: { app: "batch" } },
      "it is for callers with app=batch; a request from outside is passed on by productpage (app=productpage, version=v1)",
    ],
    [
      "a user whom nobody can sign in as",
      { headers: { "end-user": { exact: "ada\n" } } },
      "no value that a request can carry was found for end-user = ada\n",
    ],
  ];
  for (const [what, match, reason] of unreachable) {
    it(`says why a rule for ${what} cannot be measured`, () => {
      assert.equal(reasonOf(planOf([{ match }]), 0), reason);
    });
  }

  it("says that earlier rules take everything", () => {
    const plan = planOf([{ name: "all", match: { method: { exact: "GET" } } }]);
    assert.equal(reasonOf(plan, DEFAULT), "no request was found that earlier rules do not match (all)");
  });

  it("asks the gateway itself about productpage, with the headers that a rule names as they are", () => {
    const plan = { ...WALK_THROUGH, service: "productpage" };
    const { user, headers, call, product } = probeOf(plan, 0);
    assert.deepEqual([user, headers["end-user"], call.publicPath(product)], [undefined, "roundrobin", "/productpage"]);
    assert.ok(isReachedBy(plan, plan.rules[0] ?? plan.default, probeOf(plan, 0)));

    const books = { ...planOf([{ match: { uri: { prefix: "/api/v1/products/7" } } }]), service: "productpage" };
    assert.equal(probeOf(books, 0).product, 7);
    const login = { ...planOf([{ match: { uri: { exact: "/login" } } }]), service: "productpage" };
    assert.match(reasonOf(login, 0), /^the check asks for \/productpage and \/api\/v1\/products\/1/);
  });

  it("does not claim to reach services from outside that only the mesh calls", () => {
    assert.match(reasonOf({ ...WALK_THROUGH, service: "shipping" }, 0), /nothing that comes from outside/);
  });

  it("is a request that its rule decides about, whatever the other rules are (any plan)", () => {
    const value = fc.constantFrom("a", "ab", "abc", "b");
    const test = fc.oneof(
      value.map((exact) => ({ exact })),
      value.map((prefix) => ({ prefix })),
      fc.constantFrom("a+", "[ab]{2}", ".*c", "b|ab").map((regex) => ({ regex })),
    );
    const match = fc.record({
      headers: fc.dictionary(fc.constantFrom("end-user", "jwt", "user-agent"), test, { minKeys: 1, maxKeys: 2 }),
    });
    fc.assert(
      fc.property(fc.array(match, { maxLength: 4 }), (drawn) => {
        const plan = planOf(drawn.map((one) => ({ match: one })));
        for (const route of [...plan.rules, plan.default]) {
          const found = reach(plan, route);
          if ("probe" in found) assert.ok(isReachedBy(plan, route, found.probe, "session=other"));
        }
      }),
    );
  });

  it("tells who asks", () => {
    assert.equal(describeProbe(probeOf(WALK_THROUGH, 0)), "signed in as roundrobin");
    assert.equal(describeProbe(probeOf(WALK_THROUGH, DEFAULT)), "signed out");
    const plan = planOf([{ match: { uri: { exact: "/reviews/7" }, headers: { jwt: { exact: "t" } } } }]);
    assert.equal(describeProbe(probeOf(plan, 0)), "signed out, product 7, jwt: t");
  });
});
