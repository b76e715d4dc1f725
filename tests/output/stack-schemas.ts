import { z } from "zod";
import { type Review } from "../../commands/policy/review";
import { type VersionsReport } from "../../commands/versions/cli";
import { type Status } from "../../sandbox/commands/status";
import { counts, formatVersion, list, stack, time } from "./common";

const finding = {
  policy: z.string(),
  level: z.enum(["mandatory", "advisory"]),
  severity: z.string().exactOptional(),
  urn: z.string().exactOptional(),
  resource: z.string().describe("its name; `stack` where it is all of it"),
  message: z.string(),
  remedy: z.string().exactOptional(),
};
const until = z.string().describe("the last day (UTC) on which it passes, as YYYY-MM-DD");

/** What the policy pack says of a stack. */
export const reviewReport = z.object({
  formatVersion,
  stack,
  profile: z.string().describe("or the file with the pack's config"),
  source: z.enum(["preview", "state"]),
  verdict: z
    .enum(["passed", "violated", "unchecked", "failed"])
    .describe("`unchecked`: a mandatory policy could not judge; `failed`: the run itself did"),
  violations: list(z.object(finding)),
  unchecked: list(z.object({ ...finding, uncheckedBy: z.string() })),
  exceptions: list(z.object({ policy: z.string(), resource: z.string(), expires: z.string(), reason: z.string() })),
  traffic: list(
    z.object({ service: z.string(), rule: z.string().exactOptional(), change: z.string().describe("`v1 10 -> 20`") }),
  ),
  pods: list(
    z.union([
      z.object({ kind: z.literal("release"), release: z.string(), from: z.string(), to: z.string() }),
      z.object({ kind: z.literal("restart"), workloads: list(z.string()), why: z.string() }),
    ]),
  ),
  changes: counts.describe("how many resources the run creates, updates, deletes ..."),
  errors: list(z.string()),
  isWhole: z.boolean().describe("whether the pack got to judge all of the stack"),
  disabled: list(z.string()).describe("the policies that the config turns off"),
  baseline: z
    .object({
      file: z.string(),
      known: list(z.object({ ...finding, until })),
      unneeded: list(z.object({ policy: z.string(), resource: z.string(), message: z.string(), until })),
    })
    .exactOptional(),
}) satisfies z.ZodType<Review>;

/** Until when the default versions of Kubernetes and Istio are supported. */
export const versionsReport = z.object({
  formatVersion,
  today: z.string().describe("the day by which it is judged"),
  readOn: z.string().describe("the day on which the dates were looked up"),
  versions: list(
    z.object({
      name: z.string(),
      version: z.string(),
      until: z.string().describe("the last day of support, where it is known").exactOptional(),
    }),
  ),
  toRenew: list(z.string()).describe("why versions are to be renewed within a month"),
}) satisfies z.ZodType<VersionsReport>;

const usage = z.object({ memory: z.number().describe("bytes"), cpu: z.number().describe("processor cores") });

/** What runs of the sandbox. */
export const statusReport = z.object({
  formatVersion,
  state: z.enum(["running", "broken", "stopped"]),
  since: time.exactOptional(),
  changing: z.boolean().describe("whether npm start or npm stop is at work"),
  url: z.string(),
  processes: list(
    z.object({
      name: z.string(),
      log: z.string().describe("its file"),
      pid: z.number().exactOptional(),
      since: time.exactOptional(),
      usage: usage.exactOptional(),
    }),
  ),
  pods: z.object({
    processes: z.number(),
    usage,
    readiness: z.object({ ready: z.number(), count: z.number() }).exactOptional(),
  }),
  total: usage,
  versions: z.object({
    pulumi: z.string(),
    kubernetes: z.string(),
    etcd: z.string(),
    envoy: z.string(),
    istio: z.string(),
    istioCommit: z.string(),
  }),
  provider: z
    .object({
      origin: z.enum(["installed", "downloaded", "built"]),
      program: z.string(),
      version: z.string(),
    })
    .describe("Pulumi's Kubernetes provider")
    .exactOptional(),
  kubeconfig: z.string(),
  logs: z.string(),
  stateFolder: z.string(),
}) satisfies z.ZodType<Status>;
