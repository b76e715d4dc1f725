import { statSync } from "node:fs";
import { join } from "node:path";

/**
 * The template for `go list -deps -f`: one line for each package that go considers not up to date, why, and its files.
 */
export const STALE_TEMPLATE = '{{if .Stale}}{{.ImportPath}}\t{{.StaleReason}}\t{{.Dir}}\t{{join .GoFiles " "}}{{end}}';

/**
 * Packages that have yet to be compiled, with the size of their source in bytes: what tells best how long that takes.
 */
export type Work = ReadonlyMap<string, number>;

/** The packages of a listing made with `STALE_TEMPLATE` that go's build cache lacks. */
export function uncompiledIn(listing: string, sizeOf: (file: string) => number = sizeOnDisk): Work {
  const work = new Map<string, number>();
  for (const line of listing.split("\n")) {
    const [path, reason, folder, files] = line.split("\t");
    if (path === undefined || reason === undefined || reason.includes("available in build cache")) continue;
    const names = files?.split(" ").filter((name) => name !== "") ?? [];
    work.set(
      path,
      names.reduce((sum, name) => sum + sizeOf(join(folder ?? "", name)), 0),
    );
  }
  return work;
}

function sizeOnDisk(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** How many packages go has in hand at a time, on two cores; it names each as it begins with it. */
const IN_HAND = 2;

/** The share of the work that is done, in whole percent, when go has begun with these packages, in this order. */
export function percentDone(work: Work, begun: readonly string[]): number {
  const bytes = (packages: Iterable<string>): number =>
    [...packages].reduce((sum, name) => sum + (work.get(name) ?? 0), 0);
  const total = bytes(work.keys());
  return total === 0 ? 100 : Math.floor((100 * bytes(begun.slice(0, -IN_HAND))) / total);
}

/** What a line printed by `go build -v` or `go list` tells of the progress; everything else is for the log alone. */
export function readGoLine(
  line: string,
): { kind: "download"; module: string } | { kind: "compile"; path: string } | undefined {
  const download = /^go: downloading (\S+ \S+)/.exec(line);
  if (download?.[1] !== undefined) return { kind: "download", module: download[1] };
  // Names of packages stand alone on a line; what compilers and linkers complain about has blanks or colons in it.
  if (/^[\w.~/-]+$/.test(line)) return { kind: "compile", path: line };
  return undefined;
}
