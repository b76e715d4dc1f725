import { execa } from "execa";
import { newLog, type Command, run } from "./command";
import { type Report, withClock } from "./report";

/**
 * What gets installed on the machine itself when it is missing: programs that change the network and load kernel
 * modules. None of them brings a service or takes the place of another package.
 */
export const SYSTEM_PACKAGES: readonly string[] = ["ca-certificates", "iproute2", "iptables", "kmod", "openssl"];

/** Which of `wanted` a listing `PACKAGE STATUS` by dpkg-query does not show as installed. */
export function missingPackages(wanted: readonly string[], listing: string): readonly string[] {
  const installed = new Set(
    listing
      .split("\n")
      .map((line) => line.trim().split(" "))
      .filter(([, status]) => status === "installed")
      .map(([name]) => name),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** Installs those of `wanted` that are missing. Removes and upgrades nothing. */
export async function installDebianPackages(wanted: readonly string[], report: Report): Promise<void> {
  const query = ["--show", "--showformat=${Package} ${db:Status-Status}\\n", ...wanted];
  // dpkg-query fails when it does not know one of the packages, having listed the others all the same.
  const listing = await execa("dpkg-query", query, { reject: false });
  if (listing.code === "ENOENT") {
    throw new Error(
      "the sandbox takes parts from Debian packages, and this machine has no dpkg: it runs on Debian and Ubuntu. " +
        "Elsewhere, use the `local` stack with a cluster of your own, e.g. kind.",
    );
  }
  const missing = missingPackages(wanted, listing.stdout);
  if (missing.length === 0) return;

  const log = newLog("debian-packages");
  await withClock(
    report,
    () => `installing Debian packages: ${missing.join(", ")}`,
    () => apt(["install", "--no-remove", "--no-upgrade", ...missing], `installing ${missing.join(", ")}`, log),
  );
}

/**
 * Runs `apt-get` without recommended packages and without a question, a second time with fresh package lists if the
 * first fails: lists that are old or absent are the usual reason.
 */
export async function apt(args: readonly string[], purpose: string, log: string): Promise<void> {
  const command: Command = {
    program: "apt-get",
    args: ["--yes", "--quiet", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", ...args],
    purpose,
    remedy: "see whether `apt-get update` reaches the package mirrors, then run the same command again",
    log,
    env: { DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_SUSPEND: "1" },
  };
  try {
    await run(command);
  } catch {
    // One mirror of several that does not answer fails an update; whether it was one that matters shows the second
    // attempt. What each of the three said is in the log that its failure names.
    await run({ ...command, args: ["--quiet", "update"], purpose: "updating the package lists" }).catch(() => {});
    await run(command);
  }
}
