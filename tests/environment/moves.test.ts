import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubectl, npmDo, npmRun, repo } from "./command";
import { documented } from "../output/documented";

const file = join(repo, "Pulumi.sandbox.yaml");

interface Log {
  readonly moves: readonly {
    readonly update: number;
    readonly splits: readonly { readonly rule: string; readonly from: object; readonly to: object }[];
  }[];
}

/** The weights that the cluster's VirtualService has for the rule. */
async function weights(): Promise<string> {
  const path = "{range .spec.http[0].route[*]}{.destination.subset}={.weight} {end}";
  return (await kubectl("get", "virtualservice", "reviews", `--output=jsonpath=${path}`)).trim();
}

describe("commands that move traffic", () => {
  let original: string;
  before(() => {
    original = readFileSync(file, "utf8");
  });
  after(async () => {
    writeFileSync(file, original);
    await npmDo("pulumi", "up", "--yes", "--skip-preview");
  });

  it("set a whole split in one update, and wait until every proxy has it", async () => {
    const { exitCode, stdout, stderr } = await npmRun(
      "traffic",
      ...["set", "reviews", "--rule", "roundrobin-user", "v1=20", "v3=50"],
    );
    assert.equal(exitCode, 0, stdout + stderr);
    assert.match(stdout, /reviews: (\d+) of \1 proxies hold its routes/);
    assert.equal(await weights(), "v1=20 v2=30 v3=50");
    assert.match(readFileSync(file, "utf8"), /v1: 20\n +v2: 30\n +v3: 50/);
  });

  it("refuse what the file has besides, and leave it as it is", async () => {
    const written = readFileSync(file, "utf8");
    const other = written.replace(/^( +)v2: 100$/m, "$1v2: 90\n$1v3: 10");
    writeFileSync(file, other);
    const { exitCode, stdout } = await npmRun(
      "traffic",
      ...["set", "reviews", "--rule", "roundrobin-user", "v1=30", "v3=40"],
    );
    assert.equal(exitCode, 1, stdout);
    assert.match(stdout, /reviews, default: v2 100 -> 90, v3 0 -> 10/);
    assert.equal(readFileSync(file, "utf8"), other);
    assert.equal(await weights(), "v1=20 v2=30 v3=50");
    writeFileSync(file, written);
  });

  it("undo the last move, and tell of both", async () => {
    const { exitCode, stdout, stderr } = await npmRun("traffic", "undo");
    assert.equal(exitCode, 0, stdout + stderr);
    assert.equal(await weights(), "v1=10 v2=30 v3=60");
    const { moves } = documented<Log>("traffic-log", await npmDo("traffic", "log", "--json", "-n", "2"));
    assert.deepEqual(
      moves.map(({ splits }) => splits.map(({ from, to }) => [from, to])),
      [
        [
          [
            { v1: 20, v2: 30, v3: 50 },
            { v1: 10, v2: 30, v3: 60 },
          ],
        ],
        [
          [
            { v1: 10, v2: 30, v3: 60 },
            { v1: 20, v2: 30, v3: 50 },
          ],
        ],
      ],
    );
  });

  it("retire a version in two updates: first its traffic, then its pods and its subset", async () => {
    const { exitCode, stdout, stderr } = await npmRun("traffic", "retire", "reviews", "v1");
    assert.equal(exitCode, 0, stdout + stderr);
    assert.deepEqual(stdout.match(/Update \d+ of the stack sandbox is done/g)?.length, 2);
    assert.equal(await weights(), "v2=33 v3=67");
    const left = await kubectl("get", "deployments", "--selector=app=reviews", "--output=name");
    assert.deepEqual(left.split("\n"), ["deployment.apps/reviews-v2", "deployment.apps/reviews-v3"]);
    const subsets = await kubectl("get", "destinationrule", "reviews", "--output=jsonpath={.spec.subsets[*].name}");
    assert.equal(subsets, "v2 v3");
  });
});
