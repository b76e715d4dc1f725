import assert from "node:assert/strict";
import { missingPackages } from "../../sandbox/toolchain/debian-packages";

describe("Debian packages", () => {
  const listing = ["iproute2 installed", "iptables config-files", "kmod not-installed", "libc6 installed"].join("\n");

  it("are missing unless they are installed, whatever else dpkg knows of them", () => {
    assert.deepEqual(missingPackages(["iproute2", "iptables", "kmod", "socat"], listing), [
      "iptables",
      "kmod",
      "socat",
    ]);
  });

  it("are not missing when all are there", () => {
    assert.deepEqual(missingPackages(["libc6", "iproute2"], listing), []);
  });

  it("are all missing where dpkg lists none", () => {
    assert.deepEqual(missingPackages(["iptables"], ""), ["iptables"]);
  });
});
