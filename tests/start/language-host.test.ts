import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { credentials, type ServiceError, status } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/analyzer_pb";
import { execa } from "execa";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { POLICIES } from "../../policies/catalogue";
import { encodeProperties } from "./properties";
import { record } from "../components/recorder";
import {
  asProgramSeesIt,
  onCluster,
  type StackConfig,
  stackConfig,
  startTestCluster,
  type TestCluster,
  TOKEN,
  withValue,
} from "../components/stack";
import { ALREADY_REPORTED, type Command, INTERRUPTED_MS, policyPackCommand, programCommand } from "./language-host";
import { RecordingEngine } from "./recording-engine";

const root = resolve(__dirname, "../..");
const STACK = "pulumi:pulumi:Stack bookinfo-mesh-hosted";
const WEIGHTS = ["bookinfo-mesh:traffic", "reviews", "default"];

function start({ file, args, cwd, env }: Command) {
  return execa(file, args, { cwd, env, extendEnv: false, reject: false, stdin: "ignore" });
}

describe("the program, started as today's language host does", function () {
  this.timeout(60_000);

  let cluster: TestCluster;
  let pipes: string;
  let engine: RecordingEngine;
  const valid = () => onCluster(stackConfig("sandbox"), cluster);
  const registered = () => engine.registered.map(({ type, name }) => `${type} ${name}`);

  before(async () => {
    cluster = await startTestCluster();
    pipes = join(cluster.folder, "pipes");
    mkdirSync(pipes);
    execFileSync("mkfifo", [join(pipes, "invoke_req"), join(pipes, "invoke_res")]);
  });
  afterEach(() => engine.stop());
  after(() => cluster.remove());

  const run = (config: StackConfig, { dryRun = false, secretKeys = [] as string[] } = {}) =>
    start(
      programCommand(root, {
        monitor: engine.address,
        engine: engine.address,
        organization: "organization",
        stack: "hosted",
        config: asProgramSeesIt(config),
        secretKeys,
        dryRun,
        pipes,
      }),
    );

  for (const dryRun of [true, false]) {
    it(`registers all its resources in ${dryRun ? "a preview" : "an update"}`, async () => {
      engine = await RecordingEngine.start();
      const { exitCode, stdout, stderr } = await run(valid(), { dryRun });
      assert.deepEqual({ exitCode, stdout, stderr, log: engine.log }, { exitCode: 0, stdout: "", stderr: "", log: [] });

      const recording = await record(asProgramSeesIt(valid()));
      const expected = recording.registrations.map(({ type, name }) => `${type} ${name}`);
      assert.ok(expected.length > 20);
      assert.deepEqual(registered().sort(), [STACK, ...expected].sort());

      const outputs = engine.outputs.get(engine.root);
      assert.equal(outputs?.value["productpageUrl"], "http://127.0.0.1:30080/productpage");
      assert.deepEqual(outputs.secrets, [["kubeconfig"]]);
      assert.ok(JSON.stringify(outputs.value["kubeconfig"]).includes(TOKEN));
      // Without it the engine would not know that what it has in its state, and has not heard of, is to go.
      assert.ok(engine.isThrough);
    });
  }

  it("tells the engine what is wrong with its config, once, and has the host say no more", async () => {
    engine = await RecordingEngine.start();
    const wrong = withValue(withValue(valid(), WEIGHTS, { v1: 50, v2: 40 }), ["bookinfo-mesh:mtls"], "hunter2");
    const { exitCode, stdout, stderr } = await run(wrong, { secretKeys: ["bookinfo-mesh:mtls"] });
    assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: ALREADY_REPORTED, stdout: "", stderr: "" });

    const [message, ...others] = engine.log;
    assert.deepEqual(others, []);
    assert.equal(message?.severity, "error");
    assert.match(message.message, /^the config of stack hosted is wrong in 2 places; nothing has been changed\n/);
    assert.match(message.message, /bookinfo-mesh:traffic.*90/);
    assert.match(message.message, /bookinfo-mesh:mtls/);
    assert.doesNotMatch(message.message, /hunter2|\n +at /);
    assert.deepEqual(registered(), [STACK]);
    assert.ok(!engine.isThrough);
  });

  it("ends when the host interrupts it", async () => {
    let isAsked = () => {};
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    engine = await RecordingEngine.start(({ name }) => {
      if (name !== "istio-namespace") return true;
      isAsked();
      return false;
    });
    const program = run(valid());
    await Promise.race([asked, program]);

    program.kill("SIGINT");
    const killing = setTimeout(() => program.kill("SIGKILL"), INTERRUPTED_MS);
    const { signal } = await program;
    clearTimeout(killing);
    assert.equal(signal, "SIGINT");
    assert.ok(!engine.isThrough);
  });
});

