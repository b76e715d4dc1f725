import assert from "node:assert/strict";
import { npmDo, npmJson, npmRun, npmShow } from "./command";
import { type MachineState, machineState, rememberMachine } from "./machine";

describe("npm start", function () {
  this.timeout(60 * 60_000); // With nothing in the cache the toolchain is built first.
  let before: MachineState;

  it("brings up the whole environment from nothing, and says where the page is", async () => {
    await npmShow("stop"); // Whatever an earlier run left.
    before = await machineState();
    rememberMachine(before);
    const told = await npmShow("start");
    assert.match(told, /http:\/\/127\.0\.0\.1:30080\/productpage/);
    assert.match(told, /roundrobin-user/);
  });

  it("run again finds everything in place", async () => {
    const told = await npmDo("start");
    assert.match(told, /http:\/\/127\.0\.0\.1:30080\/productpage/);
  });

  it("has left nothing to do for pulumi", async () => {
    const steps = await npmJson<{ steps?: { op: string; urn: string }[] }>("pulumi", "preview", "--json");
    assert.deepEqual(
      (steps.steps ?? []).filter(({ op }) => op !== "same" && op !== "read"),
      [],
    );
  });

  it("runs what npm run status says", async () => {
    const { exitCode, stdout } = await npmRun("status");
    assert.equal(exitCode, 0);
    for (const part of ["etcd", "kube-apiserver", "kubelet", "containerd"]) assert.match(stdout, new RegExp(part));
  });

  it("listens on loopback and on nothing that others could reach", async () => {
    const { listening } = await machineState();
    const opened = listening.filter((address) => !before.listening.includes(address));
    assert.ok(opened.includes("127.0.0.1:30080"));
    assert.deepEqual(
      opened.filter((address) => !address.startsWith("127.")),
      [],
    );
  });

  it("keeps secrets out of what the stack's state shows", async () => {
    const state = await npmDo("pulumi", "stack", "export");
    for (const text of [state, ...decoded(state)]) assert.doesNotMatch(text, /PRIVATE KEY|client-key-data/);
  });
});

/** What a text holds in base64, as keys stand in a Secret, and a kubeconfig in its parts. */
function decoded(text: string): string[] {
  return [...text.matchAll(/[\w+/=-]{40,}/g)].map(([base64]) => Buffer.from(base64, "base64").toString("latin1"));
}
