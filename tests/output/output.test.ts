import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { format } from "oxfmt";
import { type Move, type Moved } from "../../commands/traffic/moves/move";
import { type ArrivalReport } from "../../commands/traffic/arrival/report";
import { type Status } from "../../sandbox/commands/status";
import { documented } from "./documented";
import { type Output, type OutputName, OUTPUTS } from "./outputs";
import { schemaFiles } from "./pages";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const schemas = join(root, "docs/schemas");

/** Benchmarks whose results are kept in docs/results. */
const KEPT: readonly OutputName[] = ["bench-arrival", "bench-kills", "bench-policies", "bench-shifts", "bench-weights"];

const arrival: ArrivalReport = {
  formatVersion: 1,
  startedAt: "2026-11-26T10:00:00.000Z",
  durationSeconds: 1.5,
  routes: [
    {
      service: "reviews",
      host: "reviews.default.svc.cluster.local",
      proxies: [{ namespace: "default", pod: "productpage-1", kind: "sidecar", state: "arrived", afterMs: 120 }],
      ok: true,
    },
  ],
  ok: true,
};
const splits: Move["splits"] = [
  { service: "reviews", rule: "default", from: { v1: 100 }, to: { v1: 90, v2: 10 }, named: ["v2"] },
];
const move = (moved: Moved) => JSON.stringify({ formatVersion: 1, stack: "dev", splits, ...moved });

const status: Status = {
  state: "running",
  changing: false,
  url: "http://localhost:8080/productpage",
  processes: [{ name: "etcd", log: "/logs/etcd.log", pid: 42, usage: { memory: 1, cpu: 0.1 } }],
  pods: { processes: 0, usage: { memory: 0, cpu: 0 }, readiness: { ready: 1, count: 1 } },
  total: { memory: 1, cpu: 0.1 },
  versions: { pulumi: "1", kubernetes: "1", etcd: "1", envoy: "1", istio: "1", istioCommit: "a" },
  provider: { origin: "built", program: "/bin/provider", version: "1" },
  kubeconfig: "/kubeconfig",
  logs: "/logs",
  stateFolder: "/state",
};

/** The files with commands that have the option, and how often each has it. */
function filesWithJson(): ReadonlyMap<string, number> {
  const files = ["commands", "sandbox"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${folder}/${file}`),
  );
  const found = files.map((file) => [file, read(file).split('.option("--json"').length - 1] as const);
  return new Map(found.filter(([, count]) => count > 0));
}

describe("what commands print with --json", () => {
  it("has a schema for each of them, and for nothing else", () => {
    const described = new Map<string, number>();
    for (const { file } of Object.values<Output>(OUTPUTS)) described.set(file, (described.get(file) ?? 0) + 1);
    assert.deepEqual([...described].toSorted(), [...filesWithJson()].toSorted());
  });

  it("is written down as it is (else: npm run docs)", async () => {
    const files = schemaFiles();
    assert.deepEqual(readdirSync(schemas).toSorted(), Object.keys(files).toSorted());
    for (const [file, text] of Object.entries(files)) {
      const { code } = await format(file, text, { printWidth: 120 });
      assert.equal(readFileSync(join(schemas, file), "utf8"), code, file);
    }
  });

  it("says its version wherever it has a place for one", () => {
    for (const [name, { schema }] of Object.entries<Output>(OUTPUTS)) {
      const refused = schema.safeParse({ formatVersion: 0 });
      const told = JSON.stringify(refused.error?.issues);
      assert.ok(name === "traffic-explain" || /formatVersion/.test(told), `${name}: ${told}`);
    }
  });

  for (const name of KEPT)
    it(`is what was measured: ${name}`, () => {
      const kept = readdirSync(join(root, "docs/results")).filter((file) =>
        file.endsWith(name.replace("bench", "") + ".json"),
      );
      assert.ok(kept.length > 0, "nothing is kept");
      for (const file of kept) {
        const printed = read(`docs/results/${file}`);
        documented(name, printed);
        const validate = new Ajv2020().compile(JSON.parse(read(`docs/schemas/${name}.json`)) as object);
        assert.ok(validate(JSON.parse(printed)), JSON.stringify(validate.errors));
      }
    });

  it("is that of a move, of proxies and of the sandbox", () => {
    documented("traffic-move", move({ kind: "moved", update: 7, arrival }));
    documented("traffic-move", move({ kind: "refused", others: ["Deployment a would be deleted"] }));
    documented("traffic-wait", JSON.stringify(arrival));
    documented("status", JSON.stringify({ formatVersion: 1, ...status }));
  });

  it("is that of a shift that begins, is only looked at, or has nothing to do", () => {
    const rule = { formatVersion: 1, service: "reviews", rule: "default" };
    const [from, to] = [{ v1: 100 }, { v2: 100 }];
    const steps = [{ percent: 100, split: to }];
    const begins = { ...rule, at: "2026-11-26T10:00:00.000Z", id: "a", event: "begins", stack: "dev", from, to, steps };
    for (const printed of [
      begins,
      { ...begins, dryRun: true },
      { ...rule, event: "nothing to do", stack: "dev", split: from },
    ]) {
      documented("traffic-shift", JSON.stringify(printed));
    }
  });

  it("has nothing that its schema does not name", () => {
    assert.throws(() => documented("traffic-wait", JSON.stringify({ ...arrival, more: 1 })), /traffic-wait has fields/);
    assert.throws(() => documented("traffic-wait", JSON.stringify({ ...arrival, ok: undefined })), /ok/);
  });
});
