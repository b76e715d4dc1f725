import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { CoreV1Api, type V1Pod } from "@kubernetes/client-node";
import { execa } from "execa";
import { type Split } from "../../../mesh/traffic/split";
import { DEFAULT_RULE } from "../../../mesh/traffic/traffic-plan";
import { answered } from "../../stack/cluster-access";
import { labelSelector } from "../../stack/pods";
import { preview, up } from "../../stack/update";
import { repoDir, sandbox } from "../../stack/sandbox/paths";
import { UserError } from "../../terminal/user-error";
import { type MoveContext, placedOf, readMoveContext } from "../../traffic/moves/move";
import { runningSplit } from "../../traffic/shift/move-split";
import { isOver } from "../../traffic/shift/shift-state";
import { ShiftStore } from "../../traffic/shift/shift-store";
import { expectNoChanges } from "../move-benchmark";
import { Load } from "./load-pod";
import { type Ended, RunningShift, traffic } from "./running-shift";
import { type OwnFault, type VersionProgram } from "./version-program";
import { VersionDeployments } from "./version-deployments";

/** What all shifts of a benchmark have in common. Times are in seconds. */
export interface ShiftSettings {
  /** Requests a second. */
  readonly rate: number;
  readonly users: number;
  /** How many of the users are signed in. */
  readonly signedIn: number;
  /** In points, as `--error-margin` has it. */
  readonly errorMargin: number;
  /** In percent, as `--latency-margin` has it. */
  readonly latencyMargin: number;
  readonly hold: number;
  readonly deadline: number;
}

/** The service whose versions are moved between, by its default route. */
const SERVICE = "reviews";
const RULE = DEFAULT_RULE;
const ROUTE = [SERVICE, "--rule", RULE, "--stack", sandbox.stack];

/** For shifts that are not about evidence: each step has shown enough within seconds. */
export const WIDE_MARGINS = ["--error-margin", "5", "--latency-margin", "300"];

/** The load calls as one that may call the service. */
const CALLER = "bookinfo-productpage";

/**
 * How long both versions take over a request that no fault holds up, in milliseconds: far more than a busy machine
 * adds.
 */
const TAKES_MS = 20;

/** What was made ready. */
interface Parts {
  readonly context: MoveContext;
  readonly settings: ShiftSettings;
  readonly goOn: () => boolean;
  readonly deployments: VersionDeployments;
  readonly load: Load;
  readonly versions: { readonly old: string; readonly new: string };
}

/** A sandbox in which shifts are made under load, between two versions that run one program. */
export class ShiftGround {
  #isCutShort = false;

  private constructor(private readonly parts: Parts) {}

  /** Whether something was paused because the benchmark was told to stop. */
  get isCutShort(): boolean {
    return this.#isCutShort;
  }

  /** What the users get. */
  get load(): Load {
    return this.parts.load;
  }

  /** The version that had all requests when the sandbox was found, and the one that shifts begin with. */
  get versions(): Parts["versions"] {
    return this.parts.versions;
  }

  /**
   * Runs something on the sandbox made ready, and leaves the sandbox as it was found.
   *
   * @throws UserError where the sandbox is not fit for it
   */
  static async with<T>(
    settings: ShiftSettings,
    goOn: () => boolean,
    work: (ground: ShiftGround) => Promise<T>,
  ): Promise<T> {
    const context = await readMoveContext(sandbox.stack);
    const found = readFileSync(context.file.path);
    await expectNoChanges(context.file.path);
    const { namespace, host, port, plan } = placedOf(context, SERVICE);
    const old = holderOf(plan.default.weights);
    const versions = { old, new: another(plan.versions, old) };
    const deployments = new VersionDeployments(context.access, namespace, SERVICE);
    try {
      await Promise.all([versions.old, versions.new].map((version) => deployments.run(programOf(version))));
      const place = { namespace, image: await deployments.imageOf(versions.old), serviceAccount: CALLER };
      const { rate, users, signedIn } = settings;
      const url = `http://${host}:${port}/${SERVICE}/0`;
      const load = await Load.start(context.access, place, { url, rate, users, signedIn });
      try {
        const ground = new ShiftGround({ context, settings, goOn, deployments, load, versions });
        try {
          return await work(ground);
        } finally {
          await ground.reset();
          writeFileSync(context.file.path, found);
          // Moves leave a weight of 0 where there was none.
          await up(sandbox.stack, { configFile: context.file.path, message: "bench shifts" }, () => undefined);
        }
      } finally {
        await load.stop();
      }
    } finally {
      await deployments.putBack();
    }
  }

  /** Has the new version behave so from now on; it must have no requests. */
  async release(fault: OwnFault): Promise<void> {
    await this.parts.deployments.run(programOf(this.versions.new, fault));
  }

  /** Starts a shift of all requests to a version. It is paused where the benchmark is told to stop. */
  start(version: string, ...args: readonly string[]): RunningShift {
    const { errorMargin, latencyMargin, hold, deadline } = this.parts.settings;
    const shift = RunningShift.start([
      ...["shift", ...ROUTE, "--to", `${version}=100`, "--json"],
      ...["--error-margin", String(errorMargin), "--latency-margin", String(latencyMargin)],
      ...["--hold", `${hold}s`, "--progress-deadline", `${deadline}s`, ...args],
    ]);
    void this.#interruptAtEnd(shift);
    return shift;
  }

