/** The template for `go list -deps -f`: one line for each package that go considers not up to date, and why. */
export const STALE_TEMPLATE = "{{if .Stale}}{{.ImportPath}}\t{{.StaleReason}}{{end}}";

/** How many packages of a listing made with `STALE_TEMPLATE` have yet to be compiled: those that go's build cache lacks. */
export function countUncompiled(listing: string): number {
  return listing.split("\n").filter((line) => line.includes("\t") && !line.includes("available in build cache")).length;
}

/** What a line printed by `go build -v` or `go list` tells of the progress; everything else is for the log alone. */
export function readGoLine(line: string): { kind: "download"; module: string } | { kind: "compile" } | undefined {
  const download = /^go: downloading (\S+ \S+)/.exec(line);
  if (download?.[1] !== undefined) return { kind: "download", module: download[1] };
  // Names of packages stand alone on a line; what compilers and linkers complain about has blanks or colons in it.
  if (/^[\w.~/-]+$/.test(line)) return { kind: "compile" };
  return undefined;
}
