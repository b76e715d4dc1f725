import { z } from "zod";
import { code, table } from "../../policies/documentation";
import { type Output, OUTPUTS } from "./outputs";

/** Every file of docs/schemas, by its name there. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const schemas = Object.entries<Output>(OUTPUTS).map(([name, output]): [string, string] => [
    `${name}.json`,
    `${JSON.stringify(jsonSchema(output), undefined, 2)}\n`,
  ]);
  return Object.fromEntries([...schemas, ["README.md", index()]]);
}

function jsonSchema({ command, says, schema }: Output): object {
  // What is read, not what is written: readers take fields that are added later.
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    // That is for what can be sent back.
    override: ({ jsonSchema }) => delete jsonSchema.readOnly,
  });
  return { $schema, title: `${command} --json`, description: says, ...rest };
}

function index(): string {
  const rows = Object.entries<Output>(OUTPUTS).map(([name, { command, says }]) => [
    code(command),
    says,
    `[${name}.json](${name}.json)`,
  ]);
  return `# What commands print with \`--json\`

<!-- written by \`npm run docs\` from tests/output: change that -->

A [JSON Schema](https://json-schema.org/draft/2020-12) (2020-12) for each. The tests hold what commands print to the same schemas.

${table(["command", "says", "schema"], rows)}

What may change without notice: **fields are added**, and texts for people (\`message\`, \`text\`, \`why\`, \`problems\`, \`notes\`) are
worded anew. So read what you know and leave the rest. A field that goes, gets another meaning or another type, or a new value among
those that a schema lists, comes with a higher \`formatVersion\` and a line in [CHANGELOG.md](../../CHANGELOG.md). The list of
\`traffic explain\` has no place for one: there fields are only ever added. What \`traffic shift\`, its siblings and \`traffic watch\` print
is not described yet.

JSON goes to standard output, alone; progress and errors go to standard error. The exit codes are in \`--help\`. With exit code 2, where
nothing could be told, nothing is printed.
`;
}
