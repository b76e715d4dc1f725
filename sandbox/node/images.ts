import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "../../commands/stack/sandbox/write-whole";
import { type ImageArchive } from "../images/images";
import { type Report, type Toolchain } from "../toolchain/toolchain";
import { nodeFiles } from "./facts";
import { clusterKubectl, readPods, usesImage } from "./kubectl";
import { run } from "./run-command";

const record = join(nodeFiles.containerd, "imported-images.json");

/**
 * Brings those images to containerd that it does not have yet. Pods that ran on an older image of the same name start
 * anew.
 *
 * @returns the images that it brought
 */
export async function importImages(
  toolchain: Toolchain,
  archives: readonly ImageArchive[],
  report: Report,
): Promise<readonly string[]> {
  const imported = readRecord();
  const brought: string[] = [];
  for (const [index, { archive, references }] of archives.entries()) {
    if (imported.includes(archive)) continue;
    report(`${index + 1} of ${archives.length}: ${references.join(", ")}`);
    const ctr = ["--address", nodeFiles.containerdSocket, "--namespace", "k8s.io"];
    await run(join(toolchain.bin, "ctr"), [...ctr, "images", "import", archive]);
    await restartPodsOn(toolchain, references);
    imported.push(archive);
    writeWhole(record, JSON.stringify(imported));
    brought.push(...references);
  }
  return brought;
}

function readRecord(): string[] {
  return existsSync(record) ? z.array(z.string()).parse(JSON.parse(readFileSync(record, "utf8"))) : [];
}

async function restartPodsOn(toolchain: Toolchain, references: readonly string[]): Promise<void> {
  const kubectl = clusterKubectl(toolchain);
  for (const pod of await readPods(kubectl)) {
    if (!usesImage(pod, references)) continue;
    const { metadata } = pod;
    await kubectl(["delete", "pod", metadata.name, "--namespace", metadata.namespace, "--wait=false"]);
  }
}
