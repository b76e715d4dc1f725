import assert from "node:assert/strict";
import { sharedNames } from "../../../../commands/traffic/evidence/shared-names";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { WALK_THROUGH } from "../plans";

const [placed] = placedPlans({ namespace: "books", traffic: [WALK_THROUGH] });

/** What is said of the rules beside one other VirtualService. */
function said(namespace: string, name: string, http: readonly object[]): [string, string][] {
  assert.ok(placed);
  return [...sharedNames(placed, [{ kind: "VirtualService", namespace, name, spec: { http } }])];
}

const to = (host: string) => [{ destination: { host } }];

describe("a rule whose name another route has", () => {
  it("is told with the other's VirtualService, however its host is written", () => {
    for (const host of ["reviews", "reviews.books.svc.cluster.local"]) {
      const [[rule, reason] = [], ...others] = said("books", "theirs", [{ name: "default", route: to(host) }]);
      assert.deepEqual([rule, others], ["default", []], host);
      assert.match(reason ?? "", /^the VirtualService books\/theirs, .* a route named default to reviews\.books\.svc/);
    }
  });

  it("is one of another host where the name alone is the same", () => {
    assert.deepEqual(said("books", "theirs", [{ name: "default", route: to("ratings") }]), []);
    assert.deepEqual(said("shop", "theirs", [{ name: "default", route: to("reviews") }]), []);
  });

  it("is not told of the stack's own VirtualService, of other names and of what no proxy reads", () => {
    assert.deepEqual(said("books", "reviews", [{ name: "default", route: to("reviews") }]), []);
    assert.deepEqual(said("books", "theirs", [{ name: "other", route: to("reviews") }, { route: to("reviews") }]), []);
    assert.deepEqual(said("books", "theirs", [{ name: "default", redirect: { uri: "/" } }]), []);
  });
});
