import assert from "node:assert/strict";
import { type ServiceError } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { type Alias } from "@pulumi/pulumi/proto/alias_pb";
import { type RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { type CallRequest, CallResponse } from "@pulumi/pulumi/proto/provider_pb";
import { type Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** One resource as the program registered it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly parent: string;
  /** The URN of the provider resource, for a resource that names one. */
  readonly provider: string;
  /** URNs, of the dependencies given and of those that come with inputs. */
  readonly dependencies: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly protect: boolean;
  /** What it is imported as; empty where it is made. */
  readonly importId: string;
  readonly ignoreChanges: readonly string[];
  /** The names under which an older program may have registered it. */
  readonly aliases: readonly Alias.AsObject[];
  /** What reaches the engine, with secrets marked as it has them. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Everything that a program registered, in the order in which it did. */
export interface Recording {
  readonly registrations: readonly Registration[];
  /** The program's outputs, with secrets in the clear. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secretOutputs: readonly string[];
}

/** How the mock cloud answers. */
export interface Answers {
  /** Outputs of a resource beyond its inputs. */
  readonly outputs?: (type: string, inputs: Record<string, unknown>) => Record<string, unknown>;
  /**
   * Results of provider functions and of methods of components, by token, beyond {@link USUAL_CALLS}; an Error is how
   * it fails. A call of any other fails the program.
   */
  readonly calls?: Readonly<Record<string, Result | ((inputs: Record<string, unknown>) => Result)>>;
  /** Keys of the config with something encrypted in them. */
  readonly encrypted?: readonly string[];
  /** Runs the program as a preview does. */
  readonly preview?: true;
}

type Result = Record<string, unknown> | Error;

/** What is asked in every run on EKS, answered for an account and a stack with nothing in them yet. */
const USUAL_CALLS: NonNullable<Answers["calls"]> = {
  "pulumi:pulumi:readStackResourceOutputs": { outputs: {} },
  "aws:index/getCallerIdentity:getCallerIdentity": { arn: "arn:aws:sts::123456789012:assumed-role/pulumi/up" },
  "aws:cloudwatch/getLogGroups:getLogGroups": { logGroupNames: [] },
  "aws:ec2/getInstanceTypes:getInstanceTypes": ({ filters }) => {
    const [types, [architecture]] = (filters as { values: string[] }[]).map(({ values }) => values) as [
      string[],
      string[],
    ];
    const isArm = (type: string) => /^[a-z]+\d+g/.test(type);
    return { instanceTypes: types.filter((type) => isArm(type) === (architecture === "arm64")) };
  },
};

type Program = (today: string) => Promise<Record<string, unknown>>;

/** The day on which what a stack asks for is judged. */
const TODAY = "2026-11-26";

/** Runs the program on a config, as `pulumi up` does, against an engine that only takes notes. */
export async function record(config: Record<string, string>, answers: Answers = {}): Promise<Recording> {
  // Pulumi takes a stack trace of each of a program's thousands of promises: more than half of the time of a run. Take
  // this away to see where in the program an error comes from.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await recorded(config, answers);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function recorded(config: Record<string, string>, answers: Answers): Promise<Recording> {
  const notes: Registration[] = [];
  const failures: Error[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => ({
        id: id || `${name}-id`,
        state: { ...(inputs as object), ...answers.outputs?.(type, inputs as Record<string, unknown>) },
      }),
      call: ({ token, inputs }) => {
        const answer = answers.calls?.[token] ?? USUAL_CALLS[token];
        const result = typeof answer === "function" ? answer(inputs as Record<string, unknown>) : answer;
        if (result instanceof Error) throw result;
        if (result) return result;
        const failure = new Error(`unexpected call of ${token}`);
        failures.push(failure);
        throw failure;
      },
    },
    "bookinfo-mesh",
    "test",
    answers.preview ?? false,
    "organization",
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  takeNotes(monitor, notes);
  // Pulumi's mocks know no methods of components; to them they are functions like any other.
  Object.assign(monitor, { call: asResponseOfMethod(monitor) });
  pulumi.runtime.setAllConfig(config, [...(answers.encrypted ?? [])]);

  // The program registers resources as it runs, so it is loaded after the mocks are in place.
  const { default: program } = (await import("../../index.js")) as unknown as { default: Program };
  const exported = await program(TODAY);
  const outputs = await Promise.all(Object.entries(exported).map(([key, value]) => settled(key, value)));
  await pulumi.runtime.disconnect();
  assert.deepEqual(failures, []);

  return {
    registrations: notes,
    outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])),
    secretOutputs: outputs.filter(({ secret }) => secret).map(({ key }) => key),
  };
}

/** Answers the call of a method as the mocks answer that of a function. */
function asResponseOfMethod(monitor: MockMonitor) {
  type Callback = (error: unknown, response: CallResponse | undefined) => void;
  return (request: CallRequest, callback: Callback) =>
    monitor.invoke(request, (error: unknown, response: { getReturn(): Struct | undefined } | undefined) => {
      const answer = new CallResponse();
      answer.setReturn(response?.getReturn());
      callback(error, answer);
    });
}

async function settled(key: string, value: unknown) {
  const output = pulumi.output(value as string);
  // Not part of the public type; `apply` alone would wait for ever for an output that fails.
  const known = await (output as unknown as { promise(): Promise<unknown> }).promise();
  return { key, value: known, secret: await pulumi.isSecret(output) };
}

/** The mocks are not told of parents and dependencies; the monitor that asks them is. */
function takeNotes(monitor: MockMonitor, notes: Registration[]): void {
  type Register = (
    request: RegisterResourceRequest,
    callback: (error: ServiceError | undefined, response: { getUrn(): string } | undefined) => void,
  ) => Promise<void>;
  const register = (monitor.registerResource as Register).bind(monitor);

  const noting: Register = (request, callback) =>
    register(request, (error, response) => {
      const raw = (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
      notes.push({
        type: request.getType(),
        name: request.getName(),
        urn: response?.getUrn() ?? "",
        parent: request.getParent(),
        // PROVIDER-URN::PROVIDER-ID
        provider: request.getProvider().replace(/::[^:]*$/, ""),
        dependencies: request.getDependenciesList(),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        protect: request.getProtect() ?? false,
        importId: request.getImportid(),
        ignoreChanges: request.getIgnorechangesList(),
        aliases: request.getAliasesList().map((alias) => alias.toObject()),
        raw,
        inputs: withoutSecretMarks(raw) as Record<string, unknown>,
      });
      callback(error, response);
    });
  (monitor as { registerResource: Register }).registerResource = noting;
}

/** The engine's sign of a secret (pulumi/pulumi, sdk/go/common/resource: SecretSig). */
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

function withoutSecretMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecretMarks);
  if (typeof value !== "object" || value === null) return value;
  if ((value as Record<string, unknown>)[SIGNATURE] === SECRET) {
    return withoutSecretMarks((value as Record<string, unknown>)["value"]);
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutSecretMarks(part)]));
}