describe("the policy pack, started as today's language host does", function () {
  this.timeout(60_000);

  const folder = join(root, "policies");
  const urn = "urn:pulumi:hosted::bookinfo-mesh::kubernetes:networking.istio.io/v1:VirtualService::reviews";
  let server: ReturnType<typeof start>;
  let client: AnalyzerClient;
  let printed = "";

  before(async () => {
    const command = policyPackCommand(folder, {
      engine: "127.0.0.1:1",
      organization: "organization",
      stack: "hosted",
      config: asProgramSeesIt(stackConfig("sandbox")),
      secretKeys: [],
      dryRun: true,
    });
    server = start(command);
    const port = new Promise<void>((given) => {
      server.stdout.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.includes("\n")) given();
      });
    });
    const ended = server.then(({ exitCode, stderr }) => assert.fail(`the pack ended with ${exitCode}: ${stderr}`));
    await Promise.race([port, ended]);
    // The host reads the port from the first byte on (Attach in sdk/policy_proxy.go).
    assert.match(printed, /^\d+\n/);
    client = new AnalyzerClient(`127.0.0.1:${parseInt(printed)}`, credentials.createInsecure());
  });
  after(() => {
    client?.close();
    server?.kill("SIGKILL");
  });

  /** One call of the engine's, with its answer. */
  const ask = <T>(send: (callback: (error: ServiceError | null, response: T) => void) => unknown) =>
    new Promise<T>((answered, failed) => {
      send((error, response) => (error ? failed(error) : answered(response)));
    });

  const found = (response: pb.AnalyzeResponse) =>
    response.getDiagnosticsList().map((diagnostic) => ({
      policy: diagnostic.getPolicyname(),
      level: diagnostic.getEnforcementlevel(),
      urn: diagnostic.getUrn(),
      message: diagnostic.getMessage(),
    }));

  /** Routes that send 110 % of the requests, a part of them to a subset that nothing declares. */
  const route = (subset: string, weight: number) => ({ destination: { host: "reviews", subset }, weight });
  const properties = encodeProperties({
    value: {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "reviews", namespace: "default" },
      spec: { hosts: ["reviews"], http: [{ route: [route("v1", 90), route("v2", 20)] }] },
    },
    secrets: [],
  });
  const resource = <T extends pb.AnalyzeRequest | pb.AnalyzerResource>(request: T): T => {
    request.setUrn(urn);
    request.setType("kubernetes:networking.istio.io/v1:VirtualService");
    request.setName("reviews");
    request.setProperties(properties);
    request.setOptions(new pb.AnalyzerResourceOptions());
    return request;
  };

  it("is content with an engine that shakes hands and tells it of the stack", async () => {
    const handshake = new pb.AnalyzerHandshakeRequest();
    handshake.setEngineAddress("127.0.0.1:1");
    handshake.setRootDirectory(folder);
    handshake.setProgramDirectory(folder);
    // The host answers in the pack's place. An engine that starts `serve` itself puts up with one that knows none.
    const code = await ask((callback) => client.handshake(handshake, callback)).then(
      () => status.OK,
      (error: ServiceError) => error.code,
    );
    assert.ok([status.OK, status.UNIMPLEMENTED].includes(code), status[code]);

    const configure = new pb.AnalyzerStackConfigureRequest();
    configure.setStack("hosted");
    configure.setProject("bookinfo-mesh");
    configure.setOrganization("organization");
    configure.setDryRun(true);
    assert.ok(await ask<pb.AnalyzerStackConfigureResponse>((callback) => client.configureStack(configure, callback)));
  });

  it("tells what it is", async () => {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    const info = await ask<pb.AnalyzerInfo>((callback) => client.getAnalyzerInfo(new Empty(), callback));
    assert.deepEqual([info.getName(), info.getVersion(), info.getSupportsconfig()], ["bookinfo-mesh", version, true]);
    const names = info.getPoliciesList().map((policy) => policy.getName());
    assert.deepEqual(
      POLICIES.filter(({ name }) => !names.includes(name)),
      [],
    );
  });

  it("refuses a resource that violates a policy", async () => {
    const request = resource(new pb.AnalyzeRequest());
    const violations = found(await ask<pb.AnalyzeResponse>((callback) => client.analyze(request, callback)));
    const violation = violations.find(({ policy }) => policy === "weights-add-up-to-100");
    assert.equal(violation?.level, pb.EnforcementLevel.MANDATORY);
    assert.match(violation.message, /weights add up to 110, not 100 \(v1 90, v2 20\)/);
  });

  it("judges the whole stack, by the config that it was given", async () => {
    const config = new pb.ConfigureAnalyzerRequest();
    const advisory = new pb.PolicyConfig();
    advisory.setEnforcementlevel(pb.EnforcementLevel.ADVISORY);
    advisory.setProperties(encodeProperties({ value: {}, secrets: [] }));
    config.getPolicyconfigMap().set("subsets-are-declared", advisory);
    await ask<Empty>((callback) => client.configure(config, callback));

    const request = new pb.AnalyzeStackRequest();
    request.addResources(resource(new pb.AnalyzerResource()));
    const violations = found(await ask<pb.AnalyzeResponse>((callback) => client.analyzeStack(request, callback)));
    const violation = violations.find(({ policy }) => policy === "subsets-are-declared");
    assert.deepEqual([violation?.level, violation?.urn], [pb.EnforcementLevel.ADVISORY, urn]);
    assert.match(violation?.message ?? "", /subset v1 of reviews/);
  });

  it("prints its port and nothing else", () => {
    assert.match(printed, /^\d+\n$/);
  });
});
