import assert from "node:assert/strict";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { CHECKED_POLICY } from "../../../policies/engine/report-text";
import {
  type ConfigSources,
  disabledPolicies,
  packConfig,
  packDir,
  readExceptions,
} from "../../../commands/policy/pack-config";
import { KEPT_POLICY, PACK } from "../../../commands/policy/pack";
import { UserError } from "../../../commands/terminal/user-error";

const EXCEPTION = { resource: "reviews-*", reason: "until the load test is over", expires: "2027-01-31" };
const sandboxExceptions = JSON.parse(readFileSync(join(packDir, "exceptions", "sandbox.json"), "utf8")) as Readonly<
  Record<string, readonly object[]>
>;

describe("the config that the pack is given", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "pack-config-"))));
  after(() => rmSync(folder, { recursive: true }));

  function configFrom(content: unknown, more: Partial<ConfigSources> = {}) {
    const file = join(folder, "config");
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return packConfig({ profile: "prod", file, stack: "test", allowUnchecked: false, ...more });
  }

  /** The lines that tell what is wrong with a config file, without the file's own name. */
  function problemsOf(content: unknown): string[] {
    let told = "";
    assert.throws(
      () => configFrom(content),
      (error) => {
        assert.ok(error instanceof UserError);
        told = error.message;
        return true;
      },
    );
    const [first = "", ...rest] = told.split("\n");
    assert.match(first, /config is not a config of the pack:$/);
    assert.match(rest.pop() ?? "", /^To fix: .*policies\/README\.md/);
    return rest.map((line) => line.trim());
  }

  it("is the profile's, with the exceptions of the stack added", () => {
    const config = packConfig({ profile: "prod", stack: "sandbox", allowUnchecked: false });
    assert.deepEqual(Object.keys(config).sort(), PACK.map(({ name }) => name).sort());
    for (const [policy, exceptions] of Object.entries(sandboxExceptions)) {
      assert.deepEqual(config[policy], { enforcementLevel: "mandatory", exceptions });
    }
  });

  it("has the exceptions of a stack however much of the stack's name is given", () => {
    const config = (stack: string) => packConfig({ profile: "prod", stack, allowUnchecked: false });
    assert.deepEqual(config("acme/bookinfo-mesh/sandbox"), config("sandbox"));
    assert.deepEqual(config("acme/sandbox"), config("sandbox"));
    assert.notDeepEqual(config("sandbox"), config("acme/bookinfo-mesh/other"));
  });

  it("may be a file of any name that sets a level for a part of the policies, or for all", () => {
    const config = configFrom({ all: "mandatory", "weights-add-up-to-100": "advisory" }, { stack: "sandbox" });
    assert.deepEqual(config["all"], { enforcementLevel: "mandatory" });
    assert.deepEqual(config["weights-add-up-to-100"], { enforcementLevel: "advisory" });
    for (const [policy, exceptions] of Object.entries(sandboxExceptions))
      assert.deepEqual(config[policy], { exceptions });
  });

  it("keeps the exceptions of the file beside those of the stack", () => {
    const config = configFrom({ "gateways-serve-https": { exceptions: [EXCEPTION] } }, { stack: "sandbox" });
    const [own] = sandboxExceptions["gateways-serve-https"] ?? [];
    assert.deepEqual(config["gateways-serve-https"], { exceptions: [EXCEPTION, own] });
  });

  it("allows what was left unchecked when asked to, with the exceptions and settings that there are", () => {
    const own = { allowed: ["hosts-are-known"], exceptions: [EXCEPTION] };
    const content = { [CHECKED_POLICY]: { ...own, enforcementLevel: "mandatory" } };
    assert.deepEqual(configFrom(content, { allowUnchecked: true })[CHECKED_POLICY], {
      ...own,
      enforcementLevel: "advisory",
    });
    assert.deepEqual(configFrom({}, { allowUnchecked: true })[CHECKED_POLICY], { enforcementLevel: "advisory" });
  });

  it("is refused for a policy that is misspelt", () => {
    const [problem = "", ...others] = problemsOf({ "weigths-add-up-to-100": "mandatory" });
    assert.deepEqual(others, []);
    assert.match(
      problem,
      /^weigths-add-up-to-100 is not a policy of the pack; did you mean weights-add-up-to-100\? known: /,
    );
  });

  it("is refused for a setting that is misspelt, or has a value that it can't have", () => {
    assert.deepEqual(problemsOf({ "canary-weight-is-capped": { largestCanry: 5 } }), [
      "canary-weight-is-capped has no largestCanry; did you mean largestCanary? known: enforcementLevel, exceptions, largestCanary, protectedStacks, stable",
    ]);
    assert.deepEqual(problemsOf({ "hosts-are-known": "warn" }), [
      'hosts-are-known.enforcementLevel is "warn", and must be equal to one of the allowed values: advisory, mandatory, disabled',
    ]);
    assert.deepEqual(problemsOf({ "canary-weight-is-capped": { largestCanary: 300 } }), [
      "canary-weight-is-capped.largestCanary is 300, and must be <= 100",
    ]);
  });

  it("is refused for an exception that is not whole, or is in no list", () => {
    assert.deepEqual(problemsOf({ "hosts-are-known": { exceptions: [{ ...EXCEPTION, expires: "never" }] } }), [
      'hosts-are-known.exceptions[0].expires is "never", and must match pattern "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"',
    ]);
    assert.match(
      problemsOf({ "hosts-are-known": { exceptions: EXCEPTION } })[0] ?? "",
      /exceptions is \{.*, and must be array$/,
    );
  });

  it("is refused where the file is not there, or holds no object", () => {
    assert.throws(
      () => packConfig({ profile: "prod", file: "nowhere.conf", stack: "test", allowUnchecked: false }),
      /^Error: There is no file nowhere\.conf\. The pack's own profiles are dev, prod and strict\.$/,
    );
    assert.throws(() => configFrom("{"), /config can't be read as JSON: /);
    assert.throws(() => configFrom([]), /config must hold a JSON object with policies' names as its keys\.$/);
  });
});

describe("a file of exceptions", () => {
  const files = globSync(join(packDir, "exceptions", "*.json"));

  for (const file of files) {
    const stack = basename(file, ".json");
    it(`is there for the stack ${stack}, and is such as the pack accepts`, () => {
      assert.ok(existsSync(join(packDir, "..", `Pulumi.${stack}.yaml`)));
      assert.ok(Object.keys(readExceptions(file)).length > 0);
    });
  }

  it("may be of what the review itself refuses, which no profile may change", () => {
    const folder = mkdtempSync(join(tmpdir(), "exceptions-"));
    const file = join(folder, "test.json");
    writeFileSync(file, JSON.stringify({ [KEPT_POLICY]: [EXCEPTION] }));
    assert.deepEqual(readExceptions(file), { [KEPT_POLICY]: { exceptions: [EXCEPTION] } });
    const sources = { profile: "prod", stack: "test", allowUnchecked: false };
    assert.throws(() => packConfig({ ...sources, file }), /long-lived-resources-are-kept is not a policy of the pack/);
    rmSync(folder, { recursive: true });
  });

  it("is refused where a policy is unknown or has no list", () => {
    const folder = mkdtempSync(join(tmpdir(), "exceptions-"));
    const file = join(folder, "test.json");
    writeFileSync(file, JSON.stringify({ "hosts-are-known": EXCEPTION, "hosts-are-knwon": [EXCEPTION] }));
    assert.throws(
      () => readExceptions(file),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /test\.json is not a config of the pack:\n/);
        assert.match(error.message, /\n {2}hosts-are-known\.exceptions is \{.*\}, and must be array\n/);
        assert.match(
          error.message,
          /\n {2}hosts-are-knwon is not a policy of the pack; did you mean hosts-are-known\?/,
        );
        return true;
      },
    );
    rmSync(folder, { recursive: true });
  });
});

describe("the policies that a config turns off", () => {
  it("are those that it, all or the pack itself disables", () => {
    assert.deepEqual(disabledPolicies({ "hosts-are-known": { enforcementLevel: "disabled" } }), ["hosts-are-known"]);
    const allButOne = disabledPolicies({
      all: { enforcementLevel: "disabled" },
      "hosts-are-known": { enforcementLevel: "mandatory" },
    });
    assert.deepEqual(
      allButOne,
      PACK.map(({ name }) => name).filter((name) => name !== "hosts-are-known"),
    );
    assert.deepEqual(disabledPolicies({}), []);
  });
});
