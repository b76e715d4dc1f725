import { type Command } from "commander";
import { defaultStack, readStack } from "../stack/outputs";
import { header, label } from "../terminal/arguments";
import { EXIT } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { decisions, renderDecisions } from "./explain";

interface ExplainFlags {
  readonly stack?: string;
  readonly header?: Readonly<Record<string, string>>;
  readonly label?: Readonly<Record<string, string>>;
  readonly uri: string;
  readonly method: string;
  readonly json?: true;
}

/** `traffic explain`: which rule decides about a request. */
export function addExplainCommand(program: Command): void {
  program
    .command("explain")
    .description("Says which rule decides about a request, and how it is split.")
    .option("--stack <name>", "the stack to read (default: the sandbox's, where one runs)")
    .option("--header <name=value>", "a header of the request, repeatable", header)
    .option("--uri <path>", "the request's path", "/")
    .option("--method <method>", "the request's method", "GET")
    .option("--label <name=value>", "a label of the calling pod, repeatable", label)
    .option("--json", "print the decisions as JSON")
    .addHelpText(
      "after",
      helpEnd({
        examples: [
          "npm run traffic -- explain --header end-user=roundrobin",
          "npm run traffic -- explain --uri /reviews/1 --label app=productpage --json",
        ],
        exitCodes: { [EXIT.ok]: "the decisions are printed", [EXIT.unusable]: "the stack could not be read" },
      }),
    )
    .action(explainRequest);
}

async function explainRequest(flags: ExplainFlags): Promise<void> {
  const { traffic } = await readStack(flags.stack ?? defaultStack());
  const { header: headers = {}, label: sourceLabels = {}, method, uri } = flags;
  const decided = decisions(traffic, { headers, method, sourceLabels, uri });
  console.log(flags.json ? JSON.stringify(decided, undefined, 2) : renderDecisions(decided));
}
