import assert from "node:assert/strict";
import { evidenceNotes } from "../../../../commands/traffic/evidence/evidence-notes";
import { type Evidence } from "../../../../commands/traffic/evidence/read-evidence";
import { Tally } from "../../../../commands/traffic/evidence/tally";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { WALK_THROUGH } from "../plans";
import { served } from "./lines";

const plans = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });

/** Evidence of a mesh in which all is as it should be, but for these. */
function evidence(more: Partial<Evidence>): Evidence {
  const tally = new Tally(plans);
  tally.add(served("v2"));
  return {
    rules: tally.rules().map((rule) => ({ ...rule, source: rule.rule === "default" ? "traffic" : "none" })),
    strays: tally.strays(),
    proxies: { read: 2, unread: [] },
    lines: { requests: 1, otherFormat: 0 },
    ...more,
  };
}

const uncalled = () => evidence({}).rules.map((rule) => ({ ...rule, source: "none" as const }));

describe("notes on evidence", () => {
  it("are none where all was read", () => {
    assert.deepEqual(evidenceNotes(evidence({})), []);
  });

  it("name each route that is no rule's", () => {
    const strays = evidence({}).strays.map((stray) => ({ ...stray, routes: { beta: 7, "(unnamed)": 1 } }));
    assert.deepEqual(evidenceNotes(evidence({ strays })), [
      "reviews: 7 more requests came by the route beta, which belongs to no rule",
      "reviews: 1 more requests came by the route (unnamed), which belongs to no rule",
    ]);
  });

  it("say which format can't be read, by the fields that are missing where it is JSON", () => {
    const [json] = evidenceNotes(
      evidence({ lines: { requests: 1, otherFormat: 3, lacks: ["route_name", "duration"] } }),
    );
    assert.match(
      json ?? "",
      /^3 lines of the proxies' logs can't be read: they are JSON without route_name, duration\.\n/,
    );
    assert.match(json ?? "", /to fix: {2}pulumi config set --path bookinfo-mesh:istio\.accessLog\.enabled true$/);
    const [text] = evidenceNotes(evidence({ lines: { requests: 1, otherFormat: 3 } }));
    assert.match(text ?? "", /they are text other than Istio's own\./);
  });

  it("give each reason for proxies that were not read once, with their number", () => {
    const unread = ["no", "no", "gone"].map((reason, index) => ({ namespace: "default", pod: `web-${index}`, reason }));
    assert.deepEqual(evidenceNotes(evidence({ proxies: { read: 2, unread } })), [
      "2 proxies were not read: no",
      "1 proxy was not read: gone",
    ]);
  });

  it("say what to do where there are no lines, no calls or no proxies", () => {
    const noLines = evidenceNotes(evidence({ rules: uncalled(), lines: { requests: 0, otherFormat: 0 } }));
    assert.equal(noLines.length, 1);
    assert.match(noLines[0] ?? "", /^No proxy logged a request: .*\n.*istio\.accessLog\.enabled.*--probe 10\/s$/);
    const noCalls = evidenceNotes(evidence({ rules: uncalled() }));
    assert.deepEqual(noCalls, ["The proxies log, but nobody sends requests. To send some: --probe 10/s"]);
    const noProxies = evidenceNotes(
      evidence({ rules: uncalled(), proxies: { read: 0, unread: [] }, lines: { requests: 0, otherFormat: 0 } }),
    );
    assert.deepEqual(noProxies, ["No pod in the cluster has an Istio proxy."]);
  });
});
