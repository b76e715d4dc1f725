import assert from "node:assert/strict";
import { Command, Option } from "commander";
import { completeLine, type Known } from "../../../commands/completion/complete-line";

/** A command with something of everything that commands here have. */
function program(): Command {
  const root = new Command("npm run traffic --").description("Moves it.");
  root
    .command("set")
    .description("Sets weights.")
    .argument("<service>")
    .argument("<weights...>")
    .option("--rule <name>", "the rule")
    .option("--stack <name>", "the stack")
    .option("--json", "print JSON");
  root
    .command("retire")
    .description("Takes one away.")
    .argument("<service>")
    .argument("<version>")
    .option("--to <version>");
  root
    .command("show")
    .addOption(new Option("--as <form>", "how").choices(["table", "lines"]))
    .option("--out <file>");
  root.command("read").argument("<file>");
  root.command("shift").argument("<service>").option("--to <weights...>").option("-n, --number <n>", "how many");
  root.command("secret", { hidden: true });
  return root;
}

const known: Known = {
  scripts: ["start", "stop", "traffic", "test"],
  load: (script) => Promise.resolve(script === "traffic" ? program() : undefined),
  namesOf: (stack = "sandbox") => ({
    stacks: ["dev", "sandbox"],
    services: stack === "dev" ? ["ratings"] : ["reviews", "shop"],
    rulesOf: (service) => (service === "reviews" ? ["roundrobin-user", "default"] : ["default"]),
    versionsOf: (service) => (service === "shop" ? ["v1", "v9"] : ["v1", "v2", "v3"]),
  }),
};

const CASES: Readonly<Record<string, readonly string[] | "files">> = {
  "npm run t": ["traffic", "test"],
  "npm run --silent tr": ["traffic"],
  "npm run traffic ": ["--"],
  "npm stop ": ["--"],
  "npm run traffic -- ": ["set", "retire", "show", "read", "shift"],
  "npm run traffic -- s": ["set", "show", "shift"],
  "cd here && npm run traffic -- r": ["retire", "read"],
  "npm run traffic -- set ": ["reviews", "shop"],
  "npm run traffic -- set re": ["reviews"],
  "npm run traffic -- set --stack dev ": ["ratings"],
  "npm run traffic -- set --stack=dev ": ["ratings"],
  "npm run traffic -- set reviews ": ["v1=", "v2=", "v3="],
  "npm run traffic -- set shop v1=50 ": ["v9="],
  "npm run traffic -- set reviews --rule ": ["roundrobin-user", "default"],
  "npm run traffic -- set --rule r": [],
  "npm run traffic -- set reviews --rule=ro": ["--rule=roundrobin-user"],
  "npm run traffic -- set --stack ": ["dev", "sandbox"],
  "npm run traffic -- set reviews --j": ["--json"],
  "npm run traffic -- set reviews --json --": ["--rule", "--stack", "--help"],
  "npm run traffic -- retire shop ": ["v1", "v9"],
  "npm run traffic -- retire shop v1 ": ["--to", "--help"],
  "npm run traffic -- retire shop v1 --to v9 --nothing ": ["--to", "--help"],
  "npm run traffic -- shift reviews --to v1=5 v": ["v1=", "v2=", "v3="],
  "npm run traffic -- shift reviews --to v1=5 --n": ["--number"],
  "npm run traffic -- shift -n 5 sh": ["shop"],
  "npm run traffic -- show --as ": ["table", "lines"],
  "npm run traffic -- show --out ": "files",
  "npm run traffic -- show --out=": "files",
  "npm run traffic -- read ": "files",
  "npm run traffic -- read 'a b": "files",
  "npm run start -- ": "files",
  "npm install ": [],
  "git ": [],
  "": [],
};

describe("the completion of a line", () => {
  for (const [line, expected] of Object.entries(CASES))
    it(line, async () => {
      const found = await completeLine(line, known);
      assert.deepEqual(found === "files" ? found : found.map(({ value }) => value), expected);
    });

  it("says what each is, where a shell shows it", async () => {
    const found = await completeLine("npm run traffic -- set", known);
    assert.deepEqual(found, [{ value: "set", says: "Sets weights." }]);
  });
});
