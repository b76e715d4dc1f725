import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { UserError } from "../../../commands/terminal/user-error";
import { addAdoptCommand } from "../../../commands/traffic/adopt-command";
import { addDiffCommand } from "../../../commands/traffic/diff-command";
import { addEvidenceCommand } from "../../../commands/traffic/evidence/evidence-command";
import { addLogCommand } from "../../../commands/traffic/log-command";
import { addRetireCommand } from "../../../commands/traffic/retire-command";
import { addSetCommand } from "../../../commands/traffic/set-command";
import { addStatusCommand } from "../../../commands/traffic/shift/control-commands";
import { addShiftCommand } from "../../../commands/traffic/shift/shift-command";
import { addUndoCommand } from "../../../commands/traffic/undo-command";
import { addWaitCommand } from "../../../commands/traffic/wait-command";
import { addWatchCommand } from "../../../commands/traffic/watch-command";
import { FakeMeshApi, type FakeObject } from "./objects/fake-mesh-api";
import { WALK_THROUGH } from "./plans";

// A stack whose file is in every clone, so that nobody has to make one.
const STACK = "local";
const FILE = resolve(__dirname, `../../../Pulumi.${STACK}.yaml`);

const ADD: Readonly<Record<string, (program: Command) => void>> = {
  set: addSetCommand,
  undo: addUndoCommand,
  log: addLogCommand,
  retire: addRetireCommand,
  diff: addDiffCommand,
  adopt: addAdoptCommand,
  wait: addWaitCommand,
  evidence: addEvidenceCommand,
  shift: addShiftCommand,
  status: addStatusCommand,
  watch: addWatchCommand,
};

