import assert from "node:assert/strict";
import { goEnvironment } from "../../../sandbox/toolchain/go";

it("go does not ask git about the clone, which may belong to somebody else than root", () => {
  assert.ok(goEnvironment.GOFLAGS.split(" ").includes("-buildvcs=false"));
});
