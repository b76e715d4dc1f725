import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "@pulumi/kubernetes/package.json";
import {
  installedKubernetesPlugin,
  installKubernetesPlugin,
} from "../../../../sandbox/commands/stack/kubernetes-plugin";
import { BUILT_PROVIDER_VERSION } from "../../../../sandbox/toolchain/go-modules";
import { findInstalledProvider } from "../../../../sandbox/toolchain/kubernetes-provider";

const PROGRAM = "pulumi-resource-kubernetes";

describe("the sandbox's Kubernetes plugin", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plugins-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Puts a plugin into a Pulumi home; returns its program. */
  const install = (home: string, name: string, mode = 0o755): string => {
    const plugin = join(folder, home, "plugins", name);
    mkdirSync(plugin, { recursive: true });
    writeFileSync(join(plugin, PROGRAM), name, { mode });
    return join(plugin, PROGRAM);
  };
  const wanted = `resource-kubernetes-v${version}`;
  const find = (home: string) => findInstalledProvider({ PULUMI_HOME: join(folder, home) });

  it("is the user's own, in the version that the SDK asks for", () => {
    const program = install("user", wanted);
    install("user", "resource-kubernetes-v4.99.0");
    assert.deepEqual(find("user"), { origin: "installed", program });
  });

  it("is neither of another version, nor a broken download, nor a file that is no program", () => {
    install("other", "resource-kubernetes-v4.99.0");
    install("broken", wanted);
    writeFileSync(join(folder, "broken", "plugins", `${wanted}.partial`), "");
    install("text", wanted, 0o644);
    for (const home of ["none", "other", "broken", "text"]) assert.equal(find(home), undefined, home);
  });

  it("is put where the engine looks for it, in the place of another one", () => {
    const [home, inPlace] = [join(folder, "sandbox"), install("sandbox", wanted)];
    for (const name of ["first", "second"]) {
      const program = install(name, wanted);
      installKubernetesPlugin({ origin: "installed", program }, home);
      assert.equal(readFileSync(inPlace, "utf8"), wanted);
      assert.deepEqual(installedKubernetesPlugin(home), { origin: "installed", program });
    }
  });

  it("is missing when its program has gone since", () => {
    const home = join(folder, "sandbox");
    const program = install("user", wanted);
    assert.equal(installedKubernetesPlugin(home), undefined);
    installKubernetesPlugin({ origin: "installed", program }, home);
    rmSync(program);
    assert.ok(!existsSync(program));
    assert.equal(installedKubernetesPlugin(home), undefined);
  });

  it("says which commit it is where it was built, in a version that the engine takes for the SDK's", () => {
    assert.match(
      BUILT_PROVIDER_VERSION,
      new RegExp(`^${version.replaceAll(".", "\\.")}\\+module\\.\\d{14}-[0-9a-f]{12}$`),
    );
  });
});
