import { readdirSync } from "node:fs";
import { type Path } from "../../mesh/config-path";
import { remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";

/** The charts that make up an Istio installation. */
const CHARTS = ["base", "istiod", "gateway"] as const;
export type ChartName = (typeof CHARTS)[number];

const SOURCE: Path = ["istio", "chartSource"];
const VERSION: Path = ["istioVersion"];

/** The file that `helm package` makes of a chart. */
export function packageName(chart: string, version: string): string {
  return `${chart}-${version}.tgz`;
}

/**
 * What keeps a folder of packaged charts from being a source of an Istio version: it can't be read, or lacks a chart.
 */
export function chartFolderProblems(folder: string, version: string): Problem[] {
  const files = listFolder(folder);
  if (files instanceof Error) {
    const message = `can't read the folder ${folder}: ${files.message}`;
    return [{ path: SOURCE, message, fix: remove(SOURCE, "takes Istio's own chart repository") }];
  }

  const missing = CHARTS.map((chart) => packageName(chart, version)).filter((file) => !files.includes(file));
  if (missing.length === 0) return [];
  const complete = versionsIn(files);
  return [
    {
      path: VERSION,
      message: `${folder} does not have Istio ${version}: ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing`,
      detail: complete.length > 0 ? `versions that it has: ${complete.join(", ")}` : "it has no version whole",
      fix: set(VERSION, complete.at(-1) ?? version),
    },
  ];
}

function listFolder(folder: string): string[] | Error {
  try {
    return readdirSync(folder);
  } catch (error) {
    return error as Error;
  }
}

/** The versions that a folder has of all charts, oldest first. */
function versionsIn(files: readonly string[]): string[] {
  return files
    .flatMap((file) => /^base-(\d.*)\.tgz$/.exec(file)?.[1] ?? [])
    .filter((version) => CHARTS.every((chart) => files.includes(packageName(chart, version))))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
