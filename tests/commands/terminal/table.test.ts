import assert from "node:assert/strict";
import Table from "cli-table3";
import fc from "fast-check";
import stringWidth from "string-width";
import { tableText } from "../../../commands/terminal/table";

function splits() {
  const table = new Table({ head: ["rule", "version", "target", "observed", ""], style: { head: [], border: [] } });
  table.push(
    [
      { rowSpan: 2, content: "reviews: roundrobin-user\nfrom productpage" },
      "v1",
      "10 %",
      "9.8 % (98)",
      { rowSpan: 2, content: "ok" },
    ],
    ["v3", "90 %", "90.2 % (902)"],
    ["reviews: default", "v2", "100 %", "100.0 % (1000)", "ok"],
  );
  return table;
}

const widest = (text: string) => Math.max(...text.split("\n").map((line) => stringWidth(line)));

describe("a table in a terminal", () => {
  it("is as it is where it fits", () => {
    assert.equal(tableText(splits(), 80), splits().toString());
    assert.equal(tableText(splits(), Infinity), splits().toString());
  });

  it("wraps its widest columns where it does not", () => {
    const text = tableText(splits(), 64);
    assert.ok(widest(text) <= 64, text);
    for (const part of ["roundrobin-user", "productpage", "98)", "(1000)"]) assert.ok(text.includes(part), text);
  });

  it("tells each row in a paragraph where single words are too wide side by side, the rule once", () => {
    assert.equal(
      tableText(splits(), 40),
      [
        "reviews: roundrobin-user; from",
        "productpage",
        "  version v1, target 10 %, observed 9.8",
        "  % (98), ok",
        "  version v3, target 90 %, observed 90.2",
        "  % (902), ok",
        "reviews: default",
        "  version v2, target 100 %, observed",
        "  100.0 % (1000), ok",
      ].join("\n"),
    );
  });

  it("fits any terminal of 80 columns and more, whatever is in it, and loses no word", () => {
    const text = fc.stringMatching(/^[a-z/.-]{0,30}( [a-z/.-]{1,40}){0,6}$/);
    fc.assert(
      fc.property(
        fc.integer({ min: 80, max: 200 }),
        fc.integer({ min: 1, max: 12 }).chain((count) => {
          const row = fc.array(text, { minLength: count, maxLength: count });
          return fc.record({ head: row, rows: fc.array(row, { minLength: 1, maxLength: 4 }) });
        }),
        (columns, { head, rows }) => {
          const table = new Table({ head, style: { head: [], border: [] } });
          table.push(...rows);
          const shown = tableText(table, columns);
          assert.ok(widest(shown) <= columns, shown);
          const letters = (texts: readonly string[]) => [...texts.join("").replaceAll(/[^a-z/.-]/g, "")].length;
          const told = letters([shown.replaceAll(/[─│┌┐└┘├┤┬┴┼]/g, "")]);
          assert.ok(told >= letters(rows.flat()), shown);
        },
      ),
      { numRuns: 40 },
    );
  });
});
