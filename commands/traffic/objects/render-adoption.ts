import { Document } from "yaml";
import { PROJECT } from "../../../mesh/config-path";
import { objectName } from "../../../mesh/traffic/read/mesh-object";
import { type Adoption, type Told } from "./adopt";

/** An adoption as YAML for a stack's file, with all that is told of it in comments. */
export function renderAdoption(adoption: Adoption): string {
  const { config, host, objects, notes, lost, owners } = adoption;
  if (!config) {
    return [
      `Stack config can't say what ${objects.join(" and ")} ${objects.length === 1 ? "does" : "do"} for ${host}:`,
      renderLost(lost),
      ...[...notes, ...owners].map((one) => `  also: ${line(one)}`),
      "No config was printed: change the objects, or leave this service out of the stack.",
    ].join("\n");
  }
  const comments = [
    `What ${objects.join(" and ")} say of ${host}.`,
    ...notes.map((one) => `note: ${line(one)}`),
    ...owners.map((one) => `WARNING: ${line(one)}`.replaceAll("\n", " ")),
    "",
    ...steps(adoption),
  ];
  return `${comments.map((text) => (text === "" ? "#" : `# ${text}`)).join("\n")}\n${yamlOf(config).trimEnd()}`;
}

/** What config can't say, a line each. */
export function renderLost(lost: readonly Told[]): string {
  return lost.map((one) => `  ${line(one)}`).join("\n");
}

function line({ of, path, text }: Told): string {
  return `${of}${path === "" ? "" : ` ${path}`}: ${text}`;
}

function yamlOf(sections: NonNullable<Adoption["config"]>): string {
  const config = Object.fromEntries(Object.entries(sections).map(([name, section]) => [`${PROJECT}:${name}`, section]));
  return new Document({ config }, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
}

/** How a stack takes over: what it makes has its own names, and is written onto objects that have them already. */
function steps({ toDelete, objects, name, host }: Adoption): string[] {
  const deletions = toDelete.map(
    ({ kind, namespace, name: old }) => `  kubectl delete ${kind.toLowerCase()} ${old} --namespace ${namespace}`,
  );
  const kept = objects.filter((object) => !toDelete.some((one) => objectName(one) === object));
  return [
    "To have a stack take over: add this to the sections of Pulumi.STACK.yaml, then",
    "  pulumi up --stack STACK",
    ...(kept.length > 0 ? [`  which writes its own onto ${kept.join(" and ")}, where they are, without a gap.`] : []),
    ...(deletions.length > 0
      ? [
          `The stack's objects are called ${name}. Istio follows the older VirtualService of ${host} until it is gone: after pulumi up`,
          ...deletions,
        ]
      : []),
    "From then on the objects are the stack's: pulumi destroy deletes them.",
  ];
}
