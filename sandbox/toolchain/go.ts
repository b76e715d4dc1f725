import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { cacheDir } from "../../commands/stack/sandbox/paths";
import { cached, isCached } from "./cache";
import { newLog, type Command, run } from "./command";
import { fingerprint } from "./fingerprint";
import { buildFlags, type GoModule, PROGRAM_NAMES } from "./go-modules";
import { percentDone, readGoLine, STALE_TEMPLATE, uncompiledIn, type Work } from "./go-output";
import { type Report, withClock } from "./report";
import { MIN_GO } from "./versions";

const GO_DIR = join(__dirname, "go");
const ISTIO_MODULE = "istio.io/istio";

/** What a user set for other work must not change what gets built here. */
export const goEnvironment = {
  CGO_ENABLED: "0",
  GO111MODULE: "on",
  // Git tells root nothing about a clone that belongs to somebody else, and go would then build nothing.
  GOFLAGS: "-mod=readonly -buildvcs=false",
  GOWORK: "off",
  GOOS: "linux",
  // With memory to spare, compilers collect their garbage less often, which saves a twentieth of the time.
  GOGC: "400",
  GOARCH: undefined,
} as const;

/** What a Go module gave. */
export interface GoBuild {
  /** The folder with its programs. */
  readonly bin: string;
  /** Of the module that requires Istio: the folder with those files of Istio's source that are not programs. */
  readonly istio?: string;
}

/** What a module gave, where that is in the cache and nothing has to be compiled. */
export function builtGoModule(module: GoModule): GoBuild | undefined {
  const entry = entryOf(module);
  return isCached(entry) ? buildIn(entry) : undefined;
}

/**
 * Downloads what a module is built from, unless it is built: the network is idle while compilers work. What goes wrong
 * shows again in the build, which says it.
 */
export async function fetchGoModule(module: GoModule): Promise<void> {
  if (builtGoModule(module) !== undefined) return;
  const log = newLog(`go-${module.name}-download`);
  const command = { ...goCommand(module, log, tmpdir()), purpose: `downloading the Go modules of ${module.name}` };
  // Errors in packages are no matter here: a program that embeds files of another module has them only in the build.
  await run({ ...command, args: ["list", "-e", "-deps", ...module.packages] }).catch(() => {});
}

/** Builds a module's programs, or finds them in the cache. Compiled packages stay in go's own, whatever interrupts. */
export async function buildGoModule(module: GoModule, report: Report): Promise<GoBuild> {
  const entry = entryOf(module);
  await cached(entry, report, (unfinished) => build(module, unfinished, report));
  return buildIn(entry);
}

function buildIn(entry: string): GoBuild {
  const istio = join(entry, "istio");
  return { bin: join(entry, "bin"), ...(existsSync(istio) && { istio }) };
}

/** Where the cache keeps the programs of a module: another name for anything that makes them others. */
function entryOf(module: GoModule): string {
  const key = fingerprint([
    process.arch,
    ...module.packages,
    ...buildFlags(module),
    ...sourcesOf(module).flatMap((name) => [name, readFileSync(join(GO_DIR, module.name, name))]),
  ]);
  return join(cacheDir, "parts", `go-${module.name}-${key}`);
}

/** go.mod, go.sum and the module's own programs, by their paths in the module. */
function sourcesOf(module: GoModule): readonly string[] {
  return readdirSync(join(GO_DIR, module.name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(GO_DIR, module.name), join(entry.parentPath, entry.name)))
    .sort();
}

async function build(module: GoModule, folder: string, report: Report): Promise<void> {
  const bin = join(folder, "bin");
  // On the file system of the programs: go moves them there whole, and an interrupted build leaves no half ones.
  const temporary = join(folder, "tmp");
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  mkdirSync(bin, { recursive: true });

  const log = newLog(`go-${module.name}`);
  const go = (purpose: string, args: readonly string[], onLine?: (line: string) => void): Promise<string> =>
    run({ ...goCommand(module, log, temporary), purpose, args, ...(onLine && { onLine }) });

  const flags = [
    ...buildFlags(module),
    ...(await embedFlags(module, temporary, go)),
    ...(await replaceFlags(module, temporary, go)),
  ];
  const work = await findWork(module, flags, go, report);
  await compile(module, bin, flags, work, go, report);
  await copyIstioFiles(module, folder, go, log);

  for (const [built, name] of Object.entries(PROGRAM_NAMES)) {
    if (existsSync(join(bin, built))) renameSync(join(bin, built), join(bin, name));
  }
  rmSync(temporary, { recursive: true });
}

type Go = (purpose: string, args: readonly string[], onLine?: (line: string) => void) => Promise<string>;

function goCommand(module: GoModule, log: string, temporary: string): Omit<Command, "purpose" | "args"> {
  return {
    program: "go",
    cwd: join(GO_DIR, module.name),
    log,
    remedy:
      `check that \`go version\` says ${MIN_GO.join(".")} or later (go.dev/dl), that \`go env GOPROXY\` can be reached and that ` +
      "the disk has room (`df -h`), then run the same command again: it goes on where it stopped",
    env: { ...goEnvironment, GOTMPDIR: temporary },
  };
}