  /** Runs another command about the shift, such as `resume`. It is paused where the benchmark is told to stop. */
  async command(name: string, ...args: readonly string[]): Promise<Ended> {
    const running = RunningShift.start([name, ...ROUTE, "--json", ...args]);
    void this.#interruptAtEnd(running);
    return running.ended;
  }

  /** The version that has all requests now, and the one that a shift from it goes to. */
  async way(): Promise<{ readonly from: string; readonly to: string }> {
    const from = holderOf((await this.#standing()).written);
    return { from, to: another([this.versions.old, this.versions.new], from) };
  }

  /**
   * What of the config, the stack's state and the cluster does not say that a version has all requests; empty where all
   * do.
   */
  async wrongWith(version: string): Promise<string[]> {
    const { written, runs, context } = await this.#standing();
    const isAll = (split: Split) => split[version] === 100;
    const [steps, diff] = await Promise.all([
      preview(sandbox.stack, context.file.path),
      traffic("diff", SERVICE, "--stack", sandbox.stack),
    ]);
    return [
      ...(isAll(written) ? [] : [`the config gives it ${written[version] ?? 0} %`]),
      ...(isAll(runs) ? [] : [`the state gives it ${runs[version] ?? 0} %`]),
      ...steps.map(({ op, urn }) => `an update would ${op} ${urn}`),
      ...(diff.exitCode === 0 ? [] : [`the cluster is not as the config: ${diff.said}`]),
    ];
  }

  /** Whether a shift has begun and not come to its end, be its process alive or not. */
  async isUnderWay(): Promise<boolean> {
    const { namespace } = placedOf(this.parts.context, SERVICE);
    const kept = await new ShiftStore(this.parts.context.access, namespace, SERVICE, RULE).read();
    return kept !== undefined && !isOver(kept.state);
  }

  /** The only pod with some labels. */
  async pod(namespace: string, labels: Readonly<Record<string, string>>): Promise<V1Pod> {
    const api = this.parts.context.access.makeApiClient(CoreV1Api);
    const { items } = await answered(api.listNamespacedPod({ namespace, labelSelector: labelSelector(labels) }));
    const pod = items.find(({ metadata }) => metadata?.deletionTimestamp === undefined);
    if (pod) return pod;
    throw new UserError(`The namespace ${namespace} has no pod with ${labelSelector(labels)}: is the sandbox up?`);
  }

  /** Changes the weights of the default route with kubectl, behind the stack's back. */
  async editWeights(split: Split): Promise<void> {
    const { plan, host, namespace } = placedOf(this.parts.context, SERVICE);
    const route = Object.entries(split).map(([subset, weight]) => ({ destination: { host, subset }, weight }));
    const patch = [{ op: "replace", path: `/spec/http/${plan.rules.length}/route`, value: route }];
    const object = ["virtualservice", SERVICE, "--namespace", namespace];
    await execa(
      "npm",
      ["run", "--silent", "kubectl", "--", "patch", ...object, "--type=json", `--patch=${JSON.stringify(patch)}`],
      { cwd: repoDir, stdin: "ignore" },
    );
  }

  /** Puts back what was changed behind the stack's back. */
  async revertEdits(): Promise<Ended> {
    return traffic("diff", SERVICE, "--revert", "--stack", sandbox.stack);
  }

  /** Brings a shift that is left to its end, and gives the old version all requests. */
  async reset(): Promise<void> {
    if (await this.isUnderWay()) await traffic("abort", ...ROUTE);
    const { written } = await this.#standing();
    const { old } = this.versions;
    if (written[old] === 100) return;
    const rest = Object.keys(written).filter((version) => version !== old);
    const moved = await traffic("set", ...ROUTE, `${old}=100`, ...rest.map((version) => `${version}=0`));
    if (moved.exitCode !== 0) throw new UserError(`The weights can't be put back:\n${moved.said}`);
  }

  async #standing() {
    const context = await readMoveContext(sandbox.stack);
    const written = placedOf(context, SERVICE).plan.default.weights;
    return { context, written, runs: runningSplit(context, SERVICE, RULE) };
  }

  async #interruptAtEnd(shift: RunningShift): Promise<void> {
    while (this.parts.goOn() && !shift.isOver) await sleep(200);
    if (shift.isOver) return;
    this.#isCutShort = true;
    shift.interrupt();
  }
}

function programOf(version: string, fault: OwnFault = {}): VersionProgram {
  return { version, takesMs: TAKES_MS, fault };
}

function holderOf(weights: Split): string {
  const holder = Object.keys(weights).find((version) => weights[version] === 100);
  if (holder !== undefined) return holder;
  throw new UserError(
    `The default route of ${SERVICE} splits its requests: expected one version with 100, to begin shifts from. Set it with:\n` +
      `  npm run traffic -- set ${SERVICE} --rule ${RULE} v2=100`,
  );
}

function another(versions: readonly string[], than: string): string {
  const found = versions.findLast((version) => version !== than);
  if (found === undefined) throw new UserError(`${SERVICE} has no other version than ${than} to shift to.`);
  return found;
}
