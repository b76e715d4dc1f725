import { performance } from "node:perf_hooks";
import { execa } from "execa";
import { Pool } from "undici";
import { type Split } from "../../mesh/traffic/split";
import { moveWeight, setWeightsArguments, type WeightChange } from "../../mesh/traffic/weight-setting";
import { sandbox } from "../stack/sandbox/paths";
import { pulumiEnvironment } from "../stack/sandbox/pulumi-environment";
import { withCopy } from "../stack/stack-file";
import { changeConfig, preview, up } from "../stack/update";
import { UserError } from "../terminal/user-error";
import { watchArrival } from "../traffic/arrival/arrival";
import { type MoveContext, placedOf, readMoveContext } from "../traffic/moves/move";
import { type PlacedPlan } from "../traffic/placed-plan";
import { headersOf, reach } from "../traffic/probe";
import { signIn } from "../traffic/session";
import { quantile } from "../traffic/statistics";
import { type LoadRequest, type LoadResult, underOpenLoad } from "./open-load";
import { summarise, type Summary } from "./summary";
import { thisMachine } from "./weight-change";
import { type Machine } from "./weight-report";

/** What came of moving traffic under load: the shape of the JSON file. */
export interface MoveReport {
  readonly formatVersion: 1;
  readonly startedAt: string;
  readonly machine: Machine;
  readonly change: { readonly service: string; readonly rule: string; readonly from: Split; readonly to: Split };
  readonly changes: number;
  /** Of one change from `pulumi config set-all` to the last proxy, in seconds. */
  readonly seconds: Summary;
  /** From the VirtualService's change to the last proxy, in milliseconds. */
  readonly lastProxyMs: Summary;
  readonly load: Omit<LoadResult, "latencies"> & {
    readonly latencyMs: Readonly<Record<"p50" | "p95" | "p99" | "max", number>>;
  };
  readonly ok: boolean;
}

export interface MoveBenchmarkOptions {
  readonly changes: number;
  /** Requests a second. */
  readonly rate: number;
  readonly onStep: (step: string) => void;
  readonly goOn: () => boolean;
}

/**
 * Moves weight to and fro by updates of the stack, under load through the gateway, and leaves the weights as they were
 * found. The config is written in a copy alone.
 */
export async function benchmarkMoves({ changes, rate, onStep, goOn }: MoveBenchmarkOptions): Promise<MoveReport> {
  const startedAt = new Date().toISOString();
  const { stdout: version } = await execa("pulumi", ["version"], { env: pulumiEnvironment(), extendEnv: false });
  const machine = thisMachine(version);
  const context = await readMoveContext(sandbox.stack);
  const change = moveWeight(context.config.traffic, (heaviest) => Math.ceil(heaviest / 3));
  if (!change) throw new UserError("The sandbox's stack has no traffic rule that splits over two versions.");
  const { productpageUrl } = context.outputs;
  if (productpageUrl === undefined) throw new UserError("The sandbox's stack has no page to send requests to.");
  const { origin } = new URL(productpageUrl);
  const requests = await requestsOf(context, change.service, origin);

  const timings: Timing[] = [];
  const load = await withCopy(context.file, async (copy) => {
    await expectNoChanges(copy);
    const result = await underOpenLoad(origin, requests, rate, async () => {
      const mover = new Mover(context, change, copy);
      try {
        while (timings.length < changes && goOn()) {
          onStep(`change ${timings.length + 1} of ${changes}`);
          timings.push(await mover.moveOn());
        }
      } finally {
        onStep("putting the weights back");
        await mover.moveBack();
      }
    });
    return { takeOver: false, result };
  });
  if (timings.length === 0) throw new UserError("Stopped before the first change was made.");
  const { latencies, ...rest } = load;
  const sorted = latencies.toSorted((a, b) => a - b);
  const latencyMs = { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) };
  return {
    formatVersion: 1,
    startedAt,
    machine,
    change: { service: change.service, rule: change.rule, from: change.from, to: change.to },
    changes: timings.length,
    seconds: summarise(timings.map(({ seconds }) => seconds)),
    lastProxyMs: summarise(timings.map(({ lastMs }) => lastMs)),
    load: { ...rest, latencyMs: { ...latencyMs, max: quantile(sorted, 1) } },
    ok: load.failed.length === 0 && load.rate >= 0.95 * rate && timings.length === changes,
  };
}

interface Timing {
  readonly seconds: number;
  readonly lastMs: number;
}

/** @throws UserError where the sandbox is not as a config says, so that an update would change more than weights */
export async function expectNoChanges(configFile: string): Promise<void> {
  const steps = await preview(sandbox.stack, configFile);
  if (steps.length === 0) return;
  throw new UserError(
    "The sandbox is not as its config says, so that a benchmark would change more than weights.\n" +
      "Bring it up to date with:  npm run pulumi -- up",
  );
}

/** Moves one split to and fro. */
class Mover {
  readonly #placed: PlacedPlan;
  #split: Split;

  constructor(
    private readonly context: MoveContext,
    private readonly change: WeightChange,
    private readonly configFile: string,
  ) {
    this.#placed = placedOf(context, change.service);
    this.#split = change.from;
  }

  /** Makes the next change. Throws where a proxy has not got it in half a minute. */
  async moveOn(): Promise<Timing> {
    const { key, from, to } = this.change;
    const start = performance.now();
    const split = this.#split === from ? to : from;
    await changeConfig(sandbox.stack, this.configFile, setWeightsArguments(key, split));
    const watch = await watchArrival(this.context.access, [this.#placed], { timeoutSeconds: 30 });
    try {
      await up(sandbox.stack, { configFile: this.configFile, message: "bench moves" }, () => undefined);
      this.#split = split;
      const { ok, routes } = await watch.arrived([this.#after(split)]);
      if (!ok) throw new UserError(`Not every proxy has the change:\n${JSON.stringify(routes, undefined, 2)}`);
      const lastMs = Math.max(...routes.map((route) => route.lastMs ?? 0));
      return { seconds: (performance.now() - start) / 1000, lastMs };
    } finally {
      await watch.close();
    }
  }

  async moveBack(): Promise<void> {
    if (this.#split !== this.change.from) await this.moveOn();
  }

  #after(weights: Split): PlacedPlan {
    const { plan } = this.#placed;
    const rules = plan.rules.map((rule) => (rule.name === this.change.rule ? { ...rule, weights } : rule));
    return { ...this.#placed, plan: { ...plan, rules } };
  }
}

/** A request for every rule of the service, as the user that it is for, and for its default. */
async function requestsOf(context: MoveContext, service: string, origin: string): Promise<LoadRequest[]> {
  const { plan } = placedOf(context, service);
  const gateway = new Pool(origin);
  try {
    const requests: LoadRequest[] = [];
    for (const route of [...plan.rules, plan.default]) {
      const found = reach(plan, route);
      if (found.kind === "unreachable") continue;
      const { probe } = found;
      const session = probe.user === undefined ? undefined : await signIn(gateway, "", probe.user);
      requests.push({ path: probe.call.publicPath(probe.product), headers: headersOf(probe, session) });
    }
    return requests;
  } finally {
    await gateway.close();
  }
}
