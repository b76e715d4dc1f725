import assert from "node:assert/strict";
import { countUncompiled, readGoLine } from "../../../sandbox/toolchain/go-output";

describe("what go prints", () => {
  it("tells how many packages have yet to be compiled", () => {
    const listing = [
      "helm.sh/helm/v3/cmd/helm\tnot installed but available in build cache",
      "internal/cpu\tbuild ID mismatch",
      "internal/byteorder\tstale dependency: internal/goarch",
    ].join("\n");
    assert.equal(countUncompiled(listing), 2);
    assert.equal(countUncompiled(""), 0);
  });

  it("names each package that is compiled on a line", () => {
    for (const line of [
      "fmt",
      "k8s.io/api/core/v1",
      "github.com/mattn/go-colorable",
      "gopkg.in/yaml.v3",
      "golang.org/x/~a",
    ]) {
      assert.deepEqual(readGoLine(line), { kind: "compile" }, line);
    }
  });

  it("names each module that is downloaded", () => {
    assert.deepEqual(readGoLine("go: downloading k8s.io/api v0.36.3"), {
      kind: "download",
      module: "k8s.io/api v0.36.3",
    });
  });

  it("has more to say, which is for the log", () => {
    const lines = [
      "",
      "# k8s.io/kubernetes/pkg/kubelet",
      "./main.go:3:1: syntax error",
      "go: finding module for package fmt",
      "fmt\tbuild ID mismatch",
    ];
    for (const line of lines) assert.equal(readGoLine(line), undefined, line);
  });
});
