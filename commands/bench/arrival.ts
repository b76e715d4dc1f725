import { CustomObjectsApi, type KubeConfig, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { virtualServiceSpec } from "../../mesh/traffic/virtual-service";
import { readStackWithAccess } from "../stack/cluster-access";
import { sandbox } from "../stack/sandbox/paths";
import { UserError } from "../terminal/user-error";
import { watchArrival } from "../traffic/arrival/arrival";
import { type RouteArrival } from "../traffic/arrival/report";
import { type PlacedPlan, placedPlans } from "../traffic/placed-plan";
import { quantile } from "../traffic/statistics";
import { type Target } from "./weight-report";

/** How long the last of the proxies may take at the 95th percentile, in milliseconds. */
const LAST_WITHIN = 300;

/** How long one change may take altogether, in seconds. */
const TIMEOUT_SECONDS = 10;

/** Milliseconds from a change to a proxy that holds it. */
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** How long weight changes take to the proxies: the shape of the JSON file. */
export interface ArrivalBenchmark {
  readonly formatVersion: 1;
  readonly startedAt: string;
  readonly changes: number;
  readonly proxies: number;
  readonly first: Quantiles;
  readonly last: Quantiles;
  /** Of each change, in their order. */
  readonly milliseconds: readonly { readonly first: number; readonly last: number }[];
  readonly targets: readonly Target[];
}

/**
 * Changes the weights of a service of the running sandbox and times how long its proxies take to hold them, from the
 * watch's event on. The changes are made by the API alone, since the time before the event is not measured; they are
 * undone at the end.
 */
export async function benchmarkArrival(
  changes: number,
  onStep: (step: string) => void,
  goOn: () => boolean,
): Promise<ArrivalBenchmark> {
  const startedAt = new Date().toISOString();
  const { outputs, access } = await readStackWithAccess(sandbox.stack);
  const placed = placedPlans(outputs).find(({ plan }) => plan.versions.length > 1);
  if (!placed) throw new UserError("The sandbox's stack splits no service of more than one version.");

  const watch = await watchArrival(access, [placed], { timeoutSeconds: TIMEOUT_SECONDS });
  const routes: RouteArrival[] = [];
  try {
    await arrived(watch.arrived([placed]));
    for (let change = 1; change <= changes && goOn(); change++) {
      onStep(`change ${change} of ${changes}`);
      const moved = withWeights(placed, change);
      await write(access, moved);
      routes.push(await arrived(watch.arrived([moved])));
    }
  } finally {
    await write(access, placed);
    await watch.close();
  }
  return { formatVersion: 1, startedAt, ...summariseArrivals(routes) };
}

async function arrived(report: ReturnType<Awaited<ReturnType<typeof watchArrival>>["arrived"]>): Promise<RouteArrival> {
  const { routes } = await report;
  const [route] = routes;
  if (route?.ok) return route;
  const reasons = route?.proxies.flatMap(({ pod, reason }) => (reason ? `${pod}: ${reason.text}` : [])) ?? [];
  throw new UserError(`Not all proxies got the routes.\n${[route?.differs ?? "", ...reasons].join("\n")}`);
}

/** The numbers of arrivals, each with the times of its first and last proxy. */
function summariseArrivals(
  routes: readonly RouteArrival[],
): Pick<ArrivalBenchmark, "changes" | "proxies" | "first" | "last" | "milliseconds" | "targets"> {
  const milliseconds = routes.map(({ firstMs = NaN, lastMs = NaN }) => ({ first: firstMs, last: lastMs }));
  const last = quantilesOf(milliseconds.map((one) => one.last));
  return {
    changes: routes.length,
    proxies: Math.min(...routes.map(({ proxies }) => proxies.filter(({ state }) => state === "arrived").length)),
    first: quantilesOf(milliseconds.map((one) => one.first)),
    last,
    milliseconds,
    targets: [{ name: "ms to the last proxy, p95", limit: LAST_WITHIN, value: last.p95, met: last.p95 <= LAST_WITHIN }],
  };
}

function quantilesOf(measurements: readonly number[]): Quantiles {
  const sorted = measurements.toSorted((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), max: quantile(sorted, 1) };
}

/** The plan with other weights for its default than it had a change ago. */
function withWeights(placed: PlacedPlan, change: number): PlacedPlan {
  const [one = "", other = ""] = placed.plan.versions;
  const share = 1 + (change % 99);
  return { ...placed, plan: { ...placed.plan, default: { weights: { [one]: share, [other]: 100 - share } } } };
}

async function write(access: KubeConfig, { plan, namespace, host }: PlacedPlan): Promise<void> {
  await access.makeApiClient(CustomObjectsApi).patchNamespacedCustomObject(
    {
      group: "networking.istio.io",
      version: "v1",
      namespace,
      plural: "virtualservices",
      name: plan.service,
      body: [{ op: "replace", path: "/spec", value: virtualServiceSpec(plan, host) }],
    },
    setHeaderOptions("Content-Type", PatchStrategy.JsonPatch),
  );
}
