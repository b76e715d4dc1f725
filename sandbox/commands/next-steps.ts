import { machinePorts } from "../node/facts";

/** Where the sandbox's Bookinfo is found. */
export const productpageUrl = `http://127.0.0.1:${machinePorts.gateway}/productpage`;

const weights = "bookinfo-mesh:traffic.reviews.rules[0].weights";

/** What to do with a sandbox that has just come up. */
export function nextSteps(): string {
  return [
    `Bookinfo:  ${productpageUrl}  (sign in as roundrobin, with any password, to see all three reviews)`,
    "",
    "To try next:",
    `  npm run pulumi -- config set-all --path --plaintext '${weights}.v1=50' --plaintext '${weights}.v3=20'`,
    "  npm run pulumi -- up",
    "  npm run traffic -- check",
    "",
    "`npm run status` shows what runs, `npm stop` removes all of it.",
  ].join("\n");
}
