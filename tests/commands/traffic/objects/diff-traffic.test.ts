import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { UserError } from "../../../../commands/terminal/user-error";
import { type ArrivalReport } from "../../../../commands/traffic/arrival/report";
import { type MoveContext } from "../../../../commands/traffic/moves/move";
import { checkedConfig } from "../../../../commands/traffic/moves/stack-config";
import { diffTraffic, type DiffRequest, requireOneAim } from "../../../../commands/traffic/objects/diff-traffic";
import { saidTraffic } from "../../../../commands/traffic/objects/said-traffic";
import { wantedObjects } from "../../../../commands/traffic/objects/wanted-objects";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { type RawConfig } from "../../../../config/parse-config";
import { type TrafficPlan } from "../../../../mesh/traffic/traffic-plan";
import { documented } from "../../../output/documented";
import { FakeMeshApi, type FakeObject } from "./fake-mesh-api";
import { WALK_THROUGH } from "../plans";

const ARRIVED: ArrivalReport = {
  formatVersion: 1,
  startedAt: "2026-11-26T12:00:00.000Z",
  durationSeconds: 0,
  routes: [],
  ok: true,
};
const EDITED: TrafficPlan = { ...WALK_THROUGH, default: { weights: { v1: 40, v2: 60 } } };

describe("traffic diff as a command", () => {
  const folder = mkdtempSync(join(tmpdir(), "diff-"));
  const file = { name: "Pulumi.test.yaml", path: join(folder, "Pulumi.test.yaml") };
  const path = process.env["PATH"];
  let api: FakeMeshApi | undefined;
  let printed: string[];

  before(() => void (process.env["PATH"] = `${folder}:${path}`));
  beforeEach(() => {
    printed = [];
    writeFileSync(join(folder, "calls"), "");
  });
  afterEach(() => api?.stop());
  after(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  });

  const rawOf = ({ rules, default: fallback }: TrafficPlan): RawConfig => ({
    values: {
      cluster: JSON.stringify({ kind: "existing", kubeconfig: join(folder, "kubeconfig"), context: "fake" }),
      traffic: JSON.stringify({ reviews: { rules, default: fallback } }),
    },
  });

  /** What the stack makes of a plan, as a cluster has it. */
  function objectsOf(config: MoveContext["config"], metadata: object = {}): FakeObject[] {
    return saidTraffic(config).flatMap((said) => {
      const { sidecars, gateway, destinationRule } = wantedObjects(said);
      return [sidecars, gateway, destinationRule].flatMap((one) => {
        if (!one) return [];
        const { kind, name, namespace, spec } = one;
        return [{ kind, metadata: { name, namespace, ...(kind === "VirtualService" && metadata) }, spec }];
      });
    });
  }

  /** A stack with one plan, whose cluster does another; `pulumi` writes the plan of the cluster into a config. */
  async function stack(live = EDITED, metadata: object = {}, up = "exit 0", preview = ""): Promise<MoveContext> {
    writeFileSync(join(folder, "kubeconfig"), EMPTY_KUBECONFIG);
    const raw = rawOf(WALK_THROUGH);
    const config = checkedConfig("test", raw);
    api = await FakeMeshApi.start(objectsOf(checkedConfig("test", rawOf(live)), metadata));
    const outputs = { productpageUrl: "http://x.test/", namespace: "default", traffic: [WALK_THROUGH] };
    const values = (one: RawConfig) =>
      Object.fromEntries(Object.entries(one.values).map(([key, value]) => [`bookinfo-mesh:${key}`, value]));
    const written = Object.fromEntries(Object.entries(values(rawOf(live))).map(([key, value]) => [key, { value }]));
    writeFileSync(file.path, stringify({ encryptionsalt: "salt", config: values(raw) }));
    writeFileSync(join(folder, "written"), JSON.stringify(written));
    const theirs = { ...outputs, bookinfo: { namespace: "default" }, traffic: [live] };
    writeFileSync(join(folder, "outputs"), JSON.stringify(theirs));
    const script = `#!/bin/sh
echo "$1 $2" >> '${folder}/calls'
for word in "$@"; do [ "$last" = --config-file ] && config="$word"; last="$word"; done
case "$1 $2" in
  "config set"*|"config rm"*) echo "# changed" >> "$config";;
  "config --json") cat '${folder}/written';;
  "stack output") cat '${folder}/outputs';;
  preview*) echo '${preview}';;
  up*) ${up};;
esac
`;
    writeFileSync(join(folder, "pulumi"), script);
    chmodSync(join(folder, "pulumi"), 0o755);
    return {
      stack: "test",
      file,
      raw,
      config,
      outputs,
      access: api.access,
      placed: placedPlans({ ...outputs, ...config }),
    };
  }

  function run(context: MoveContext, request: DiffRequest = {}, service?: string, arrival = ARRIVED) {
    return diffTraffic(context, service, request, {
      print: (text) => void printed.push(text),
      onProgress: () => {},
      watchArrival: () => Promise.resolve({ arrived: () => Promise.resolve(arrival), close: () => Promise.resolve() }),
    });
  }

  const said = () => printed.join("\n");
  const calls = () =>
    readFileSync(join(folder, "calls"), "utf8")
      .split("\n")
      .filter((line) => line !== "");
  const text = () => readFileSync(file.path, "utf8");

  it("ends with 0 where nothing differs, and with one document of JSON, whatever was asked for", async () => {
    const context = await stack(WALK_THROUGH);
    assert.equal(await run(context), 0);
    assert.equal(said(), "reviews: the cluster does what config says (2 rules)");
    for (const request of [{}, { adopt: true }, { revert: true }] as const) {
      printed = [];
      assert.equal(await run(context, { ...request, json: true }), 0);
      assert.equal(documented<{ ok: boolean }>("traffic-diff", said()).ok, true);
    }
    assert.deepEqual(calls(), []);
  });

  it("ends with 1 where something differs, with the commands that go on", async () => {
    const context = await stack();
    assert.equal(await run(context), 1);
    assert.match(said(), /default: weights\n.*v2 100\n.*v1 40, v2 60\n[^]*traffic -- diff --revert --stack test\n/);
    printed = [];
    assert.equal(await run(context, { json: true }), 1);
    assert.equal(documented<{ ok: boolean }>("traffic-diff", said()).ok, false);
  });

  it("refuses two aims, and services that the config does not split", async () => {
    assert.throws(() => requireOneAim({ with: "dev", revert: true }), told(/--with and --revert do not go together/));
    await assert.rejects(run(await stack(), {}, "review"), told(/no traffic of "review"[^]*reviews/));
  });

  describe("--with another stack", () => {
    it("compares with its last update, without a look at a cluster", async () => {
      const context = await stack();
      await api?.stop();
      assert.equal(await run(context, { with: "other" }), 1);
      assert.match(
        said(),
        /traffic\.reviews differs\n {2}default: weights\n {4}stack test +v2 100\n {4}stack other +v1 40, v2 60/,
      );
      assert.doesNotMatch(said(), /--revert/);
      assert.deepEqual(calls(), ["stack output"]);
    });

    it("ends with 0 where both say the same, as JSON too", async () => {
      const context = await stack(WALK_THROUGH);
      assert.equal(await run(context, { with: "other", json: true }), 0);
      const { wanted, found } = documented<{ wanted: string; found: string }>("traffic-diff", said());
      assert.deepEqual([wanted, found], ["stack test", "stack other"]);
    });

    it("is refused where there is no such stack, or it was never up", async () => {
      const context = await stack();
      writeFileSync(join(folder, "outputs"), "{}");
      await assert.rejects(
        run(context, { with: "other" }),
        told(/^The stack other was never up[^]*pulumi up --stack other$/),
      );
      writeFileSync(join(folder, "pulumi"), "#!/bin/sh\necho \"error: no stack named 'other' found\" >&2; exit 255\n");
      await assert.rejects(run(context, { with: "other" }), told(/no stack named 'other' found[^]*pulumi stack ls/));
    });
  });

  describe("--adopt", () => {
    it("writes what the cluster does, shows the change without the salt, and ends with 0", async () => {
      assert.equal(await run(await stack(), { adopt: true }), 0);
      assert.match(said(), /^\+# changed$/m);
      assert.match(
        said(),
        /pulumi up --refresh --stack test\n\(which writes the same again, as Pulumi: no route changes\)/,
      );
      assert.doesNotMatch(said(), /salt/);
      assert.match(text(), /# changed/);
      assert.ok(
        calls().every((call) => call.startsWith("config")),
        "nothing but the file is written",
      );
    });

    it("tells it as JSON alone", async () => {
      assert.equal(await run(await stack(), { adopt: true, json: true }), 0);
      assert.equal(documented<{ kind: string }>("traffic-diff", said()).kind, "adopted");
    });

    const flagger = { ownerReferences: [{ apiVersion: "flagger.app/v1beta1", kind: "Canary", name: "reviews" }] };
    it("writes nothing where config can't say it or a controller writes it, and ends with 1", async () => {
      const context = await stack(EDITED, flagger);
      const before = text();
      assert.equal(await run(context, { adopt: true }), 1);
      assert.match(
        said(),
        /Nothing was written into Pulumi\.test\.yaml[^]*is written by Flagger, for the Canary reviews/,
      );
      assert.deepEqual([text(), calls()], [before, []]);
    });

    it("writes nothing where Pulumi can't, or writes something else", async () => {
      const context = await stack();
      const before = text();
      const other = JSON.stringify(
        Object.fromEntries(
          Object.entries(context.raw.values).map(([key, value]) => [`bookinfo-mesh:${key}`, { value }]),
        ),
      );
      writeFileSync(join(folder, "written"), other);
      await assert.rejects(run(context, { adopt: true }), /says another plan of reviews than was read/);
      writeFileSync(join(folder, "pulumi"), "#!/bin/sh\necho disk full >&2; exit 1\n");
      await assert.rejects(run(context, { adopt: true }), told(/Pulumi could not write the config:\n {2}disk full/));
      assert.equal(text(), before);
    });
  });

  describe("--revert", () => {
    it("updates with a refresh, and ends with 1 where something is left or has not arrived", async () => {
      const context = await stack();
      const before = text();
      assert.equal(await run(context, { revert: true }), 1, "this cluster keeps what it has");
      assert.match(said(), /Put back\.[^]*These differences are left, which no update of the stack changes:/);
      assert.deepEqual([calls(), text()], [["preview --json", "up --yes"], before]);
      printed = [];
      assert.equal(await run(context, { revert: true, json: true }, undefined, { ...ARRIVED, ok: false }), 1);
      assert.equal(documented<{ kind: string }>("traffic-diff", said()).kind, "reverted");
    });

    it("makes no update where more would change, and ends with 1", async () => {
      const urn = "urn:pulumi:test::x::kubernetes:core/v1:ConfigMap::other";
      const metadata = {
        op: "update",
        urn,
        type: "kubernetes:core/v1:ConfigMap",
        detailedDiff: { data: { kind: "update" } },
      };
      const context = await stack(EDITED, {}, "exit 0", JSON.stringify({ resourcePreEvent: { metadata } }));
      assert.equal(await run(context, { revert: true }), 1);
      assert.match(said(), /ConfigMap other: update/);
      assert.deepEqual(calls(), ["preview --json"]);
    });

    it("is refused for what a controller writes, before Pulumi is asked", async () => {
      const annotations = {
        "argocd.argoproj.io/tracking-id": "shop:networking.istio.io/VirtualService:default/reviews",
      };
      await assert.rejects(
        run(await stack(EDITED, { annotations }), { revert: true }),
        told(/Argo CD, for the application shop/),
      );
      assert.deepEqual(calls(), []);
    });

    it("says what a failed update has put back", async () => {
      const urn = "urn:pulumi:test::x::kubernetes:networking.istio.io/v1:VirtualService::reviews-routes";
      const metadata = { op: "update", urn, type: "kubernetes:networking.istio.io/v1:VirtualService" };
      const up = `echo '${JSON.stringify({ resOutputsEvent: { metadata } })}'; exit 255`;
      await assert.rejects(
        run(await stack(EDITED, {}, up), { revert: true }),
        told(/The update failed[^]*A part is put back: update reviews-routes\. Put the rest back/),
      );
      await assert.rejects(run(await stack(EDITED, {}, "exit 255"), { revert: true }), told(/Nothing was put back\.$/));
    });
  });
});

const EMPTY_KUBECONFIG = stringify({
  "current-context": "fake",
  clusters: [{ name: "fake", cluster: { server: "http://127.0.0.1:9", "insecure-skip-tls-verify": true } }],
  users: [{ name: "fake", user: {} }],
  contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
});

function told(message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, message);
    return true;
  };
}
