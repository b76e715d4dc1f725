import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeconfigProblems } from "../../mesh/kubeconfig";

describe("kubeconfig", () => {
  const folder = mkdtempSync(join(tmpdir(), "kubeconfig-test-"));
  after(() => rmSync(folder, { recursive: true }));

  function problemsOf(text: string, context = "kind-mesh") {
    const kubeconfig = join(folder, "config");
    writeFileSync(kubeconfig, text);
    return kubeconfigProblems({ kind: "existing", kubeconfig, context });
  }

  it("is fine when it has the context", () => {
    assert.deepEqual(problemsOf("contexts: [{name: kind-mesh, context: {cluster: c, user: u}}]"), []);
  });

  it("that is missing is named, with what to do", () => {
    const kubeconfig = join(folder, "nowhere");
    assert.deepEqual(kubeconfigProblems({ kind: "existing", kubeconfig, context: "a" }), [
      {
        key: "bookinfo-mesh:cluster.kubeconfig",
        message: `${kubeconfig} cannot be read: there is no such file; expected a kubeconfig file`,
        mend: "pulumi config set --path bookinfo-mesh:cluster.kubeconfig '~/.kube/config'",
      },
    ]);
  });

  it("that is a folder is refused", () => {
    const [problem] = kubeconfigProblems({ kind: "existing", kubeconfig: folder, context: "a" });
    assert.match(problem?.message ?? "", /cannot be read: it is a folder/);
  });

  it("without the context lists those it has", () => {
    const text = "contexts: [{name: kind-mash}, {name: minikube}]";
    const [problem] = problemsOf(text);
    assert.match(
      problem?.message ?? "",
      /has no context "kind-mesh"; did you mean kind-mash\? known: kind-mash, minikube/,
    );
    assert.equal(problem?.mend, "pulumi config set --path bookinfo-mesh:cluster.context kind-mash");
  });

  for (const text of ["[1, 2", "just text", "[]", ""]) {
    it(`refuses what is no kubeconfig: ${JSON.stringify(text)}`, () => {
      assert.match(problemsOf(text)[0]?.message ?? "", /is not a kubeconfig/);
    });
  }
});
