import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { createTwoFilesPatch } from "diff";
import { configPath } from "../../../mesh/config-path";
import { readPlan } from "../../../mesh/traffic/read-plan";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { withCopy } from "../../stack/stack-file";
import { changeConfig } from "../../stack/update";
import { edited, editCommands } from "../moves/config-edit";
import { type MoveContext } from "../moves/move";
import { ownerOf } from "../../../mesh/traffic/object-owner";
import { checkedConfig, readRawConfig } from "../moves/stack-config";
import { writtenPlan } from "../moves/weight-place";
import { type Told } from "./adopt";
import { configRefusals } from "./config-refusals";
import { diffService, liveOf } from "./diff";
import { type LiveRouting } from "./live-objects";
import { planEdits } from "./plan-edits";
import { type SaidTraffic } from "./said-traffic";
import { wantedObjects } from "./wanted-objects";

/** How it ended that the config was to take over what the cluster does. */
export type Adopted =
  | { readonly kind: "refused"; readonly lost: readonly Told[] }
  | {
      readonly kind: "adopted";
      /** What changed in the stack's file, as a patch. */
      readonly patch: string;
      /**
       * Whether the stack would make the cluster's objects word for word, so that the next update leaves them alone.
       */
      readonly isLiteral: boolean;
    };

/**
 * Writes what the cluster does with the requests to services into the stack's config: all of it, or nothing.
 *
 * @throws UserError where the config would be wrong, or Pulumi can't write it
 */
export async function adoptSplits(
  { stack, file, raw }: MoveContext,
  said: readonly SaidTraffic[],
  live: LiveRouting,
): Promise<Adopted> {
  const read = said.map((one) => readLive(one, live));
  const lost = read.flatMap((one) => one.lost);
  const plans = read.flatMap(({ plan }) => (plan ? [plan] : []));
  if (lost.length > 0) return { kind: "refused", lost };

  const edits = plans.flatMap((plan) => planEdits(writtenPlan(raw, plan.service), plan));
  requirePlans(checkedConfig(stack, edited(raw, edits)).traffic, plans);
  const before = readFileSync(file.path, "utf8");
  await withCopy(file, async (copy) => {
    for (const args of editCommands(edits)) await changeConfig(stack, copy, args);
    const written = await readRawConfig(stack, { ...file, path: copy });
    requirePlans(checkedConfig(stack, written).traffic, plans);
    return { takeOver: true, result: undefined };
  });
  const after = readFileSync(file.path, "utf8");
  return {
    kind: "adopted",
    patch: patchOf(file.name, before, after),
    isLiteral: read.every(({ isLiteral }) => isLiteral),
  };
}

/** The change of a stack's file for people, without the salt of its secrets. */
function patchOf(name: string, before: string, after: string): string {
  const [one, other] = [before, after].map((text) => text.replace(/^encryptionsalt:.*\n?/m, ""));
  return createTwoFilesPatch(name, name, one ?? "", other ?? "").replace(/^Index: .*\n=+\n/, "");
}

interface LiveReading {
  readonly plan?: TrafficPlan;
  readonly lost: readonly Told[];
  readonly isLiteral: boolean;
}

/** The plan of a service as the cluster has it, where config can say it and the stack would make the same of it. */
function readLive(said: SaidTraffic, live: LiveRouting): LiveReading {
  const { plan, host, namespace, port } = said.placed;
  const wanted = wantedObjects(said);
  const refused = (of: string, text: string, path = "") => ({ lost: [{ of, path, text }], isLiteral: false });
  if (!wanted.sidecars) {
    return refused(
      `traffic.${plan.service}`,
      "has its routes at the gateway, beside those of other paths: set it by hand",
    );
  }
  const routes = liveOf(live.virtualServices, wanted.sidecars);
  const rule = liveOf(live.destinationRules, wanted.destinationRule);
  if (!routes || !rule) {
    const gone = routes ? wanted.destinationRule : wanted.sidecars;
    return refused(`${gone.kind} ${gone.namespace}/${gone.name}`, "is gone: put it back with --revert");
  }
  const owner = ownerOf(routes);
  if (owner)
    return refused(`VirtualService ${namespace}/${routes.name}`, `is written by ${owner.who}. ${owner.instead}`);

  const reading = readPlan({ name: plan.service, host, namespace, ports: [port] }, routes, [rule]);
  const lost = reading.remarks
    .filter(({ kind }) => kind === "lost")
    .map(({ object, path, text }) => ({ of: object, path: configPath(path), text }));
  if (!reading.plan || lost.length > 0) return { lost, isLiteral: false };

  const adopted = { ...reading.plan, versions: plan.versions };
  const refusals = configRefusals(adopted).map(({ path, message }) => ({
    of: "stack config",
    path: configPath(path),
    text: `would refuse it: ${message}`,
  }));
  const after = { ...said, placed: { ...said.placed, plan: adopted } };
  const rest = diffService(after, live).objects.flatMap(({ object, differences }) =>
    differences.map(({ part, rule: name, wanted: says, found }) => ({
      of: object,
      path: name === undefined ? part : `${name}: ${part}`,
      text: `${found ?? "none"} and not ${says ?? "none"}: no split can say it, put it back with --revert`,
    })),
  );
  const isLiteral = isDeepStrictEqual(wantedObjects(after).sidecars?.spec, routes.spec);
  return { plan: adopted, lost: [...refusals, ...rest], isLiteral };
}

/** What was written has to be what was read. */
function requirePlans(config: readonly TrafficPlan[], plans: readonly TrafficPlan[]): void {
  for (const plan of plans) {
    const written = config.find(({ service }) => service === plan.service);
    if (!isDeepStrictEqual(written, plan))
      throw new Error(`the config says another plan of ${plan.service} than was read`);
  }
}
