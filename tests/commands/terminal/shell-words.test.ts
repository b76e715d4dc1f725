import assert from "node:assert/strict";
import fc from "fast-check";
import { shellQuote } from "../../../config/problem/shell-quote";
import { shellCommands } from "../../../commands/terminal/shell-words";

const CASES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "npm run traffic -- check": [["npm", "run", "traffic", "--", "check"]],
  "npm start     # up": [["npm", "start"]],
  "a && b | c; d || e": [["a"], ["b"], ["c"], ["d"], ["e"]],
  "(umask 077 && pulumi stack output > file.yaml)": [
    ["umask", "077"],
    ["pulumi", "stack", "output"],
  ],
  "KUBECONFIG=k.yaml kubectl get pods": [["kubectl", "get", "pods"]],
  "IMAGE=a/b:1": [],
  "PAGE=$(npm run --silent pulumi -- stack output)": [["npm", "run", "--silent", "pulumi", "--", "stack", "output"]],
  "set --path 'a.b[0]' \"it's\" x\\ y": [["set", "--path", "a.b[0]", "it's", "x y"]],
  "run a \\\n  --b c": [["run", "a", "--b", "c"]],
  "one < in > out two": [["one", "two"]],
  "a#b '#c' # d": [["a#b", "#c"]],
  "npm run traffic -- set ": [["npm", "run", "traffic", "--", "set", ""]],
  "echo 'still open": [["echo", "still open"]],
};

describe("the words of a shell's commands", () => {
  for (const [text, commands] of Object.entries(CASES)) it(text, () => assert.deepEqual(shellCommands(text), commands));

  it("are those that were quoted", () => {
    const words = fc.array(fc.oneof(fc.stringMatching(/^[ -~]{1,12}$/), fc.stringMatching(/^[ #'"\\$;a]{1,6}$/)), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(words, (some) => {
        assert.deepEqual(shellCommands(["run", ...some].map(shellQuote).join(" ")), [["run", ...some]]);
      }),
    );
  });
});
