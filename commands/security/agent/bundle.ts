import { join } from "node:path";
import { build } from "esbuild";

/** The agent as one script for `node -e`, in a language that the Node of any image of the last years speaks. */
export async function agentScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "agent.ts")],
    write: false,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node12",
    // An image's old Node may not know the prefix `node:`.
    alias: { "node:http": "http", "node:https": "https", "node:tls": "tls" },
    external: ["http", "https", "tls"],
    minify: true,
    logLevel: "silent",
  });
  const [script] = outputFiles;
  if (!script) throw new Error("esbuild gave no script");
  return script.text;
}
