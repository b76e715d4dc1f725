import { execa } from "execa";
import { prepareCharts } from "../images/charts";
import { prepareImages } from "../images/images";
import { cacheDir } from "../../commands/stack/sandbox/paths";
import { prepareKubernetesProvider } from "./kubernetes-provider";
import { duration, type Report, size } from "./report";
import { prepareToolchain } from "./toolchain";

// Prepares all that the sandbox keeps in the cache, without starting anything:
//
//   node_modules/.bin/node --import tsx sandbox/toolchain/prepare.ts

/** Writes over the line before where a person watches; one line each where the output is kept. */
const report: Report = (line) => {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${line.slice(0, process.stdout.columns - 1)}`);
  else console.log(line);
};

async function cacheSize(): Promise<string> {
  const { stdout } = await execa("du", ["--summarize", "--block-size=1", cacheDir]);
  return size(Number.parseInt(stdout, 10));
}

async function prepare(): Promise<void> {
  const start = Date.now();
  const toolchain = await prepareToolchain(report);
  const provider = await prepareKubernetesProvider(report);
  const charts = await prepareCharts(toolchain, report);
  const images = await prepareImages(toolchain, report);
  report(`ready after ${duration(Date.now() - start)}`);
  console.log(`\nprograms     ${toolchain.bin}`);
  console.log(`provider     ${provider.program} (${provider.origin})`);
  console.log(`CNI plugins  ${toolchain.cniPlugins}`);
  console.log(`charts       ${charts}`);
  for (const { archive, references } of images) console.log(`images       ${archive}\n  ${references.join("\n  ")}`);
  console.log(`${await cacheSize()} in ${cacheDir}`);
}

prepare().catch((error: unknown) => {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
