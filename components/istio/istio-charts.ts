import { join } from "node:path";
import { packageName, type ChartName } from "../../config/sections/chart-folder";
import { type IstioConfig } from "../../config/config";

/** Where Helm finds one chart. */
export interface Chart {
  readonly chart: string;
  readonly version: string;
  readonly repositoryOpts?: { readonly repo: string };
}

export type IstioCharts = Readonly<Record<ChartName, Chart>>;

/** Where Helm finds Istio's charts: in a repository, an OCI registry, or a folder of packaged charts. */
export function findCharts({
  chartSource: source,
  version,
}: Pick<IstioConfig, "chartSource" | "version">): IstioCharts {
  const place = (chart: ChartName): Chart => {
    if (source.startsWith("oci://")) return { chart: `${source}/${chart}`, version };
    if (source.includes("://")) return { chart, version, repositoryOpts: { repo: source } };
    return { chart: join(source, packageName(chart, version)), version };
  };
  return { base: place("base"), istiod: place("istiod"), gateway: place("gateway") };
}
