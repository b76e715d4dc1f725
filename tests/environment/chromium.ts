import { existsSync } from "node:fs";
import { execa } from "execa";
import { type Browser, chromium } from "playwright-core";

const EXECUTABLE = "/usr/bin/chromium";

/** Debian's Chromium, installed where it is missing, without a window. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(EXECUTABLE)) {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await execa("apt-get", ["update", "-q"], { env });
    await execa("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"], {
      env,
    });
  }
  return chromium.launch({
    executablePath: EXECUTABLE,
    // As root Chromium runs only without its sandbox; the others keep it from asking for anything but the page.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
