import * as os from "node:os";
import * as path from "node:path";
import { type Surroundings } from "./parse-config";
import { chartFolderProblems } from "./sections/chart-folder";
import { kubeconfigProblems } from "./sections/kubeconfig-problems";

/** What this machine tells about config values that name something on it, for a project in `folder`. */
export function surroundingsOf(folder: string, today = currentDay()): Surroundings {
  return {
    regions,
    // A leading `~` is the home folder, and what is relative is so to the folder of Pulumi.yaml, where the program
    // runs.
    absolutePath: (file) => path.resolve(folder, file.replace(/^~(?=\/|$)/, os.homedir())),
    kubeconfigProblems,
    chartFolderProblems,
    today: () => today,
  };
}

function regions(): string[] {
  // Loaded only where it is asked for: no other stack should wait for a part of the AWS SDK.
  // oxlint-disable-next-line typescript/no-require-imports
  const { Region } = require("@pulumi/aws/types/enums") as typeof import("@pulumi/aws/types/enums");
  return Object.values(Region);
}

/** As `2026-11-26`, of UTC. */
export function currentDay(): string {
  return new Date().toISOString().slice(0, 10);
}
