import { Ajv } from "ajv";
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { CATALOGUE, POLICIES } from "../../policies/catalogue";
import { packConfigSchema } from "../../policies/config-schema";
import { crossGuardPolicies } from "../../policies/engine/crossguard-policies";
import { type Level, PROFILES } from "../../policies/engine/policy";
import { generatedFiles } from "../../policies/generate";
import { ISTIOCTL_MESSAGES } from "../../policies/istioctl-messages";
import { NOT_COVERED } from "../../policies/not-covered";
import { profileConfig } from "../../policies/profile";

const folder = resolve(__dirname, "../../policies");
const ajv = new Ajv({ strict: true, allowUnionTypes: true });
const pack = crossGuardPolicies(POLICIES, "2026-11-23");

describe("every policy", () => {
  for (const policy of POLICIES) {
    it(`${policy.name} says what people need to know`, () => {
      assert.match(policy.name, /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/);
      assert.match(policy.description, /^[A-Z][^]{30,}\.$/);
      assert.match(policy.remediationSteps, /^[a-z][^]{20,}\.$/);
      assert.match(policy.url, /^https:\/\/(istio\.io|kubernetes\.io|docs\.aws\.amazon\.com|www\.pulumi\.com)\/\S+$/);
      for (const code of policy.codes) {
        assert.match(code, /^(IST\d{4}|KIA\d{4}|CIS \d(\.\d)+|CKV_(AWS|K8S)_\d+|EKS\.\d+|CT\.EKS\.PR\.\d)$/);
      }
    });

    it(`${policy.name} gets no less strict from profile to profile`, () => {
      const rank: Readonly<Record<Level, number>> = { disabled: 0, advisory: 1, mandatory: 2 };
      const ranks = PROFILES.map((profile) => rank[policy.levels[profile]]);
      assert.deepEqual(
        ranks,
        [...ranks].sort((a, b) => a - b),
      );
      assert.notEqual(policy.levels.dev, "mandatory");
      assert.equal(policy.levels.strict, "mandatory");
    });
  }

  it("has a file and one of tests of its own, named after it, in the folder of its area", () => {
    const files = Object.entries(CATALOGUE).flatMap(([area, policies]) =>
      policies.map(({ name }) => join(folder, area, `${name}.ts`)),
    );
    assert.deepEqual(files.filter(existsSync), files);
    const found = Object.keys(CATALOGUE).flatMap((area) => globSync(join(folder, area, "*.ts")));
    assert.deepEqual(found.sort(), files.sort());
    const tests = files.map((file) => join(__dirname, relative(folder, file)).replace(/\.ts$/, ".test.ts"));
    assert.deepEqual(tests.filter(existsSync), tests);
    for (const file of files) {
      const source = readFileSync(file, "utf8");
      assert.equal(source.match(/definePolicy\(/g)?.length, 1, basename(file));
      assert.match(source, new RegExp(`name: "${basename(file, ".ts")}"`));
    }
  });

  it("has a name that no other has", () => {
    assert.equal(new Set(pack.map(({ name }) => name)).size, pack.length);
  });
});

describe("the pack", () => {
  it("has the metadata that Pulumi shows", () => {
    for (const { name, severity, url, remediationSteps, enforcementLevel, configSchema } of pack) {
      assert.ok(severity && url && remediationSteps && enforcementLevel, name);
      assert.ok(!configSchema || !("enforcementLevel" in configSchema.properties), name);
    }
    for (const { name, framework } of pack.slice(0, POLICIES.length)) {
      assert.ok(framework?.name && framework.reference && framework.specification, name);
    }
  });

  it("has settings whose schemas are valid and accept their own defaults", () => {
    for (const { name, configSchema } of pack) {
      for (const [setting, schema] of Object.entries(configSchema?.properties ?? {})) {
        const isValid = ajv.compile(schema);
        assert.ok(isValid(schema.default), `${name}.${setting}: ${ajv.errorsText(isValid.errors)}`);
        assert.ok(schema.description, `${name}.${setting} has no description`);
      }
    }
  });

  for (const profile of PROFILES) {
    it(`takes the profile ${profile}`, () => {
      const config: unknown = JSON.parse(readFileSync(join(folder, "profiles", `${profile}.json`), "utf8"));
      assert.deepEqual(config, profileConfig(POLICIES, profile));
      const isValid = ajv.compile(packConfigSchema(pack));
      assert.ok(isValid(config), ajv.errorsText(isValid.errors));
    });
  }

  it("refuses, in its schema, an exception without a reason or a date", () => {
    const exceptions = pack[0]?.configSchema?.properties["exceptions"];
    assert.ok(exceptions);
    const isValid = ajv.compile(exceptions);
    const whole = { resource: "reviews-*", reason: "until the load test is over", expires: "2027-01-31" };
    assert.ok(isValid([whole]));
    for (const [field, value] of [
      ["reason", undefined],
      ["reason", "because"],
      ["expires", undefined],
      ["expires", "never"],
      ["expires", "2027-13-01"],
      ["resource", ""],
      ["level", "advisory"],
    ] as const) {
      assert.ok(!isValid([{ ...whole, [field]: value }]), `${field}: ${value}`);
    }
  });

  it("refuses, in its schema, an oldest version that is not a version", () => {
    const oldest = pack.find(({ name }) => name === "eks-version-is-supported")?.configSchema?.properties["oldest"];
    assert.ok(oldest);
    const isValid = ajv.compile(oldest);
    assert.ok(isValid("1.33"));
    for (const value of ["40", "1.", "v1.33", ""]) assert.ok(!isValid(value), value);
  });

  it("depends on @pulumi/policy alone", () => {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies: object };
    assert.deepEqual(Object.keys(manifest.dependencies), ["@pulumi/policy"]);
    for (const file of globSync(join(folder, "**/*.ts")).filter(
      (name) => !/(generate|export|bundle)(\.d)?\.ts$/.test(name),
    )) {
      for (const [, module = ""] of readFileSync(file, "utf8").matchAll(/from "([^"]+)"/g)) {
        const isAllowed = module.startsWith(".") || module.startsWith("node:") || module === "@pulumi/policy";
        assert.ok(isAllowed, `${file} imports ${module}`);
      }
    }
  });

  it("has every message of istioctl in one of two lists: what policies look for, and why the others are left out", () => {
    const covered = POLICIES.flatMap(({ codes }) => codes).filter((code) => code.startsWith("IST"));
    const lists = [...new Set(covered), ...Object.keys(NOT_COVERED)].sort();
    assert.deepEqual(lists, Object.keys(ISTIOCTL_MESSAGES).sort());
  });

  it("is what its README and its profiles say (else: npm run generate -w policies)", async () => {
    for (const [path, content] of Object.entries(await generatedFiles())) {
      assert.equal(readFileSync(join(folder, path), "utf8"), content, `policies/${path} is not current`);
    }
  });
});
