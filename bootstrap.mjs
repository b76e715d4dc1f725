// The first thing every npm script runs. Uses nothing but the Node that npm itself runs on: it installs the
// project's dependencies (among them the Node version that the project is pinned to) when they are missing or
// older than package-lock.json, then hands over to the script named by its arguments.
//
//   node bootstrap.mjs                    install only
//   node bootstrap.mjs sandbox/cli.ts …   install, then run a TypeScript entry point with the pinned Node
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants as modes,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// First of all: what follows may use what older ones lack.
if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`Node ${process.versions.node} is too old to start from: install Node 20 or later (nodejs.org).`);
  process.exit(1);
}

// import.meta.dirname came with Node 20.11.
const root = dirname(fileURLToPath(import.meta.url));
const modules = join(root, "node_modules");
const bin = join(modules, ".bin");
const stamp = join(modules, ".installed-lock");

function run(command, args, options) {
  const { status, signal, error } = spawnSync(command, args, { stdio: "inherit", ...options });
  if (error) {
    console.error(`${command}: ${error.message}`);
    return 1;
  }
  return codeOf(status, signal);
}

/** What a shell would say of a command that ended so. */
function codeOf(status, signal) {
  return signal ? 128 + (constants.signals[signal] ?? 0) : (status ?? 1);
}

/** Whether node_modules is what package-lock.json asks for. */
function isInstalled(wanted) {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && hasNode();
}

/** Whether the pinned Node is there, which npm's own settings can keep from being installed. */
function hasNode() {
  return existsSync(join(bin, "node"));
}

/**
 * Runs `work` while no other command of this clone does: two at a time would take each other's packages away. The lock
 * is the kernel's, on the clone's folder, and goes with the last process that has it open, so none is ever left behind.
 * Where there is no flock, as on macOS, only the user can keep two apart.
 */
function alone(work) {
  const folder = openSync(root, "r");
  const lock = (...options) =>
    spawnSync("flock", [...options, "3"], { stdio: ["ignore", "ignore", "ignore", folder] }).status;
  if (lock("-n") === 1) {
    console.error("Waiting for another command that installs the npm dependencies ...");
    lock();
  }
  try {
    return work(folder);
  } finally {
    closeSync(folder);
  }
}

function installDependencies() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (isInstalled(wanted)) return;
  refuseForeignFolders();
  const code = alone((lock) => (isInstalled(wanted) ? 0 : install(wanted, lock)));
  if (code !== 0) process.exit(code);
}

/** A process that says now and then how long npm has worked, which itself says nothing; this one waits for npm. */
function tellTime() {
  const script = `let seconds = 0;
    setInterval(() => {
      if (process.ppid !== ${process.pid}) process.exit();
      if (++seconds % 20 === 0) console.error(\`still installing (\${seconds} s) ...\`);
    }, 1000);`;
  return spawn(process.execPath, ["-e", script], { stdio: ["ignore", "ignore", 2] });
}

/** Ends where npm could not write, e.g. in somebody else's clone. */
function refuseForeignFolders() {
  const folder = [root, modules].find((path) => existsSync(path) && !isWritable(path));
  if (folder === undefined) return;
  console.error(
    `${folder} can't be written to, so the npm dependencies can't be installed.\n` +
      "  for the sandbox:  it needs root: become root with `sudo -i`, go to this folder and run the same command again\n" +
      "  without root:     make a clone of your own; there, the stack `local` works with any cluster, e.g. one that kind makes",
  );
  process.exit(1);
}

function isWritable(folder) {
  try {
    accessSync(folder, modes.W_OK);
    return true;
  } catch {
    return false;
  }
}

function install(wanted, lock) {
  rmSync(stamp, { force: true });
  console.error("Installing the npm dependencies (once for this clone, about a minute) ...");
  // NODE_ENV=production and a user's .npmrc leave out what every command here needs.
  const args = ["ci", "--include=dev", "--ignore-scripts=false", "--no-progress", "--loglevel=error"];
  // npm prints on stderr here: the standard output of a command that was asked for --json stays its own. It outlives
  // this process when that is killed, and has the lock for as long.
  const clock = tellTime();
  const code = run("npm", args, { cwd: root, stdio: ["ignore", 2, 2, lock] });
  clock.kill();
  if (code !== 0) {
    console.error(
      "npm ci failed (see above). Check that the npm registry can be reached, then run the same command again.",
    );
    return code;
  }
  if (!hasNode()) {
    console.error(
      `npm ci did not install ${join(bin, "node")}, the Node that this project runs on. ` +
        "See `npm config list` for settings that leave packages or their scripts out, then run the same command again.",
    );
    return 1;
  }
  writeFileSync(stamp, wanted);
  return 0;
}

installDependencies();

const [entry, ...args] = process.argv.slice(2);
if (entry !== undefined) {
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const loader = join(root, "start", "command-loader.cjs");
  const child = spawn(join(bin, "node"), ["--require", loader, join(root, entry), ...args], { env, stdio: "inherit" });
  // A terminal sends these to the command too, which ends in its own time: what started it stays until then.
  for (const signal of ["SIGINT", "SIGHUP", "SIGQUIT"]) process.on(signal, () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => {
    console.error(`${entry} can't be started: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(codeOf(code, signal)));
}
