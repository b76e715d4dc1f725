import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { recordedToolchain } from "../../commands/stack/sandbox/toolchain-record";
import { releasedChart } from "../../sandbox/images/charts";
import { nodeFiles } from "../../sandbox/node/facts";
import { ISTIO_VERSION } from "../../sandbox/toolchain/versions";

/** A release of Istio that the sandbox does not have: the same programs and charts under another number. */
export interface NextIstio {
  readonly version: string;
  /** The folder with its charts. */
  readonly charts: string;
  readonly remove: () => Promise<void>;
}

export async function nextIstio(): Promise<NextIstio> {
  const [major, minor, patch] = ISTIO_VERSION.split(".").map(Number);
  const version = `${major}.${minor}.${Number(patch) + 1}`;
  const charts = mkdtempSync(join(tmpdir(), "next-istio-"));
  for (const chart of ["base", "istiod", "gateway"]) await repackage(chart, version, charts);
  const images = ["pilot", "proxyv2"].map((name) => `${sandbox.imageRegistry}/istio/${name}`);
  for (const image of images) await ctr("images", "tag", "--force", `${image}:${ISTIO_VERSION}`, `${image}:${version}`);
  return {
    version,
    charts,
    remove: async () => {
      rmSync(charts, { recursive: true });
      for (const image of images) await ctr("images", "remove", `${image}:${version}`);
    },
  };
}

async function repackage(chart: string, version: string, folder: string): Promise<void> {
  const unpacked = join(folder, chart);
  mkdirSync(unpacked);
  const archive = join(sandbox.charts, `${chart}-${ISTIO_VERSION}.tgz`);
  await execa("tar", ["--extract", "--gzip", "--file", archive, "--directory", folder]);
  const file = join(unpacked, "Chart.yaml");
  writeFileSync(file, releasedChart(readFileSync(file, "utf8"), version).text);
  await execa("tar", ["--create", "--gzip", "--file", `${unpacked}-${version}.tgz`, "--directory", folder, chart]);
  // The version that runs has to be found there too, for the way back.
  cpSync(archive, join(folder, `${chart}-${ISTIO_VERSION}.tgz`));
}

async function ctr(...args: string[]): Promise<void> {
  const bin = recordedToolchain()?.bin;
  if (bin === undefined) throw new Error("the sandbox has no toolchain: was it started?");
  await execa(join(bin, "ctr"), ["--address", nodeFiles.containerdSocket, "--namespace", "k8s.io", ...args]);
}
