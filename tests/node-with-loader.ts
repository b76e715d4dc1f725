import { join } from "node:path";

/** What has Node run TypeScript, as `bootstrap.mjs` starts the commands. */
export const LOADER = ["--require", join(__dirname, "..", "start", "command-loader.cjs")] as const;
