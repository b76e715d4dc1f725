import { cpSync, rmSync } from "node:fs";
import { UserError } from "../../commands/terminal/user-error";
import { prepareCharts } from "../images/charts";
import { type ImageArchive, prepareImages } from "../images/images";
import { importImages } from "../node/images";
import { clusterKubectl } from "../node/kubectl";
import { anchorSince } from "../node/namespaces";
import { gatherFacts } from "../node/preflight/gather-facts";
import { findObstacles, formatObstacles } from "../node/preflight/obstacles";
import { startNode } from "../node/start-node";
import { awaitWorkloads } from "../node/workloads";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { type KubernetesProvider, prepareKubernetesProvider } from "../toolchain/kubernetes-provider";
import { prepareToolchain, type Toolchain } from "../toolchain/toolchain";
import { type CheckedSplit, checkSplit } from "./check-split";
import { Interruption } from "./interruption";
import { claimSandbox } from "./single-run";
import { runSteps, type Step } from "./steps";
import { describeKubernetesPlugin, installKubernetesPlugin } from "./stack/kubernetes-plugin";
import { ensurePassphrase, openStack, updateStack } from "./stack/stack";
import { nextSteps } from "./next-steps";

/** What the steps hand on to those after them. */
interface Progress {
  toolchain: Toolchain;
  provider: KubernetesProvider;
  images: readonly ImageArchive[];
  importedImages: readonly string[];
  checked: CheckedSplit;
}

/** Each finds out by itself what of its work is done already. */
const steps: readonly Step<Progress>[] = [
  {
    title: "Toolchain",
    run: async (progress, report) => {
      progress.toolchain = await prepareToolchain(report);
    },
  },
  {
    title: "Kubernetes provider",
    run: async (progress, report) => {
      progress.provider = await prepareKubernetesProvider(report);
      return describeKubernetesPlugin(progress.provider);
    },
  },
  {
    title: "Istio's charts",
    run: async ({ toolchain }, report) => {
      const charts = await prepareCharts(toolchain, report);
      rmSync(sandbox.charts, { recursive: true, force: true });
      cpSync(charts, sandbox.charts, { recursive: true });
    },
  },
  {
    title: "Container images",
    run: async (progress, report) => {
      progress.images = await prepareImages(progress.toolchain, report);
    },
  },
  { title: "Kubernetes", run: ({ toolchain }, report) => startNode(toolchain, report) },
  {
    title: "Images for the cluster",
    run: async (progress, report) => {
      progress.importedImages = await importImages(progress.toolchain, progress.images, report);
    },
  },
  {
    title: "Pods of an earlier run",
    run: ({ toolchain, importedImages }, report) =>
      awaitWorkloads(toolchain, { since: anchorSince() ?? new Date(0), images: importedImages }, report),
  },
  {
    title: "Pulumi stack",
    run: async ({ toolchain, provider }, report) => {
      ensurePassphrase();
      installKubernetesPlugin(provider);
      await openStack(clusterKubectl(toolchain), report);
    },
  },
  { title: "pulumi up", run: (_, report) => updateStack(report) },
  {
    title: "Traffic check",
    run: async (progress, report) => {
      progress.checked = await checkSplit(report);
    },
  },
];

/**
 * Brings the sandbox up, or whatever of it is missing, and shows that its traffic is split as configured.
 *
 * @throws UserError that says which step failed, why and what to do next
 */
export async function start(): Promise<void> {
  const obstacles = findObstacles(await gatherFacts());
  if (obstacles.length > 0) throw new UserError(formatObstacles(obstacles));
  await claimSandbox("npm start");

  // Each step fills in what those after it read.
  const progress = {} as Progress;
  await runSteps(
    steps,
    progress,
    new Interruption(),
    "When the cause is mended, run `npm start` again: it takes up at this step. `npm run status` shows what runs.",
  );
  const { plans, table } = progress.checked;
  console.log(`\n${table}\n\n${nextSteps(plans)}`);
}
