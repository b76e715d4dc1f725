import { z } from "zod";
import { type ArrivalReport } from "../../commands/traffic/arrival/report";
import { formatVersion, list, time } from "./common";

const proxy = z.object({
  namespace: z.string(),
  pod: z.string(),
  kind: z.enum(["sidecar", "gateway"]),
  state: z
    .enum(["arrived", "missing", "does not call", "starting"])
    .describe("`does not call`: it knows nothing of the service; `starting`: it gets the newest routes first of all"),
  afterMs: z.number().describe("milliseconds from the change to the first look that found it there").exactOptional(),
  lastUpdated: z.string().describe("by the proxy's own clock").exactOptional(),
  reason: z
    .object({
      kind: z.enum(["no answer", "not connected", "rejected", "not sent", "on its way"]),
      text: z.string(),
    })
    .exactOptional(),
});

/** Which proxies hold the routes of a stack. */
export const arrivalReport = z.object({
  formatVersion,
  startedAt: time,
  durationSeconds: z.number(),
  routes: list(
    z.object({
      service: z.string(),
      host: z.string(),
      virtualService: z.string().describe("NAMESPACE/NAME; absent where there is none").exactOptional(),
      changedAt: time.describe("absent where nothing changed meanwhile").exactOptional(),
      firstMs: z.number().describe("milliseconds from the change to the first proxy that has it").exactOptional(),
      lastMs: z.number().describe("the same to the last one").exactOptional(),
      differs: z.string().describe("what the cluster says other than the stack").exactOptional(),
      proxies: list(proxy),
      ok: z.boolean(),
    }),
  ),
  ok: z.boolean(),
}) satisfies z.ZodType<ArrivalReport>;
