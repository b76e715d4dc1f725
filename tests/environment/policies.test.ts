import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { execa } from "execa";
import { stringify } from "yaml";
import { POLICIES } from "../../policies/catalogue";
import { NOT_COVERED } from "../../policies/not-covered";
import { type EngineEvent, parseEvent } from "../../commands/policy/engine-event";
import { packConfig } from "../../commands/policy/pack-config";
import { type Review, reviewOf } from "../../commands/policy/review";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { kubectl, npmDo, npmJson, npmRun, repo } from "./command";
import { VARIANTS, type Variant } from "./broken/variants";

const PACK = join(repo, "policies", "serve");
const EMPTY_PACK = join(__dirname, "empty-pack", "serve");
const MESH_OBJECTS =
  "deployments,services,virtualservices,destinationrules,gateways.networking.istio.io,peerauthentications";

let folder: string;
let configFile: string;

/** Previews a variant of the program with the pack; the stack's config is a copy. */
async function previewBroken({
  name,
  config = {},
  breaks,
}: Variant): Promise<{ events: EngineEvent[]; review: Review }> {
  const stackConfig = join(folder, "Pulumi.sandbox.yaml");
  copyFileSync(join(repo, "Pulumi.sandbox.yaml"), stackConfig);
  const project = breaks ? ["--cwd", join(__dirname, "broken")] : [];
  for (const [key, value] of Object.entries(config)) {
    await npmDo("pulumi", "config", "set", "--config-file", stackConfig, "--path", key, value);
  }
  const args = [
    "preview",
    "--json",
    "--config-file",
    stackConfig,
    "--policy-pack",
    PACK,
    "--policy-pack-config",
    configFile,
  ];
  const { exitCode, stdout, stderr } = await execa("npm", ["run", "--silent", "pulumi", "--", ...project, ...args], {
    cwd: repo,
    env: { BROKEN_VARIANT: name, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    stdin: "ignore",
    reject: false,
  });
  const events = stdout.split("\n").flatMap((line) => parseEvent(line) ?? []);
  const context = {
    stack: sandbox.stack,
    profile: "prod",
    source: "preview",
    disabled: [],
    exitCode: exitCode ?? 1,
    stderr,
  } as const;
  return { events, review: reviewOf(events, context) };
}

/**
 * What `istioctl analyze` finds in the Kubernetes objects of a preview: each finding's code. By themselves, and as if
 * they were applied to the cluster: without one it leaves out every check that needs Services or pods.
 */
async function analyze(events: readonly EngineEvent[]): Promise<Map<string, string>> {
  type KubernetesObject = {
    readonly kind?: string;
    readonly metadata?: { readonly namespace?: string; readonly name?: string };
  };
  const objects = new Map<string, KubernetesObject>();
  for (const { resourcePreEvent } of events) {
    const { urn, type, new: state } = resourcePreEvent?.metadata ?? {};
    if (urn === undefined || !type?.startsWith("kubernetes:") || type.startsWith("kubernetes:helm.sh")) continue;
    if (state?.inputs) objects.set(urn, state.inputs);
  }
  const file = join(folder, "objects.yaml");
  writeFileSync(file, [...objects.values()].map((object) => stringify(object)).join("---\n"));
  const findings: { code: string; origin: string; message: string }[] = [];
  for (const where of ["--use-kube=false", "--all-namespaces"]) {
    const { stdout } = await npmRun("istioctl", "analyze", where, "--output", "json", file);
    findings.push(...(JSON.parse(stdout) as typeof findings));
  }
  // What else there is in the cluster is not the program's.
  const own = new Set(
    [...objects.values()].map(
      ({ kind, metadata }) => `${kind} ${[metadata?.namespace, metadata?.name].filter(Boolean).join("/")}`,
    ),
  );
  return new Map(
    findings
      .filter(({ origin }) => own.has(origin))
      .map(({ code, origin, message }) => [`${code} ${origin} ${message}`, code]),
  );
}

/** The versions of everything that the mesh consists of. */
async function clusterState(): Promise<string> {
  const path = "--output=jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.generation}{'\\n'}{end}";
  return kubectl("get", MESH_OBJECTS, "--all-namespaces", path);
}

async function previewSeconds(pack: string): Promise<number> {
  const config = pack === PACK ? ["--policy-pack-config", configFile] : [];
  const start = performance.now();
  await npmDo("pulumi", "preview", "--policy-pack", pack, ...config);
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const refusing = ({ violations }: Review) => [
  ...new Set(violations.filter(({ level }) => level === "mandatory").map(({ policy }) => policy)),
];

before(() => {
  folder = mkdtempSync(join(tmpdir(), "broken-"));
  configFile = join(folder, "config.json");
  const config = packConfig({ profile: "prod", stack: sandbox.stack, allowUnchecked: false });
  writeFileSync(configFile, JSON.stringify(config));
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe("npm run policy", () => {
  it("passes the sandbox's stack in the profile prod, but for exceptions that it names", async () => {
    const { exitCode, stdout, stderr } = await npmRun("policy", "--stack", "sandbox");
    assert.equal(exitCode, 0, stdout + stderr);
    assert.match(stdout, /\nPreview of sandbox, profile prod: passed \(0 mandatory violations, /);
    assert.match(stdout, /\nExceptions in use:\n {2}\S+ until \d{4}-\d\d-\d\d: /);
    assert.match(stdout, /\nTraffic:\n {2}stays as it is\n/);
  });

  it("passes what is deployed, without running the program", async () => {
    const review = await npmJson<Review>("policy", "--stack", "sandbox", "--state", "--json");
    assert.equal(review.verdict, "passed");
    assert.equal(review.source, "state");
  });

  it("refuses it in the profile strict, naming what would have to be fixed", async () => {
    const { exitCode, stdout } = await npmRun("policy", "--stack", "sandbox", "--profile", "strict", "--json");
    assert.equal(exitCode, 1);
    assert.deepEqual(refusing(JSON.parse(stdout) as Review).sort(), [
      "canary-weight-is-capped",
      "istio-releases-undo-failures",
      "routes-are-resilient",
    ]);
  });

  it("says so where there is no such config file", async () => {
    const { exitCode, stderr } = await npmRun("policy", "--stack", "sandbox", "--config", "nowhere.json");
    assert.equal(exitCode, 2);
    assert.match(stderr, /There is no file nowhere\.json\. The pack's own profiles are dev, prod and strict\./);
  });
});

describe("a broken program", () => {
  const table: string[] = [];
  let untouched: string;
  let foundInSound: Map<string, string>;

  before(async () => {
    untouched = await clusterState();
    const { events, review } = await previewBroken({ name: "none", policies: [], resource: "" });
    assert.equal(review.verdict, "passed", JSON.stringify(review.errors));
    foundInSound = await analyze(events);
  });
  after(() => console.log(["", "    variant; refused by; istioctl analyze", ...table].join("\n    ")));

  for (const variant of VARIANTS) {
    it(`with ${variant.name} is refused by ${variant.policies.join(" and ")}, and by istioctl for nothing else`, async () => {
      const { events, review } = await previewBroken(variant);
      assert.equal(review.verdict, "violated", JSON.stringify(review));
      assert.deepEqual(refusing(review).sort(), [...variant.policies].sort());
      assert.deepEqual(review.unchecked, []);
      assert.ok(
        review.violations.some(
          ({ level, resource, remedy }) => level === "mandatory" && resource === variant.resource && remedy,
        ),
        JSON.stringify(review.violations),
      );

      const findings = [...(await analyze(events))].filter(([finding]) => !foundInSound.has(finding));
      const found = [...new Set(findings.map(([, code]) => code))];
      const covered = POLICIES.filter(({ name }) => variant.policies.includes(name)).flatMap(({ codes }) => codes);
      table.push(`${variant.name}; ${variant.policies.join(", ")}; ${found.join(", ") || "nothing"}`);
      assert.deepEqual(
        found.filter((code) => !covered.includes(code) && !(code in NOT_COVERED)),
        [],
      );
    });
  }

  it("changes nothing, not even when it is to be deployed", async () => {
    const [variant] = VARIANTS;
    assert.ok(variant);
    const stackConfig = join(folder, "Pulumi.sandbox.yaml");
    copyFileSync(join(repo, "Pulumi.sandbox.yaml"), stackConfig);
    const args = ["up", "--yes", "--policy-pack", PACK, "--policy-pack-config", configFile];
    const { exitCode, stdout, stderr } = await execa(
      "npm",
      ["run", "--silent", "pulumi", "--", "--cwd", join(__dirname, "broken"), ...args, "--config-file", stackConfig],
      {
        cwd: repo,
        env: { BROKEN_VARIANT: variant.name },
        stdin: "ignore",
        reject: false,
      },
    );
    assert.notEqual(exitCode, 0);
    assert.match(
      stdout + stderr,
      /weights-add-up-to-100 +\(kubernetes:networking\.istio\.io\/v1:VirtualService: reviews-routes\)/,
    );
    assert.match(stdout, /weights add up to 110, not 100[^]*to fix: give every destination/);
    assert.equal(await clusterState(), untouched);
  });
});

describe("a preview with the pack", () => {
  /** Alternating runs of the same minute have the same noise, which their medians' ratio is then free of. */
  const RUNS = 3;
  const LARGEST_RATIO = 1.5;

  it("takes about as long as one with an empty pack", async () => {
    const seconds: Record<"pack" | "empty", number[]> = { pack: [], empty: [] };
    for (let run = 0; run < RUNS; run++) {
      seconds.empty.push(await previewSeconds(EMPTY_PACK));
      seconds.pack.push(await previewSeconds(PACK));
    }
    const [pack, empty] = [median(seconds.pack), median(seconds.empty)];
    const result = `preview with the pack ${pack.toFixed(1)} s, with an empty pack ${empty.toFixed(1)} s (medians of ${RUNS})`;
    console.log(`    ${result}`);
    assert.ok(pack / empty <= LARGEST_RATIO, `${result}: more than ${LARGEST_RATIO} times as long`);
  });
});
