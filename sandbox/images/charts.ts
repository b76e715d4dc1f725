import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseDocument } from "yaml";
import { cacheDir } from "../../commands/stack/sandbox/paths";
import { cached } from "../toolchain/cache";
import { newLog, run } from "../toolchain/command";
import { fingerprint } from "../toolchain/fingerprint";
import { type Report } from "../toolchain/report";
import { type Toolchain } from "../toolchain/toolchain";
import { ISTIO_VERSION } from "../toolchain/versions";

/** The charts by their folders in Istio's source; what a chart is named, its Chart.yaml says. */
const CHARTS = ["base", "istio-discovery", "gateway"] as const;

/** Packages Istio's charts; gives back the folder with `base-V.tgz`, `istiod-V.tgz` and `gateway-V.tgz`. */
export async function prepareCharts(toolchain: Toolchain, report: Report): Promise<string> {
  const entry = join(cacheDir, "charts", fingerprint([basename(dirname(toolchain.istio)), ISTIO_VERSION, ...CHARTS]));
  return await cached(entry, report, async (unfinished) => {
    report("packaging Istio's charts");
    rmSync(unfinished, { recursive: true });
    mkdirSync(unfinished);
    const log = newLog("charts");
    for (const chart of CHARTS) await packageChart(join(toolchain.istio, chart), unfinished, log);
  });
}

/** Does what `helm package --version V --app-version V` does: an archive of one folder, which has the chart's name. */
async function packageChart(source: string, destination: string, log: string): Promise<void> {
  const { name, text } = releasedChart(readFileSync(join(source, "Chart.yaml"), "utf8"), ISTIO_VERSION);
  const folder = join(destination, name);
  cpSync(source, folder, { recursive: true });
  writeFileSync(join(folder, "Chart.yaml"), text);
  await run({
    program: "tar",
    args: [
      ...["--create", "--gzip", "--sort=name", "--mtime=@0", "--owner=0", "--group=0"],
      ...["--file", join(destination, `${name}-${ISTIO_VERSION}.tgz`), "--directory", destination, name],
    ],
    purpose: `packaging Istio's chart ${name}`,
    remedy: `remove ${dirname(dirname(source))}, then run the same command again`,
    log,
  });
  rmSync(folder, { recursive: true });
}

/** A chart's name, and its Chart.yaml as a release has it: in the source all charts have version 1.0.0. */
export function releasedChart(text: string, version: string): { readonly name: string; readonly text: string } {
  const chart = parseDocument(text);
  chart.set("version", version);
  chart.set("appVersion", version);
  return { name: String(chart.get("name")), text: chart.toString() };
}
