import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineEvent, type StepMetadata } from "../../../../commands/policy/engine-event";
import { parseKubeconfig } from "../../../../commands/stack/cluster-access";
import { type ArrivalReport } from "../../../../commands/traffic/arrival/report";
import {
  move,
  type MoveContext,
  type MoveOptions,
  NothingMoved,
  placedOf,
} from "../../../../commands/traffic/moves/move";
import { ownRoutes } from "../../../../commands/traffic/moves/own-objects";
import { checkedConfig } from "../../../../commands/traffic/moves/stack-config";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { splitEdits } from "../../../../commands/traffic/moves/weight-place";
import { type RawConfig } from "../../../../config/parse-config";
import { WALK_THROUGH } from "../plans";

const CONFIG = "# who decides\nconfig:\n  bookinfo-mesh:traffic: {} # as it was\n";
const ARRIVAL: ArrivalReport = { formatVersion: 1, startedAt: "", durationSeconds: 0, routes: [], ok: true };
const HISTORY = [{ version: 0, kind: "update", startTime: "2026-01-01T00:00:00Z", result: "succeeded" }];
const to = { v1: 20, v2: 30, v3: 50 };

function step(name: string, object: string, path: string): StepMetadata {
  const type = "kubernetes:networking.istio.io/v1:VirtualService";
  const inputs = { metadata: { name: object, namespace: "default" } };
  const detailedDiff = { [path]: { diffKind: "update" } };
  return {
    op: "update",
    urn: `urn:pulumi:test::x::${type}::${name}`,
    type,
    old: { inputs },
    new: { inputs },
    detailedDiff,
  };
}

const OWN = step("reviews-routes", "reviews", "spec.http[0].route[0].weight");
const pre = (metadata: StepMetadata): EngineEvent => ({ resourcePreEvent: { metadata } });
const done = (metadata: StepMetadata): EngineEvent => ({ resOutputsEvent: { metadata } });

