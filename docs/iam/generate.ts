/** Writes the policies beside this file: `npm run docs`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { policyFor, type Use, USES } from "./policies";

/** Where the policy for a use is written. */
export const policyFile = (use: Use) => join(__dirname, `${use}.json`);

if (require.main === module) {
  for (const use of USES) writeFileSync(policyFile(use), JSON.stringify(policyFor(use), undefined, 2));
}
