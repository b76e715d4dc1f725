/** Writes docs/aws-evidence.md: `npm run docs`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { evidencePage } from "./page";

writeFileSync(join(__dirname, "../../docs/aws-evidence.md"), evidencePage());
