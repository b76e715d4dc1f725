import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderFix } from "../../../config/problem/render-fix";
import { type Problem } from "../../../config/problem/problem";
import { kubeconfigProblems } from "../../../config/sections/kubeconfig-problems";

describe("kubeconfig", () => {
  const folder = mkdtempSync(join(tmpdir(), "kubeconfig-test-"));
  after(() => rmSync(folder, { recursive: true }));

  /** A kubeconfig of one context, with something else in some of its parts. */
  function kubeconfigText(parts: object = {}): string {
    return JSON.stringify({
      contexts: [{ name: "kind-mesh", context: { cluster: "c", user: "u" } }],
      clusters: [{ name: "c", cluster: { server: "https://10.0.0.1:6443" } }],
      users: [{ name: "u", user: {} }],
      ...parts,
    });
  }

  function problemsOf(text: string, context = "kind-mesh") {
    const kubeconfig = join(folder, "config");
    writeFileSync(kubeconfig, text);
    return kubeconfigProblems({ kubeconfig, context });
  }

  /** The line that is told to type. */
  function fixOf(problem: Problem | undefined): string {
    return problem ? renderFix(problem.fix, "pulumi") : "";
  }

  it("is fine when it has the context", () => {
    assert.deepEqual(problemsOf(kubeconfigText()), []);
  });

  it("that is missing is named, with what to do", () => {
    const kubeconfig = join(folder, "nowhere");
    assert.deepEqual(kubeconfigProblems({ kubeconfig, context: "a" }), [
      {
        path: ["cluster", "kubeconfig"],
        message: `${kubeconfig} cannot be read: there is no such file; expected a kubeconfig file`,
        fix: { kind: "set", path: ["cluster", "kubeconfig"], value: "~/.kube/config" },
      },
    ]);
  });

  it("that is a folder is refused", () => {
    const [problem] = kubeconfigProblems({ kubeconfig: folder, context: "a" });
    assert.match(problem?.message ?? "", /cannot be read: it is a folder/);
  });

  it("without the context lists those it has", () => {
    const text = "contexts: [{name: kind-mash}, {name: minikube}]";
    const [problem] = problemsOf(text);
    assert.match(
      problem?.message ?? "",
      /has no context "kind-mesh"; did you mean kind-mash\? known: kind-mash, minikube/,
    );
    assert.equal(fixOf(problem), "pulumi config set --path bookinfo-mesh:cluster.context kind-mash");
  });

  it("without the context is fixed by the one that is nearest", () => {
    const contexts = ["prod", "kind-mash"].map((name) => ({ name, context: { cluster: "c", user: "u" } }));
    const [problem] = problemsOf(kubeconfigText({ contexts }));
    assert.equal(fixOf(problem), "pulumi config set --path bookinfo-mesh:cluster.context kind-mash");
  });

  it("takes names that read as numbers, as kubectl does", () => {
    const contexts = [{ name: 5, context: { cluster: 6, user: 7 } }];
    const clusters = [{ name: 6, cluster: { server: "https://10.0.0.1:6443" } }];
    assert.deepEqual(problemsOf(kubeconfigText({ contexts, clusters, users: [{ name: 7 }] }), "5"), []);
  });

  it("is looked at without a context too", () => {
    assert.match(
      kubeconfigProblems({ kubeconfig: join(folder, "nowhere") })[0]?.message ?? "",
      /there is no such file/,
    );
    writeFileSync(join(folder, "config"), kubeconfigText());
    assert.deepEqual(kubeconfigProblems({ kubeconfig: join(folder, "config") }), []);
  });

  it("that is the usual one is not fixed by itself", () => {
    const home = process.env["HOME"];
    process.env["HOME"] = folder;
    try {
      const kubeconfig = join(folder, ".kube/config");
      const fixFor = (context: string) => fixOf(kubeconfigProblems({ kubeconfig, context })[0]);
      assert.match(fixFor("kind-shop"), /^kind create cluster --name shop {3}#/);
      assert.match(fixFor("minikube"), /^kind create cluster --name mesh {3}#/);
    } finally {
      process.env["HOME"] = home;
    }
  });

  const set = (part: string) => `kubectl --kubeconfig ${join(folder, "config")} config set-context kind-mesh ${part}`;
  const cases: readonly [what: string, parts: object, message: RegExp, fix: string | undefined][] = [
    [
      "a cluster that is not there",
      { contexts: [{ name: "kind-mesh", context: { cluster: "d", user: "u" } }] },
      /names a cluster that the file does not have: d$/,
      "--cluster=c",
    ],
    ["no cluster", { contexts: [{ name: "kind-mesh", context: { user: "u" } }] }, /names no cluster$/, "--cluster=c"],
    ["no user", { contexts: [{ name: "kind-mesh", context: { cluster: "c" } }] }, /names no user$/, "--user=u"],
    [
      "a server without scheme",
      { clusters: [{ name: "c", cluster: { server: "10.0.0.1:6443" } }] },
      /names a cluster whose server is "10.0.0.1:6443": expected an https:\/\/ address in c$/,
      undefined,
    ],
    [
      "a server that is none",
      { clusters: [{ name: "c", cluster: { server: "not a url" } }] },
      /whose server is/,
      undefined,
    ],
    ["no server", { clusters: [{ name: "c", cluster: {} }] }, /names a cluster without a server/, undefined],
    ["nothing", { contexts: [{ name: "kind-mesh" }] }, /is not in the file$/, undefined],
  ];
  for (const [what, parts, message, fix] of cases) {
    it(`whose context leads to ${what} is refused`, () => {
      const [problem, ...rest] = problemsOf(kubeconfigText(parts));
      assert.deepEqual(rest, []);
      assert.deepEqual(problem?.path, ["cluster", "context"]);
      assert.match(problem.message, message);
      if (fix !== undefined) assert.equal(fixOf(problem), set(fix));
    });
  }

  it("whose context leads nowhere is fixed by another that does not, where its file has one", () => {
    const contexts = [{ name: "kind-mesh" }, { name: "minikube", context: { cluster: "c", user: "u" } }];
    const [problem] = problemsOf(kubeconfigText({ contexts }));
    assert.equal(fixOf(problem), "pulumi config set --path bookinfo-mesh:cluster.context minikube");
  });

  for (const [parts, place] of [
    [{ contexts: { a: "b" } }, "contexts"],
    [{ contexts: "hello" }, "contexts"],
    [{ contexts: [null] }, "contexts[0]"],
    [{ contexts: ["ctx"] }, "contexts[0]"],
    [{ contexts: [{ name: ["kind-mesh"] }] }, "contexts[0].name"],
    [{ clusters: {} }, "clusters"],
    [{ clusters: [null] }, "clusters[0]"],
    [{ users: [{ name: "u", user: "me" }] }, "users[0].user"],
  ] as const) {
    it(`says where a file is not a kubeconfig: ${JSON.stringify(parts)}`, () => {
      const [problem] = problemsOf(kubeconfigText(parts));
      assert.match(problem?.message ?? "", /is not a kubeconfig: expected YAML or JSON/);
      assert.ok(problem?.message.endsWith(`; what is wrong is ${place}`), problem?.message);
    });
  }

  for (const text of ["[1, 2", "just text", "[]", ""]) {
    it(`refuses what is not a kubeconfig: ${JSON.stringify(text)}`, () => {
      assert.match(problemsOf(text)[0]?.message ?? "", /is not a kubeconfig/);
    });
  }
});
