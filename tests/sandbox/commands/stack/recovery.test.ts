import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type HelmRecord, manifestOf, recordsInTheWay } from "../../../../sandbox/commands/stack/helm-records";
import { leftovers, type UpdateProcess } from "../../../../commands/stack/sandbox/leftover-processes";
import { takesLock } from "../../../../commands/stack/sandbox/lock";
import { releasesIn } from "../../../../sandbox/commands/stack/recover";

describe("what an update that died left running", () => {
  const process = (pid: number, parent: number, program: string, ...args: string[]): UpdateProcess => ({
    ...{ pid, parent, program },
    arguments: args,
  });
  const runner = "/clone/node_modules/@pulumi/pulumi/cmd/run";

  it("is every plugin whose engine is gone, and the program that a language host had started", () => {
    const orphans = [
      process(10, 1, "pulumi-resource-kubernetes", "127.0.0.1:1"),
      process(11, 1, "pulumi-language-nodejs-host"),
      process(12, 11, "node", "node", runner, "--monitor=x"),
      process(13, 1, "node", "node", `${runner}-policy-pack`, "127.0.0.1:1", "."),
    ];
    assert.deepEqual(leftovers(orphans), [10, 11, 12, 13]);
  });

  it("is nothing of an update that is under way", () => {
    const alive = [
      process(9, 1, "pulumi", "pulumi", "up"),
      process(10, 9, "pulumi-resource-kubernetes"),
      process(11, 9, "pulumi-language-nodejs-host"),
      process(12, 11, "node", "node", runner),
    ];
    assert.deepEqual(leftovers(alive), []);
  });

  it("is no command of the user's that only has the sandbox's settings", () => {
    assert.deepEqual(leftovers([process(10, 1, "node", "node", "review/cli.ts"), process(11, 1, "bash")]), []);
  });
});

describe("Helm's records of a release whose operation died", () => {
  const istiod = { namespace: "istio-system", name: "istiod" };
  const record = (revision: number, status: string, of = istiod): HelmRecord => ({
    secret: `sh.helm.release.v1.${of.name}.v${revision}`,
    ...{ namespace: of.namespace, release: of.name, revision, status },
  });
  const inTheWay = (goal: "up" | "destroy", inState: boolean, ...statuses: string[]): string[] => {
    const records = statuses.map((status, index) => record(index + 1, status));
    // A release of somebody else is in every listing.
    const others = record(1, "pending-install", { namespace: "other", name: "istiod" });
    return recordsInTheWay(goal, [{ ...istiod, inState }], [others, ...records.reverse()]).map(({ status }) => status);
  };

  it("is the last one of an upgrade: the release is then what it was before", () => {
    assert.deepEqual(inTheWay("up", true, "superseded", "deployed", "pending-upgrade"), ["pending-upgrade"]);
    assert.deepEqual(inTheWay("up", true, "deployed", "pending-rollback"), ["pending-rollback"]);
  });

  it("are all of one that the state does not have: an install then adopts the objects", () => {
    assert.deepEqual(inTheWay("up", false, "pending-install"), ["pending-install"]);
    assert.deepEqual(inTheWay("up", false, "deployed"), ["deployed"]);
    assert.deepEqual(inTheWay("destroy", false, "pending-install"), ["pending-install"]);
  });

  it("are all of one whose uninstall died, unless it is to go anyway", () => {
    assert.deepEqual(inTheWay("up", true, "superseded", "uninstalling"), ["superseded", "uninstalling"]);
    assert.deepEqual(inTheWay("destroy", true, "superseded", "uninstalling"), []);
  });

  it("are none of a release in order", () => {
    for (const last of ["deployed", "failed"]) assert.deepEqual(inTheWay("up", true, "superseded", last), []);
    assert.deepEqual(inTheWay("up", true), []);
  });

  it("name the objects that a destroy must take with it, but for those that a chart keeps", () => {
    const manifest = [
      "kind: Service\nmetadata: {name: istiod}",
      'kind: CustomResourceDefinition\nmetadata: {name: x, annotations: {"helm.sh/resource-policy": keep}}',
      "# nothing but a comment",
    ].join("\n---\n");
    const zipped = gzipSync(JSON.stringify({ manifest })).toString("base64");
    const objects = manifestOf(Buffer.from(zipped).toString("base64"));
    assert.deepEqual(objects, [{ kind: "Service", metadata: { name: "istiod" } }]);
  });

  it("are looked for by the names in the state and in the operations that were under way", () => {
    const release = (name: string) => ({ type: "kubernetes:helm.sh/v3:Release", inputs: { name, namespace: "mesh" } });
    const state = {
      deployment: {
        resources: [release("base"), { type: "kubernetes:core/v1:Service", inputs: { name: "x", namespace: "y" } }],
        pending_operations: [
          { type: "creating", resource: release("istiod") },
          { type: "updating", resource: release("base") },
        ],
      },
    };
    assert.deepEqual(releasesIn(state), [
      { namespace: "mesh", name: "base", inState: true },
      { namespace: "mesh", name: "istiod", inState: false },
    ]);
    assert.deepEqual(releasesIn({ deployment: null }), []);
  });
});

describe("the stack's lock", () => {
  it("is taken by commands that change the stack, options before them or not", () => {
    for (const command of [
      "up --yes",
      "--non-interactive destroy",
      "-s sandbox refresh",
      "stack import",
      "state delete x",
    ])
      assert.equal(takesLock(command.split(" ")), true, command);
  });

  it("is not taken by those that only look", () => {
    for (const command of ["preview", "stack output", "stack ls", "config set a b", "cancel", "--help"])
      assert.equal(takesLock(command.split(" ")), false, command);
  });
});
