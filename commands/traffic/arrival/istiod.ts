import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { reasonOf } from "../../stack/cluster-access";
import { PodHttp } from "./pod-http";
import { type MissingReason } from "./report";

/** The labels by which an istiod of any revision is known (istio.io, charts/istio-control). */
const ISTIOD_LABELS = "app=istiod";

/** Where istiod tells of itself to who asks from its own host (istio.io/istio, pilot/pkg/bootstrap). */
const MONITORING_PORT = 15014;

const ANSWER_MS = 2_000;

const ROUTES = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration";

const resource = z.object({
  sent: z.string().default(""),
  acked: z.string().default(""),
  lastError: z.string().default(""),
});

const syncStatuses = z.array(
  z.object({ proxy: z.string().default(""), resources: z.record(z.string(), resource).default({}) }),
);

/** What one proxy has got of its istiod, by the kind of what is sent. */
export type SyncStatus = Readonly<Record<string, z.infer<typeof resource>>>;

/** What all istiods say, by `POD.NAMESPACE` of the proxy, and what keeps some of them from saying anything. */
export interface IstiodAnswers {
  readonly statuses: ReadonlyMap<string, SyncStatus>;
  readonly failures: readonly string[];
  readonly asked: number;
}

/** As {@link askIstiods}: what istiod says is only ever a reason, and where it can't be asked there is none to give. */
export async function askIstiodsIfAble(access: KubeConfig): Promise<IstiodAnswers> {
  return askIstiods(access).catch((error: unknown) => ({
    statuses: new Map(),
    failures: [reasonOf(error)],
    asked: 1,
  }));
}

/** Asks every istiod of a cluster which proxies are connected to it, and what they took and refused. */
async function askIstiods(access: KubeConfig): Promise<IstiodAnswers> {
  const statuses = new Map<string, SyncStatus>();
  const failures: string[] = [];
  const { items } = await access.makeApiClient(CoreV1Api).listPodForAllNamespaces({
    labelSelector: ISTIOD_LABELS,
    fieldSelector: "status.phase=Running",
  });
  await Promise.all(
    items.map(async ({ metadata }) => {
      const [namespace, name] = [metadata?.namespace ?? "", metadata?.name ?? ""];
      const http = new PodHttp(access, { namespace, name }, MONITORING_PORT);
      try {
        const answer = syncStatuses.parse(JSON.parse(await http.get("/debug/syncz", ANSWER_MS)));
        for (const { proxy, resources } of answer) statuses.set(proxy, resources);
      } catch (error) {
        failures.push(`${namespace}/${name}: ${reasonOf(error)}`);
      } finally {
        http.close();
      }
    }),
  );
  return { statuses, failures, asked: items.length };
}

/**
 * Why a proxy that answers does not hold a route.
 *
 * @param difference how its routes differ from those that it should hold
 */
export function reasonFor(
  { statuses, failures, asked }: IstiodAnswers,
  pod: { readonly namespace: string; readonly name: string },
  difference: string,
): MissingReason {
  const status = statuses.get(`${pod.name}.${pod.namespace}`);
  if (!status) {
    if (asked === 0) return { kind: "not connected", text: `${difference}; no istiod runs in the cluster` };
    if (failures.length > 0) {
      return { kind: "not sent", text: `${difference}; istiod does not answer (${failures.join("; ")})` };
    }
    return { kind: "not connected", text: `${difference}; no istiod has a connection to it` };
  }
  const routes = status[ROUTES];
  const refused = routes?.lastError || Object.values(status).find(({ lastError }) => lastError)?.lastError;
  if (refused) return { kind: "rejected", text: `Envoy refused what istiod sent: ${refused.trim()}` };
  if (routes && routes.sent !== routes.acked) {
    return { kind: "on its way", text: `${difference}; istiod has sent routes that it has not acknowledged` };
  }
  return { kind: "not sent", text: `${difference}; istiod has sent it no newer routes` };
}
