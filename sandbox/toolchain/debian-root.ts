import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../commands/stack/sandbox/paths";
import { cached } from "./cache";
import { newLog, run } from "./command";
import { apt } from "./debian-packages";
import { fingerprint } from "./fingerprint";
import { type Report, withClock } from "./report";

/** Debian packages that are unpacked to a folder of their own and never installed. */
export interface DebianRoot {
  readonly name: string;
  readonly packages: readonly string[];
}

/**
 * The container engine. Not installed: its packages would start a service, and would take the place of the engine that
 * Docker's own packages bring.
 */
export const ENGINE_ROOT: DebianRoot = {
  name: "engine",
  packages: ["containerd", "runc", "containernetworking-plugins"],
};

/** What programs linked to glibc and libstdc++ need in a container, and iptables. */
export const IMAGE_ROOT: DebianRoot = { name: "image", packages: ["base-files", "iptables", "libstdc++6"] };

/** For people, not for programs. */
const DOCUMENTATION = ["doc", "lintian", "locale", "man"].map((name) => join("usr", "share", name));

/**
 * Unpacks packages and all that they depend on to a folder, from the mirrors that apt is configured with.
 *
 * @returns the folder, laid out like the root of a file system
 */
export async function unpackDebianRoot(root: DebianRoot, report: Report): Promise<string> {
  const key = fingerprint([process.arch, debianRelease(), ...root.packages]);
  const entry = join(cacheDir, "parts", `debian-${root.name}-${key}`);
  return await cached(entry, report, (unfinished) =>
    withClock(
      report,
      () => `fetching Debian packages: ${root.packages.join(", ")}`,
      () => unpack(root, unfinished),
    ),
  );
}

async function unpack(root: DebianRoot, folder: string): Promise<void> {
  rmSync(folder, { recursive: true });
  const temporary = join(folder, "tmp-packages");
  mkdirSync(join(temporary, "partial"), { recursive: true });
  const log = newLog(`debian-${root.name}`);

  const nothingInstalled = join(temporary, "status");
  writeFileSync(nothingInstalled, "");
  await apt(
    [
      ...["install", "--download-only", ...root.packages],
      // To a machine with nothing installed apt brings every dependency, and it tells nobody that it did.
      ...aptOptions({
        "Dir::State::status": nothingInstalled,
        "Dir::Cache::archives": temporary,
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "Debug::NoLocking": "true",
        "APT::Sandbox::User": "root",
      }),
    ],
    `downloading ${root.packages.join(", ")}`,
    log,
  );
  for (const archive of readdirSync(temporary).filter((name) => name.endsWith(".deb"))) {
    await run({
      program: "dpkg-deb",
      args: ["--extract", join(temporary, archive), folder],
      purpose: `unpacking ${archive}`,
      remedy: "make sure that the disk has room (`df -h`), then run the same command again",
      log,
    });
  }
  for (const path of DOCUMENTATION) rmSync(join(folder, path), { recursive: true, force: true });
  rmSync(temporary, { recursive: true });
}

function aptOptions(options: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

/** Programs of one release need the libraries of that release. */
function debianRelease(): string {
  return readFileSync("/etc/os-release", "utf8");
}
