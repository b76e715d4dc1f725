import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { stateDir } from "./paths";
import { writeWhole } from "./write-whole";

const file = join(stateDir, "toolchain.json");

const toolchain = z.object({ bin: z.string(), cniPlugins: z.string(), istio: z.string(), imageRoot: z.string() });

/** The folders of a toolchain, as the sandbox has it. */
export type RecordedToolchain = Readonly<z.infer<typeof toolchain>>;

/** Remembers which toolchain the sandbox runs on, for the commands that only use it. */
export function recordToolchain(used: RecordedToolchain): void {
  writeWhole(file, JSON.stringify(used));
}

/** The toolchain that the sandbox was last started with; undefined where it was never started. */
export function recordedToolchain(): RecordedToolchain | undefined {
  try {
    return toolchain.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}
