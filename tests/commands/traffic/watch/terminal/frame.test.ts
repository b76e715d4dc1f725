import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import stringWidth from "string-width";
import { eventsBetween } from "../../../../../commands/traffic/watch/events";
import { type ShiftSnapshot, type Snapshot } from "../../../../../commands/traffic/watch/snapshot";
import { renderFrame, type Frame } from "../../../../../commands/traffic/watch/terminal/frame";
import { COLOURED, PLAIN } from "../../../../../commands/traffic/watch/terminal/paint";
import { printable } from "../../../../../commands/traffic/watch/terminal/printable";
import { FIRST_VIEW, onKey, type ViewState } from "../../../../../commands/traffic/watch/terminal/view-state";
import { ruleOf, SHIFT, shiftAt, snapshotOf, versionOf } from "../samples";

const events = eventsBetween(shiftAt(39), shiftAt(40));

function frame(snapshot: Snapshot, view: Partial<ViewState> = {}): Frame {
  return { snapshot, events, view: { ...FIRST_VIEW, ...view } };
}

function shown(given: Frame, columns = 120, rows = 30): string {
  return renderFrame(given, { columns, rows }, PLAIN).join("\n");
}

describe("the view in a terminal", () => {
  it("has a table for each rule, its proxies, its verdict and what happened", () => {
    const text = shown(frame(shiftAt(100)));
    for (const words of ["sandbox", "reviews / default", "reviews / roundrobin-user", "proxies 6/6 in 0.21 s"]) {
      assert.ok(text.includes(words), `${words} is not in\n${text}`);
    }
    assert.match(text, /^v3 +30 % +\d+\.\d % ±\d\.\d +13 +4\.36 % 500\+ +12 +36 +89 +\+85 % +1\/1/m);
    assert.match(text, /12:00:40 \* reviews\/default: v2 100 -> 90, v3 0 -> 10/);
    assert.match(text, /NO ANSWER since 12:01:40/);
    assert.match(text, /q leave {2}\? help/);
  });

  it("is as large as the terminal at any size, and no line of it is wider, in colour or not", () => {
    const panels = fc.constantFrom<ViewState["panel"]>("none", "help", "why");
    fc.assert(
      fc.property(fc.nat(220), fc.nat(60), panels, fc.nat(9), fc.boolean(), (columns, rows, panel, above, plain) => {
        const lines = renderFrame(frame(shiftAt(100), { panel, above }), { columns, rows }, plain ? PLAIN : COLOURED);
        assert.equal(lines.length, Math.max(1, rows));
        for (const line of lines) assert.ok(stringWidth(line) <= Math.max(1, columns), line);
      }),
    );
  });

  it("leaves out the least needed columns where there is little room, and draws the seconds where there is much", () => {
    const heads = (columns: number) =>
      shown(frame(snapshotOf([ruleOf([versionOf("v1", 100)])])), columns)
        .split("\n")
        .find((line) => line.startsWith("VERSION")) ?? "";
    assert.match(heads(80), /TARGET.*OBSERVED.*RPS.*ERR.*P50.*P95.*P99.*Δ P99.*READY$/);
    assert.match(heads(60), /TARGET.*OBSERVED.*ERR.*P99/);
    assert.doesNotMatch(heads(60), /P50|P95/);
    assert.match(heads(200), /REQUESTS\/s/);
    assert.match(shown(frame(snapshotOf([ruleOf([versionOf("v1", 100)])])), 200), /█{30}/);
  });

  it("has no escape code without colour, and says the same as with it", () => {
    const size = { columns: 100, rows: 24 };
    const plain = renderFrame(frame(shiftAt(100)), size, PLAIN).join("\n");
    const coloured = renderFrame(frame(shiftAt(100)), size, COLOURED).join("\n");
    assert.ok(!plain.includes("\u001b"));
    assert.ok(coloured.includes("\u001b[31m"));
    assert.equal(stripVTControlCharacters(coloured).replace(/ +$/gm, ""), plain);
  });

  it("shows the rules of a filter alone, and says so where there is none", () => {
    const text = shown(frame(shiftAt(100), { filter: "ROUND" }));
    assert.match(text, /reviews \/ roundrobin-user/);
    assert.doesNotMatch(text, /reviews \/ default/);
    assert.match(shown(frame(shiftAt(100), { filter: "x" })), /No rule has "x" in its name/);
  });

  it("scrolls rules that have no room", () => {
    assert.match(shown(frame(shiftAt(100)), 100, 14), /more rules: 1 below/);
    const below = shown(frame(shiftAt(100), { above: 1 }), 100, 14);
    assert.match(below, /roundrobin-user/);
    assert.match(below, /more rules: 1 above/);
  });

  it("says why: proxies that lack the routes, what a flag means, pods that are not ready", () => {
    const pods = { ready: 0, wanted: 1, names: [{ name: "reviews-v3-1", ready: false }] };
    const rule = ruleOf([versionOf("v3", 100, { errors: { count: 3, rate: 0.1, by: { UH: 2, "500": 1 } }, pods })], {
      proxies: { synced: 5, callers: 6, missing: [{ pod: "default/ratings-1", reason: "its admin port is silent" }] },
      doubt: "another route has its name",
    });
    const text = shown(frame(snapshotOf([rule]), { panel: "why" }));
    for (const words of [
      "default/ratings-1: its admin port is silent",
      "2 failed: UH, no healthy pod",
      "1 failed: status 500",
      "reviews-v3-1 is not ready",
      "another route has its name",
      "split: not judged",
    ]) {
      assert.ok(text.includes(words), `${words} is not in\n${text}`);
    }
  });

  it("shows a shift's step, how long it has held, and its ladder; one that is over no more", () => {
    const of = (more: Partial<ShiftSnapshot>) =>
      shown(
        frame(
          snapshotOf([ruleOf([versionOf("v1", 100)], { shift: { ...SHIFT, ...more } })], {
            at: "2026-11-26T12:00:42.000Z",
          }),
        ),
      );
    assert.match(of({}), /^shift: step 2 of 3 \(50 %\), running {2}held 42 s of 60 s {2}steps 10 \[50\] 100$/m);
    assert.match(of({ phase: "paused", asked: "promote" }), /step 2 of 3 \(50 %\), paused, asked to promote {2}steps/);
    assert.doesNotMatch(of({ phase: "shifted" }), /shift:/);
  });

  it("takes no command from what others have named", () => {
    const evil = "default/a\u001b[2J\u0007\u009b31m";
    const proxies = { synced: 0, callers: 1, missing: [{ pod: evil, reason: evil }] };
    const snapshot = printable(snapshotOf([ruleOf([versionOf("v1", 100)], { proxies })]));
    assert.doesNotMatch(shown(frame(snapshot, { panel: "why" })), /[^\P{C}\n]/u);
  });
});

