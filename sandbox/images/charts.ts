import { mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheDir } from "../../commands/stack/sandbox/paths";
import { cached } from "../toolchain/cache";
import { newLog, run } from "../toolchain/command";
import { fingerprint } from "../toolchain/fingerprint";
import { type Report } from "../toolchain/report";
import { type Toolchain } from "../toolchain/toolchain";
import { ISTIO_VERSION } from "../toolchain/versions";

/** The charts by their folders in Istio's source; what a chart is named, helm reads from its Chart.yaml. */
const CHARTS = ["base", "istio-discovery", "gateway"] as const;

/** Packages Istio's charts; gives back the folder with `base-V.tgz`, `istiod-V.tgz` and `gateway-V.tgz`. */
export async function prepareCharts(toolchain: Toolchain, report: Report): Promise<string> {
  const entry = join(cacheDir, "charts", fingerprint([basename(dirname(toolchain.istio)), ISTIO_VERSION, ...CHARTS]));
  return await cached(entry, report, async (unfinished) => {
    report("packaging Istio's charts");
    rmSync(unfinished, { recursive: true });
    mkdirSync(unfinished);
    await run({
      program: join(toolchain.bin, "helm"),
      args: [
        "package",
        // In the source all charts have version 1.0.0.
        ...["--version", ISTIO_VERSION, "--app-version", ISTIO_VERSION, "--destination", unfinished],
        ...CHARTS.map((chart) => join(toolchain.istio, chart)),
      ],
      purpose: "packaging Istio's charts",
      remedy: `remove ${dirname(toolchain.istio)}, then run the same command again`,
      log: newLog("charts"),
    });
  });
}
