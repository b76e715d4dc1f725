import assert from "node:assert/strict";
import { percentDone, readGoLine, uncompiledIn } from "../../../sandbox/toolchain/go-output";

describe("what go prints", () => {
  it("tells which packages have yet to be compiled, and how large they are", () => {
    const listing = [
      "k8s.io/kubernetes/cmd/kubelet\tnot installed but available in build cache\t/go/kubelet\tkubelet.go",
      "internal/cpu\tbuild ID mismatch\t/go/cpu\tcpu.go cpu_x86.go",
      "unsafe\tstale dependency: internal/goarch\t/go/unsafe\t",
    ].join("\n");
    const sizes: Readonly<Record<string, number>> = { "/go/cpu/cpu.go": 3, "/go/cpu/cpu_x86.go": 4 };
    assert.deepEqual(
      [...uncompiledIn(listing, (file) => sizes[file] ?? NaN)],
      [
        ["internal/cpu", 7],
        ["unsafe", 0],
      ],
    );
    assert.equal(uncompiledIn("").size, 0);
  });

  it("tells how far a build is by the size of what it is done with, not of what it has in hand", () => {
    const work = new Map([
      ["small", 10],
      ["large", 80],
      ["last", 10],
    ]);
    assert.equal(percentDone(work, ["small", "large"]), 0);
    assert.equal(percentDone(work, ["small", "large", "last"]), 10);
    assert.equal(percentDone(work, ["small", "large", "last", "linked", "linked"]), 100);
    assert.equal(percentDone(new Map(), []), 100);
  });

  it("names each package that is compiled on a line", () => {
    for (const line of [
      "fmt",
      "k8s.io/api/core/v1",
      "github.com/mattn/go-colorable",
      "gopkg.in/yaml.v3",
      "golang.org/x/~a",
    ]) {
      assert.deepEqual(readGoLine(line), { kind: "compile", path: line }, line);
    }
  });

  it("names each module that is downloaded", () => {
    assert.deepEqual(readGoLine("go: downloading k8s.io/api v0.36.5"), {
      kind: "download",
      module: "k8s.io/api v0.36.5",
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
