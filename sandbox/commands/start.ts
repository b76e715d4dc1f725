import { cpSync, rmSync } from "node:fs";
import { UserError } from "../../commands/terminal/user-error";
import { prepareCharts } from "../images/charts";
import { prepareImages } from "../images/images";
import { importImages } from "../node/images";
import { clusterKubectl } from "../node/kubectl";
import { anchorSince } from "../node/namespaces";
import { gatherFacts } from "../node/preflight/gather-facts";
import { findObstacles, formatObstacles } from "../node/preflight/obstacles";
import { startNode } from "../node/start-node";
import { awaitWorkloads } from "../node/workloads";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { prepareKubernetesProvider } from "../toolchain/kubernetes-provider";
import { prepareToolchain, type Report, type Toolchain } from "../toolchain/toolchain";
import { checkSplit } from "./check-split";
import { Interruption } from "./interruption";
import { claimSandbox } from "./single-run";
import { Steps } from "./steps";
import { describeKubernetesPlugin, installKubernetesPlugin } from "./stack/kubernetes-plugin";
import { ensurePassphrase, openStack, updateStack } from "./stack/stack";
import { nextSteps } from "./next-steps";

/**
 * Brings the sandbox up, or whatever of it is missing, and shows that its traffic is split as configured. Each step
 * finds out by itself what of its work is done already.
 *
 * @throws UserError that says which step failed, why and what to do next
 */
export async function start(): Promise<void> {
  const obstacles = findObstacles(await gatherFacts());
  if (obstacles.length > 0) throw new UserError(formatObstacles(obstacles));
  await claimSandbox("npm start");

  const steps = new Steps(
    new Interruption(),
    "When the cause is fixed, run `npm start` again: it takes up at this step. `npm run status` shows what runs.",
  );
  const toolchain = await steps.run("Toolchain", prepareToolchain);
  const provider = await steps.run(
    "Kubernetes provider",
    (report) => prepareKubernetesProvider(report),
    describeKubernetesPlugin,
  );
  await steps.run("Istio's charts", (report) => provideCharts(toolchain, report));
  const images = await steps.run("Container images", (report) => prepareImages(toolchain, report));
  await steps.run("Kubernetes", (report) => startNode(toolchain, report));
  const imported = await steps.run("Images for the cluster", (report) => importImages(toolchain, images, report));
  await steps.run("Pods of an earlier run", (report) =>
    awaitWorkloads(toolchain, { since: anchorSince() ?? new Date(0), images: imported }, report),
  );
  await steps.run("Pulumi stack", (report) => {
    ensurePassphrase();
    installKubernetesPlugin(provider);
    return openStack(clusterKubectl(toolchain), report);
  });
  await steps.run("pulumi up", updateStack);
  const { plans, table } = await steps.run("Traffic check", checkSplit);
  console.log(`\n${table}\n\n${nextSteps(plans)}`);
}

/** Puts Istio's charts where the stack's config names them. */
async function provideCharts(toolchain: Toolchain, report: Report): Promise<void> {
  const charts = await prepareCharts(toolchain, report);
  rmSync(sandbox.charts, { recursive: true, force: true });
  cpSync(charts, sandbox.charts, { recursive: true });
}
