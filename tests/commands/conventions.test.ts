import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandScript, commandScripts, typed, withSubcommands } from "./all-commands";
import { CONVENTIONS } from "./conventions";

const root = join(__dirname, "../..");

/** The code of all commands, without that which runs elsewhere: in pods, in browsers. */
const sources = ["commands", "sandbox"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith(".ts") && !/\/(?:bookinfo|agent|client|processes)\//.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

/** Whether a page names a command, also as one of several: "likewise `undo`, `log`". */
function listedIn(page: string, line: string): boolean {
  if (page.includes(`\`${line}`)) return true;
  const last = line.split(" ").at(-1) ?? "";
  return page.includes(`\`${last}\``);
}

describe("all commands", () => {
  let scripts: readonly CommandScript[];

  before(async () => {
    scripts = await commandScripts();
  });

  it("are held to the conventions that docs/commands.md lists", () => {
    const page = readFileSync(join(root, "docs/commands.md"), "utf8");
    const listed = [...page.matchAll(/^- (.*)$/gm)].map(([, says]) => says);
    assert.deepEqual(
      listed,
      CONVENTIONS.map(({ says }) => says),
    );
  });

  it("are all listed in docs/README.md", () => {
    const page = readFileSync(join(root, "docs/README.md"), "utf8");
    const missing = scripts.flatMap(({ script, command }) =>
      [command, ...(command?.commands ?? [])]
        .map((one) => (one ? typed(one).replace(/ --$/, "") : `npm run ${script}`))
        .filter((line) => !listedIn(page, line)),
    );
    assert.deepEqual(missing, []);
  });

  for (const { says, inSource, problems = () => [] } of CONVENTIONS)
    it(says, async () => {
      const found = sources.flatMap(({ file, text }) =>
        inSource?.not.test(text) && !inSource.but.includes(file) ? [`${file}: ${inSource.not.exec(text)?.[0]}`] : [],
      );
      for (const command of scripts.flatMap((one) => (one.command ? withSubcommands(one.command) : []))) {
        for (const problem of await problems(command, scripts)) found.push(`${typed(command)}: ${problem}`);
      }
      assert.deepEqual(found, []);
    });
});
