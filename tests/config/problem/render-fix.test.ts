import assert from "node:assert/strict";
import {
  type Fix,
  inTurn,
  move,
  remove,
  replace,
  run,
  set,
  setFromFile,
  setSecretFromFile,
} from "../../../config/problem/fix";
import { pulumiCommand, renderFix } from "../../../config/problem/render-fix";
import { REGION } from "../../../mesh/config-path";

const place = ["traffic", "reviews", "rules", 0, "name"];
const key = "'bookinfo-mesh:traffic.reviews.rules[0].name'";

describe("a fix, as it is told", () => {
  const cases: readonly [what: string, fix: Fix, line: string][] = [
    ["a value", set(place, "beta"), `P config set --path ${key} beta`],
    ["a value with a remark", set(place, "beta", "or gamma"), `P config set --path ${key} beta   # or gamma`],
    ["a text that reads as a number", set(place, "5"), `P config set --path --type string ${key} 5`],
    ["a text that reads as a truth value", set(place, "true"), `P config set --path --type string ${key} true`],
    ["a number", set(place, 5), `P config set --path ${key} 5`],
    ["a fraction, which Pulumi would take for text", set(place, 0.5), `P config set --path --type float ${key} 0.5`],
    ["a whole section, which is text anyway", set(["mtls"], "5"), "P config set --path bookinfo-mesh:mtls 5"],
    ["what begins with a dash", set(place, "-x"), `P config set --path ${key} -- -x`],
    ["what a shell would read otherwise", set(place, "it's"), `P config set --path ${key} 'it'\\''s'`],
    ["the region, which is no path", set([REGION], "eu-west-1"), "P config set aws:region eu-west-1"],
    ["a file", setFromFile(["a"], "my cert.pem"), "P config set --path bookinfo-mesh:a < 'my cert.pem'"],
    ["a secret", setSecretFromFile(["caKey"], "key.pem"), "P config set --secret --path bookinfo-mesh:caKey < key.pem"],
    ["a removal", remove(place), `P config rm --path ${key}`],
    [
      "a move, part by part",
      move(["a"], ["b"], { x: 1, y: ["z"] }),
      "P config set --path bookinfo-mesh:b.x 1 && P config set --path 'bookinfo-mesh:b.y[0]' z && P config rm --path bookinfo-mesh:a",
    ],
    [
      "a number where a text stands, whose quotes Pulumi would keep",
      replace(place, 5, "five"),
      `P config rm --path ${key} && P config set --path ${key} 5`,
    ],
    ["a number where another one stands", replace(place, 5, 6), `P config set --path ${key} 5`],
    ["one of several", inTurn(remove(place)), `P config rm --path ${key}`],
    [
      "JSON in one text",
      { kind: "unpack", section: "mtls", json: "{}" },
      `P config set-all --json '{"bookinfo-mesh:mtls":{"value":"{}","objectValue":{}}}'`,
    ],
    ["a look", { kind: "show", path: ["mtls"], note: "by hand" }, "P config get bookinfo-mesh:mtls   # by hand"],
    ["another program", run(["kubectl", "get", "a b"], { before: "first" }), "first: kubectl get 'a b'"],
  ];
  for (const [what, fix, line] of cases) {
    it(what, () => {
      assert.equal(renderFix(fix, "P"), line);
      assert.equal(renderFix(fix, "npm run pulumi --"), line.replaceAll("P config", "npm run pulumi -- config"));
    });
  }

  it("is for the Pulumi that the environment names, and else for `pulumi`", () => {
    assert.equal(pulumiCommand({ PULUMI_COMMAND: "npm run pulumi --" }), "npm run pulumi --");
    assert.equal(pulumiCommand({}), "pulumi");
  });
});