describe("a move", () => {
  const folder = mkdtempSync(join(tmpdir(), "move-"));
  const path = process.env["PATH"];
  const file = { name: "Pulumi.test.yaml", path: join(folder, "Pulumi.test.yaml") };
  let api: Server;
  let live: { status: number; body: object };
  let context: MoveContext;

  const kubeconfig = (server: string) =>
    JSON.stringify({
      "current-context": "fake",
      clusters: [{ name: "fake", cluster: { server, "insecure-skip-tls-verify": true } }],
      users: [{ name: "fake", user: {} }],
      contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
    });

  before(async () => {
    api = createServer((_, response) => {
      response.writeHead(live.status, { "Content-Type": "application/json" }).end(JSON.stringify(live.body));
    }).listen(0, "127.0.0.1");
    await once(api, "listening");
    const text = kubeconfig(`http://127.0.0.1:${(api.address() as AddressInfo).port}`);
    writeFileSync(join(folder, "kubeconfig"), text);
    const { rules, default: fallback } = WALK_THROUGH;
    const raw: RawConfig = {
      values: {
        cluster: JSON.stringify({ kind: "existing", kubeconfig: join(folder, "kubeconfig"), context: "fake" }),
        traffic: JSON.stringify({ reviews: { rules, default: fallback } }),
      },
    };
    const config = checkedConfig("test", raw);
    const outputs = { productpageUrl: "http://x.test/", namespace: "default", traffic: [WALK_THROUGH] };
    const placed = placedPlans({ ...outputs, ...config });
    context = { stack: "test", file, raw, config, outputs, access: parseKubeconfig(text), placed };
    process.env["PATH"] = `${folder}:${path}`;
  });

  after(async () => {
    process.env["PATH"] = path;
    api.close();
    await once(api, "close");
    rmSync(folder, { recursive: true });
  });

  /** A `pulumi` that writes into the config it is given, and answers a preview and an update like this. */
  function pulumi(preview: readonly EngineEvent[], up: readonly EngineEvent[], end = "exit 0"): void {
    const lines = (events: readonly EngineEvent[]) => events.map((event) => JSON.stringify(event)).join("\n");
    writeFileSync(join(folder, "preview"), `${lines(preview)}\n`);
    writeFileSync(join(folder, "up"), `${lines(up)}\n`);
    writeFileSync(join(folder, "history"), JSON.stringify([...HISTORY, ...HISTORY]));
    const script = `#!/bin/sh
echo "$*" >> '${folder}/calls'
for word in "$@"; do [ "$last" = --config-file ] && config="$word"; last="$word"; done
case "$1" in
  config) echo "# changed" >> "$config";;
  preview) cat '${folder}/preview';;
  up) cat '${folder}/up'; ${end};;
  stack) cat '${folder}/history';;
esac
`;
    writeFileSync(join(folder, "pulumi"), script);
    chmodSync(join(folder, "pulumi"), 0o755);
  }

  beforeEach(() => {
    writeFileSync(file.path, CONFIG);
    writeFileSync(join(folder, "calls"), "");
    live = { status: 200, body: { kind: "VirtualService", metadata: { name: "reviews", namespace: "default" } } };
    pulumi([pre(OWN)], [pre(OWN), done(OWN)]);
  });

  const calls = () =>
    readFileSync(join(folder, "calls"), "utf8")
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [line.split(" ")[0]]));
  const text = () => readFileSync(file.path, "utf8");

  function run({
    withOtherChanges = false,
    onWatch = () => {},
    ...more
  }: Partial<MoveOptions> & { readonly onWatch?: () => void } = {}) {
    const placed = placedOf(context, "reviews");
    const from = WALK_THROUGH.rules[0]?.weights ?? {};
    const wanted = {
      message: "traffic set",
      edits: splitEdits(context.raw, "reviews", "roundrobin-user", from, to),
      splits: [{ service: "reviews", rule: "roundrobin-user", from, to, named: ["v1", "v3"] }],
      services: ["reviews"],
      own: ownRoutes(placed, ["roundrobin-user"]),
    };
    const watch = { arrived: () => Promise.resolve(ARRIVAL), close: () => Promise.resolve() };
    return move(context, wanted, {
      withOtherChanges,
      watchArrival: () => {
        onWatch();
        return Promise.resolve(watch);
      },
      onProgress: () => {},
      ...more,
    });
  }

  it("previews once, updates once, and then has the file say what runs", async () => {
    assert.deepEqual(await run(), { kind: "moved", update: 2, arrival: ARRIVAL });
    assert.deepEqual(calls(), ["config", "preview", "up", "stack"]);
    assert.equal(text(), `${CONFIG}# changed\n`);
  });

  it("takes no preview where it says which resources alone may change", async () => {
    const changed: string[] = [];
    const moved = await run({ only: [OWN.urn], onChanged: (urns) => changed.push(...urns) });
    assert.deepEqual([moved.kind, changed], ["moved", [OWN.urn]]);
    assert.deepEqual(calls(), ["config", "up", "stack"]);
    assert.match(
      readFileSync(join(folder, "calls"), "utf8"),
      new RegExp(`^up .* --target ${OWN.urn.replaceAll("$", "\\$")} `, "m"),
    );
    assert.equal(text(), `${CONFIG}# changed\n`);
  });

  it("says that nothing was moved where the engine does not know these resources", async () => {
    pulumi([], [], "exit 255");
    await assert.rejects(run({ only: [OWN.urn] }), NothingMoved);
    assert.deepEqual([calls(), text()], [["config", "up"], CONFIG]);
  });

  it("is refused where more would change, and does nothing", async () => {
    const other = step("ratings-routes", "ratings", "spec.http[0].route[0].weight");
    pulumi([pre(OWN), pre(other)], []);
    assert.deepEqual(await run(), {
      kind: "refused",
      others: ["VirtualService ratings-routes: update (spec.http[0].route[0].weight)"],
    });
    assert.deepEqual([calls(), text()], [["config", "preview"], CONFIG]);
    assert.equal((await run({ withOtherChanges: true })).kind, "moved");
  });

  it("leaves the file byte for byte where the update fails, and says so and why", async () => {
    const error: EngineEvent = { diagnosticEvent: { severity: "error", message: "the API server is tired\n" } };
    pulumi([pre(OWN)], [pre(OWN), error], "exit 255");
    await assert.rejects(run(), {
      constructor: NothingMoved,
      message: "The update failed:\n  the API server is tired\nPulumi.test.yaml is as it was, and nothing was moved.",
    });
    assert.equal(text(), CONFIG);
  });

  it("says what a failed update had done by then, and what puts that back", async () => {
    pulumi([pre(OWN)], [pre(OWN), done(OWN)], "exit 255");
    await assert.rejects(
      run(),
      /had done a part: update reviews-routes\.\nBring the stack back to what Pulumi\.test\.yaml says with: {2}pulumi up --stack test$/,
    );
    assert.equal(text(), CONFIG);
  });

  it("names the next command where another update has the stack", async () => {
    pulumi([pre(OWN)], [], "echo 'error: the stack is currently locked by 1 lock(s)' >&2; exit 255");
    await assert.rejects(
      run(),
      /currently locked[^]*If there is none, it died: release the stack with: {2}pulumi cancel test/,
    );
    assert.equal(text(), CONFIG);
  });

  it("passes Ctrl-C on to Pulumi once, and leaves the file as it was", async () => {
    // As Pulumi does, it comes to its end by itself when it is interrupted.
    const end = `trap 'echo interrupted >> ${folder}/calls; exit 1' INT; kill -INT ${process.pid}; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.1; done`;
    pulumi([pre(OWN)], [], end);
    await assert.rejects(run(), /Pulumi\.test\.yaml is as it was, and nothing was moved\.$/);
    assert.deepEqual(calls(), ["config", "preview", "up", "interrupted"]);
    assert.equal(text(), CONFIG);
  });

  it("makes no update after Ctrl-C at an earlier moment", async () => {
    await assert.rejects(
      run({ onWatch: () => void process.emit("SIGINT") }),
      /^UserError: Interrupted\.|Interrupted\./,
    );
    assert.deepEqual([calls(), text()], [["config", "preview"], CONFIG]);
  });

  it("is refused for what a controller writes, before Pulumi is asked anything", async () => {
    const ownerReferences = [{ apiVersion: "flagger.app/v1beta1", kind: "Canary", name: "reviews" }];
    live = { status: 200, body: { kind: "VirtualService", metadata: { name: "reviews", ownerReferences } } };
    await assert.rejects(
      run(),
      /default\/reviews is written by Flagger, for the Canary reviews[^]*Nothing was changed/,
    );
    assert.deepEqual([calls(), text()], [[], CONFIG]);
  });

  it("is refused where the cluster does not answer, before Pulumi is asked anything", async () => {
    const access = parseKubeconfig(kubeconfig("http://127.0.0.1:9"));
    context = { ...context, access };
    await assert.rejects(run(), /The cluster does not answer/);
    assert.deepEqual([calls(), text()], [[], CONFIG]);
  });

  it("is refused where the config would be wrong, with what is wrong", async () => {
    const values = { ...context.raw.values, mtls: "mseh" };
    context = { ...context, raw: { ...context.raw, values } };
    await assert.rejects(run(), /wrong in one place; nothing has been changed\.\n\nbookinfo-mesh:mtls/);
    assert.deepEqual([calls(), text()], [[], CONFIG]);
  });
});