/**
 * Flags by which the program of a module finds the files that it embeds from another: a program's own folder is all
 * that Go looks in.
 */
async function embedFlags({ name, embeds }: GoModule, temporary: string, go: Go): Promise<readonly string[]> {
  if (embeds === undefined) return [];
  const source = await sourceOf(embeds.module, go);
  const places = Object.entries(embeds.files).map(([own, theirs]) => [join(GO_DIR, name, own), join(source, theirs)]);
  const overlay = join(temporary, "overlay.json");
  writeFileSync(overlay, JSON.stringify({ Replace: Object.fromEntries(places) as Record<string, string> }));
  return [`-overlay=${overlay}`];
}

/** Flags by which a copy of another module counts in its place, in which our files stand for some of its own. */
async function replaceFlags({ name, replaces }: GoModule, temporary: string, go: Go): Promise<readonly string[]> {
  if (replaces === undefined) return [];
  const copy = join(temporary, "replaced");
  // Go keeps its sources read-only.
  cpSync(await sourceOf(replaces.module, go), copy, { recursive: true });
  chmodSync(copy, 0o755);
  for (const [own, theirs] of Object.entries(replaces.files)) {
    rmSync(join(copy, theirs));
    copyFileSync(join(GO_DIR, name, own), join(copy, theirs));
  }
  const modfile = join(temporary, "go.mod");
  const manifest = readFileSync(join(GO_DIR, name, "go.mod"), "utf8");
  writeFileSync(modfile, `${manifest}\nreplace ${replaces.module} => ${copy}\n`);
  copyFileSync(join(GO_DIR, name, "go.sum"), join(temporary, "go.sum"));
  return [`-modfile=${modfile}`];
}

/** The folder with a module's source. */
async function sourceOf(module: string, go: Go): Promise<string> {
  await go(`downloading ${module}`, ["mod", "download", module]);
  return (await go(`finding the source of ${module}`, ["list", "-m", "-f", "{{.Dir}}", module])).trim();
}

/** Downloads the modules that are missing and finds out what has to be compiled. */
async function findWork(module: GoModule, flags: readonly string[], go: Go, report: Report): Promise<Work> {
  let downloads = 0;
  const listing = await withClock(
    report,
    () => (downloads === 0 ? `looking through module ${module.name}` : `downloading Go modules: ${downloads} so far`),
    () =>
      go(
        `downloading the Go modules of ${module.name}`,
        ["list", "-deps", ...flags, "-f", STALE_TEMPLATE, ...module.packages],
        (line) => {
          if (readGoLine(line)?.kind === "download") downloads++;
        },
      ),
  );
  return uncompiledIn(listing);
}

async function compile(
  module: GoModule,
  bin: string,
  flags: readonly string[],
  work: Work,
  go: Go,
  report: Report,
): Promise<void> {
  const begun: string[] = [];
  const describe = (): string => {
    const linked = module.programs.filter((program) => existsSync(join(bin, program))).length;
    const programs = `${linked} of ${module.programs.length} programs linked`;
    const now = begun.at(-1);
    return now === undefined ? programs : `${percentDone(work, begun)} % compiled, now ${now}; ${programs}`;
  };
  await withClock(
    report,
    () => `building ${module.name}: ${describe()}`,
    () =>
      go(
        `building the Go programs of ${module.name}`,
        ["build", "-v", ...flags, "-o", bin, ...module.packages],
        (line) => {
          const read = readGoLine(line);
          if (read?.kind === "compile") begun.push(read.path);
        },
      ),
  );
}

async function copyIstioFiles(module: GoModule, folder: string, go: Go, log: string): Promise<void> {
  if (!readFileSync(join(GO_DIR, module.name, "go.mod"), "utf8").includes(`${ISTIO_MODULE} v`)) return;
  // By one of its packages: asked for the module itself, Go wants its .info file, which the proxy may not have.
  const args = ["list", "-find", "-f", "{{.Module.Dir}}", `${ISTIO_MODULE}/pilot/cmd/pilot-discovery`];
  const source = (await go("finding Istio's source", args)).trim();
  const istio = join(folder, "istio");
  rmSync(istio, { recursive: true, force: true });
  mkdirSync(istio);
  const charts = join(source, "manifests", "charts");
  await run({
    program: "cp",
    // Go keeps its sources read-only, folders included.
    args: [
      "--recursive",
      "--no-preserve=mode",
      join(charts, "base"),
      join(charts, "istio-control", "istio-discovery"),
      join(charts, "gateway"),
      join(source, "tools", "packaging", "common", "envoy_bootstrap.json"),
      istio,
    ],
    purpose: "copying Istio's charts",
    remedy: "run `go clean -modcache`, then the same command again",
    log,
  });
}