describe("keys", () => {
  const press = (...keys: readonly string[]) =>
    keys.reduce<ReturnType<typeof onKey>>(
      ([state], key) => onKey(state, key.length === 1 ? { sequence: key } : { name: key, sequence: "" }),
      [FIRST_VIEW, undefined],
    );

  it("leave, report, and turn panels on and off", () => {
    assert.equal(press("q")[1], "leave");
    assert.equal(onKey({ ...FIRST_VIEW, typing: "" }, { name: "c", ctrl: true })[1], "leave");
    assert.equal(press("r")[1], "report");
    assert.equal(press("?")[0].panel, "help");
    assert.equal(press("?", "?")[0].panel, "none");
    assert.equal(press("e", "?")[0].panel, "help");
    assert.equal(press("e", "escape")[0].panel, "none");
  });

  it("type a filter, in which q is a letter, and take it back", () => {
    assert.deepEqual(press("/", "q", "x", "backspace", "return"), [
      { ...FIRST_VIEW, filter: "q", typing: undefined },
      undefined,
    ]);
    assert.equal(press("/", "a", "escape")[0].filter, "");
    assert.equal(press("/", "a", "return", "escape")[0].filter, "");
    assert.equal(press("/", "\u001b", "\t")[0].typing, "");
  });

  it("scroll, never above the first", () => {
    assert.equal(press("down", "down", "up")[0].above, 1);
    assert.equal(press("up")[0].above, 0);
  });
});