/** Each command as it is right. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  set: ["reviews", "v2=90", "v3=10", "--rule", "default"],
  undo: [],
  log: [],
  retire: ["reviews", "v1"],
  diff: [],
  adopt: ["reviews"],
  wait: ["--timeout", "1"],
  evidence: ["--for", "1s"],
  shift: ["reviews", "--rule", "default", "--to", "v3=100"],
  status: [],
  watch: ["--for", "1s", "--json"],
};

const OWNERS: readonly [who: RegExp, metadata: object][] = [
  [
    /Flagger, for the Canary reviews/,
    { ownerReferences: [{ apiVersion: "flagger.app/v1beta1", kind: "Canary", name: "reviews" }] },
  ],
  [
    /Argo Rollouts, for the Rollout reviews/,
    { annotations: { "rollouts.argoproj.io/managed-by-rollouts": "reviews" } },
  ],
  [/Argo CD, for the application shop/, { labels: { "argocd.argoproj.io/instance": "shop" } }],
  [/Flux, for the Kustomization apps/, { labels: { "kustomize.toolkit.fluxcd.io/name": "apps" } }],
];

describe("bad input", () => {
  const folder = mkdtempSync(join(tmpdir(), "bad-input-"));
  const path = process.env["PATH"];
  const file = readFileSync(FILE, "utf8");
  let api: FakeMeshApi;

  before(() => void (process.env["PATH"] = `${folder}:${path}`));
  beforeEach(async () => {
    api = await FakeMeshApi.start(objects());
    stack(api.kubeconfig);
  });
  afterEach(async () => {
    await api.stop();
    process.exitCode = undefined;
    assert.equal(readFileSync(FILE, "utf8"), file, "the stack's file is as it was");
    const changing = calls().filter((call) => /^(up|config set|config rm|cancel)/.test(call));
    assert.deepEqual(changing, [], "nothing was changed");
  });
  after(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  });

  const calls = () => readFileSync(join(folder, "calls"), "utf8").split("\n");

  /** What the cluster has for `reviews`: another split than the stack, so that there is something to do. */
  function objects(metadata: object = {}): FakeObject[] {
    const host = "reviews.default.svc.cluster.local";
    const subsets = WALK_THROUGH.versions.map((name) => ({ name, labels: { version: name } }));
    const http = [{ name: "default", route: [{ destination: { host, subset: "v1" } }] }];
    const of = (kind: string, spec: object) => ({
      kind,
      metadata: { name: "reviews", namespace: "default", ...metadata },
      spec,
    });
    const service = {
      kind: "Service",
      metadata: { name: "reviews", namespace: "default" },
      spec: { ports: [{ port: 9080 }] },
    };
    return [of("VirtualService", { hosts: [host], http }), of("DestinationRule", { host, subsets }), service];
  }

  /** A stack of the walk-through, brought up once with other weights and then with these. */
  function stack(kubeconfig: string, outputs?: object): void {
    const { rules, default: fallback } = WALK_THROUGH;
    const traffic = { reviews: { rules, default: fallback } };
    const before = { reviews: { rules, default: { weights: { v1: 100 } } } };
    writeFileSync(join(folder, "kubeconfig"), kubeconfig);
    const config = (of: object) => ({
      "bookinfo-mesh:cluster": {
        value: JSON.stringify({ kind: "existing", kubeconfig: join(folder, "kubeconfig"), context: "fake" }),
      },
      "bookinfo-mesh:istio": {
        value: JSON.stringify({ accessLog: { enabled: true }, gateway: { service: "NodePort" } }),
      },
      "bookinfo-mesh:traffic": { value: JSON.stringify(of) },
    });
    const update = (of: object) => ({
      version: 0,
      kind: "update",
      startTime: "2026-01-01T00:00:00Z",
      result: "succeeded",
      config: config(of),
    });
    const json = {
      outputs: outputs ?? {
        productpageUrl: "http://x.test/",
        bookinfo: { namespace: "default" },
        kubeconfig,
        traffic: [WALK_THROUGH],
      },
      config: config(traffic),
      // Pulumi tells the last one first.
      history: outputs ? [] : [update(traffic), update(before)],
    };
    for (const [name, value] of Object.entries(json)) writeFileSync(join(folder, name), JSON.stringify(value));
    writeFileSync(join(folder, "calls"), "");
    const script = `#!/bin/sh
echo "$*" >> '${folder}/calls'
case "$*" in
  *"--stack other"*) echo "error: no stack named 'other' found" >&2; exit 255;;
  "stack output"*) cat '${folder}/outputs';;
  "stack history"*) cat '${folder}/history';;
  "config --json"*) cat '${folder}/config';;
  preview*) exit 0;;
  *) exit 255;;
esac
`;
    writeFileSync(join(folder, "pulumi"), script);
    chmodSync(join(folder, "pulumi"), 0o755);
  }

  /** What a command says as it fails. */
  async function told(name: string, args: readonly string[], onStack = STACK): Promise<string> {
    const program = new Command("traffic").exitOverride();
    ADD[name]?.(program);
    let output = "";
    const log = console.log;
    console.log = (text: string) => void (output += `${text}\n`);
    try {
      await program.parseAsync([name, ...args, "--stack", onStack], { from: "user" });
    } catch (error) {
      assert.ok(error instanceof UserError, error instanceof Error ? error.stack : String(error));
      return error.message;
    } finally {
      console.log = log;
    }
    return assert.fail(`traffic ${name} ${args.join(" ")} did not fail; it printed:\n${output}`);
  }

  const WRONG: readonly [command: string, args: readonly string[], says: RegExp][] = [
    ["set", ["reviews", "v1=20", "v2=20", "v3=20", "--rule", "default"], /60/],
    ["set", ["reviews", "v1=110", "--rule", "default"], /110/],
    ["set", ["reviews", "v1", "--rule", "default"], /v1/],
    ["set", ["reviews", "v9=10", "--rule", "default"], /"v9"; did you mean v1\? known: v1, v2, v3/],
    ["set", ["reviews", "v1=10", "--rule", "roundrobin"], /roundrobin-user/],
    ["set", ["review", "v1=10"], /"review"; did you mean reviews\?/],
    ["retire", ["review", "v1"], /reviews/],
    ["retire", ["reviews", "v9"], /v1, v2, v3/],
    ["retire", ["reviews", "v1", "--to", "v9"], /v2, v3/],
    ["diff", ["review"], /reviews/],
    ["diff", ["--with", "other"], /no stack named 'other' found[^]*stack ls/],
    ["adopt", ["review"], /no Service default\/review/],
    ["adopt", ["www.example.com"], /is not a Service of the cluster/],
    ["wait", ["review"], /reviews/],
    ["evidence", ["review"], /reviews/],
    ["evidence", ["--rule", "roundrobin"], /roundrobin-user/],
    ["evidence", ["--compare", "v9"], /v9[^]*v1/],
    ["shift", ["review", "--to", "v3=100"], /reviews/],
    ["shift", ["reviews", "--rule", "roundrobin", "--to", "v3=100"], /roundrobin-user/],
    ["shift", ["reviews", "--rule", "default", "--to", "v9=100"], /v1, v2, v3/],
    ["shift", ["reviews", "--rule", "default", "--to", "v1=60", "v3=60"], /120/],
    ["status", ["review"], /reviews/],
    ["status", ["reviews", "--rule", "roundrobin"], /roundrobin-user/],
    ["watch", ["review"], /reviews/],
    ["watch", ["--rule", "roundrobin"], /roundrobin-user/],
  ];
  for (const [command, args, says] of WRONG) {
    it(`is named, with what is right: traffic ${command} ${args.join(" ")}`, async () => {
      assert.match(await told(command, args), says);
    });
  }

  for (const [command, args] of Object.entries(RIGHT)) {
    it(`may be a stack that is not there: traffic ${command}`, async () => {
      const says = await told(
        command,
        args,
        ["set", "undo", "retire", "diff", "shift"].includes(command) ? "other/bookinfo-mesh/nowhere" : "other",
      );
      assert.match(says, /no stack named 'other' found[^]*stack ls|not in this clone/);
    });
  }

  for (const [command, args] of Object.entries(RIGHT).filter(([name]) => name !== "log")) {
    it(`may be a stack that was never up: traffic ${command}`, async () => {
      stack(api.kubeconfig, {});
      assert.match(await told(command, args), /^The stack local was never up[^]*pulumi up --stack local$/);
    });

    it(`may be a cluster out of reach: traffic ${command}`, async () => {
      await api.stop();
      assert.match(await told(command, args), /cluster does not answer[^]*ECONNREFUSED/);
    });
  }

  const [flagger] = OWNERS;
  const owned = [
    ...OWNERS.map((owner) => ["set", ...owner] as const),
    ...(flagger ? ["undo", "retire", "shift", "diff"].map((command) => [command, ...flagger] as const) : []),
  ];
  it("may be a DestinationRule alone that Flux writes, before the first of retire's two updates: traffic retire", async () => {
    await api.stop();
    const labels = { "helm.toolkit.fluxcd.io/name": "shop" };
    const all = objects().map((one) =>
      one.kind === "DestinationRule" ? { ...one, metadata: { ...one.metadata, labels } } : one,
    );
    api = await FakeMeshApi.start(all);
    stack(api.kubeconfig);
    assert.match(await told("retire", ["reviews", "v1"]), /^The DestinationRule default\/reviews is written by Flux/);
    assert.deepEqual(
      calls().filter((call) => call.startsWith("preview")),
      [],
    );
  });

  for (const [command, who, metadata] of owned) {
    it(`may be an object that ${who.source.split(",")[0]} writes: traffic ${command}`, async () => {
      await api.stop();
      api = await FakeMeshApi.start(objects(metadata));
      stack(api.kubeconfig);
      const says = await told(command, command === "diff" ? ["--revert"] : (RIGHT[command] ?? []));
      assert.match(says, who);
      assert.match(says, /Nothing was changed/);
    });
  }
});
