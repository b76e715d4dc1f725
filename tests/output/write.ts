/** Writes docs/schemas: `npm run docs`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemaFiles } from "./pages";

const folder = join(__dirname, "../../docs/schemas");
mkdirSync(folder, { recursive: true });
for (const [file, text] of Object.entries(schemaFiles())) writeFileSync(join(folder, file), text);
