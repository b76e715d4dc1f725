import { type Command } from "commander";
import { EXIT } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { adopt, nameInConfig } from "./objects/adopt";
import { chosenCluster, type ClusterFlags } from "./objects/cluster-choice";
import { renderAdoption } from "./objects/render-adoption";
import { servicePlace } from "./objects/service-host";

interface AdoptFlags extends ClusterFlags {
  readonly namespace?: string;
  readonly as?: string;
  readonly json?: true;
}

export function addAdoptCommand(program: Command): void {
  program
    .command("adopt")
    .description(
      "Prints the stack config that says what a VirtualService and its DestinationRule in a cluster do. Changes nothing.",
    )
    .argument("<host>", "the service, as its callers name it: reviews, reviews.shop or its full name")
    .option("--namespace <name>", "the service's namespace, where the host does not name it (default: default)")
    .option("--as <name>", "the service's name in the config (default: as its callers name it)")
    .option("--stack <name>", "the stack whose cluster to read (default: the sandbox's, where one runs)")
    .option("--context <name>", "a context of a kubeconfig, instead of a stack")
    .option("--kubeconfig <path>", "a kubeconfig, instead of the one that kubectl uses")
    .option("--json", "print config and remarks as JSON")
    .addHelpText(
      "after",
      helpEnd({
        examples: ["npm run traffic -- adopt reviews", "npm run traffic -- adopt reviews.shop --context kind-mesh"],
        exitCodes: {
          [EXIT.ok]: "config that says the same is printed",
          [EXIT.differs]: "config can't say it",
          [EXIT.unusable]: "nothing could be read",
        },
      }),
    )
    .action(adoptHost);
}

async function adoptHost(host: string, flags: AdoptFlags): Promise<void> {
  const place = servicePlace(host, flags.namespace);
  const adoption = await adopt(await chosenCluster(flags), place, flags.as ?? nameInConfig(place));
  console.log(flags.json ? JSON.stringify(asJson(adoption), undefined, 2) : renderAdoption(adoption));
  process.exitCode = adoption.config ? EXIT.ok : EXIT.differs;
}

function asJson({ toDelete, ...adoption }: Awaited<ReturnType<typeof adopt>>) {
  const objects = toDelete.map(({ kind, namespace, name }) => ({ kind, namespace, name }));
  return { formatVersion: 1, ...adoption, toDelete: objects };
}
