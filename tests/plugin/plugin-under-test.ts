import { credentials, type Server, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type EngineLog } from "../../sandbox/plugin/engine-log";
import { serve } from "../../sandbox/plugin/server";
import { type JsonObject, type Path } from "../../sandbox/plugin/wire/json";
import { decodeProperties, encodeProperties, type Properties } from "../../sandbox/plugin/wire/properties";

/** A resource as a test speaks of it. */
export interface TestResource {
  readonly type: string;
  readonly name: string;
}

export interface State {
  readonly id: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
}

/** A resource that exists but failed, as the engine hears of it. */
export class InitError extends Error {
  constructor(
    readonly id: string,
    readonly outputs: JsonObject,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("\n"));
  }
}

/** The plugin, served in this process and spoken to over gRPC as the engine does. */
export class PluginUnderTest {
  /** What the user would read: `warning: ...`, `info: ...`, `status: ...`. */
  readonly messages: string[] = [];
  readonly client: ResourceProviderClient;

  private constructor(
    private readonly server: Server,
    port: number,
    messages: string[],
  ) {
    this.messages = messages;
    this.client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  static async start(): Promise<PluginUnderTest> {
    const messages: string[] = [];
    const log: EngineLog = {
      of: () => ({
        status: (message) => messages.push(`status: ${message}`),
        info: (message) => messages.push(`info: ${message}`),
        warning: (message) => messages.push(`warning: ${message}`),
        flush: () => Promise.resolve(),
      }),
    };
    const { server, port } = await serve(log);
    return new PluginUnderTest(server, port, messages);
  }

  stop(): void {
    this.client.close();
    this.server.forceShutdown();
  }

  async configure(settings: JsonObject): Promise<pb.ConfigureResponse> {
    const request = new pb.ConfigureRequest();
    request.setArgs(encode(settings));
    return this.call((callback) => this.client.configure(request, callback));
  }

  async checkConfig(settings: JsonObject): Promise<readonly string[]> {
    const request = new pb.CheckRequest();
    request.setNews(encode(settings));
    const response = await this.call<pb.CheckResponse>((callback) => this.client.checkConfig(request, callback));
    return response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`);
  }

  /** The inputs as the provider completes them. */
  async check(resource: TestResource, news: JsonObject, olds: JsonObject = {}, seed = "seed"): Promise<JsonObject> {
    const { inputs, failures } = await this.tryCheck(resource, news, olds, seed);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return inputs;
  }

  async tryCheck(
    resource: TestResource,
    news: JsonObject,
    olds: JsonObject = {},
    seed = "seed",
  ): Promise<{ readonly inputs: JsonObject; readonly secrets: readonly Path[]; readonly failures: readonly string[] }> {
    const request = identify(new pb.CheckRequest(), resource);
    request.setNews(encode(news));
    request.setOlds(encode(olds));
    request.setRandomseed(Buffer.from(seed));
    const response = await this.call<pb.CheckResponse>((callback) => this.client.check(request, callback));
    const inputs = decodeProperties(response.getInputs());
    return {
      inputs: inputs.value,
      secrets: inputs.secrets,
      failures: response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`),
    };
  }

  /** The changes as `kind path`, with `!` for those that replace the resource. */
  async diff(
    resource: TestResource,
    state: Pick<State, "inputs" | "outputs">,
    news: JsonObject,
    ignoreChanges: readonly string[] = [],
  ): Promise<{ readonly changes: readonly string[]; readonly deleteBeforeReplace: boolean }> {
    const request = identify(new pb.DiffRequest(), resource);
    request.setOldInputs(encode(state.inputs));
    request.setOlds(encode(state.outputs));
    request.setNews(encode(news));
    request.setIgnorechangesList([...ignoreChanges]);
    return describeDiff(await this.call<pb.DiffResponse>((callback) => this.client.diff(request, callback)));
  }

  async diffConfig(olds: JsonObject, news: JsonObject): Promise<readonly string[]> {
    const request = new pb.DiffRequest();
    request.setOlds(encode(olds));
    request.setNews(encode(news));
    const response = await this.call<pb.DiffResponse>((callback) => this.client.diffConfig(request, callback));
    return describeDiff(response).changes;
  }

  async create(
    resource: TestResource,
    inputs: JsonObject,
    options: { readonly preview?: boolean; readonly timeout?: number; readonly secrets?: readonly Path[] } = {},
  ): Promise<State & { readonly secrets: readonly Path[] }> {
    const request = identify(new pb.CreateRequest(), resource);
    request.setProperties(encode(inputs, options.secrets));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeout ?? 0);
    const response = await this.call<pb.CreateResponse>((callback) => this.client.create(request, callback));
    const outputs = decodeProperties(response.getProperties());
    return { id: response.getId(), inputs, outputs: outputs.value, secrets: outputs.secrets };
  }

  async update(
    resource: TestResource,
    state: State,
    news: JsonObject,
    options: { readonly preview?: boolean; readonly ignoreChanges?: readonly string[]; readonly timeout?: number } = {},
  ): Promise<State> {
    const request = identify(new pb.UpdateRequest(), resource);
    request.setId(state.id);
    request.setOldInputs(encode(state.inputs));
    request.setOlds(encode(state.outputs));
    request.setNews(encode(news));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.timeout ?? 0);
    request.setIgnorechangesList([...(options.ignoreChanges ?? [])]);
    const response = await this.call<pb.UpdateResponse>((callback) => this.client.update(request, callback));
    return { id: state.id, inputs: news, outputs: decodeProperties(response.getProperties()).value };
  }

  /** Undefined when the resource is gone. */
  async read(
    resource: TestResource,
    state: Pick<State, "id"> & Partial<State>,
    secretInputs: readonly Path[] = [],
  ): Promise<(State & { readonly secretInputs: readonly Path[]; readonly secrets: readonly Path[] }) | undefined> {
    const request = identify(new pb.ReadRequest(), resource);
    request.setId(state.id);
    request.setInputs(encode(state.inputs ?? {}, secretInputs));
    request.setProperties(encode(state.outputs ?? {}));
    const response = await this.call<pb.ReadResponse>((callback) => this.client.read(request, callback));
    if (response.getId() === "") return undefined;
    const [inputs, outputs] = [decodeProperties(response.getInputs()), decodeProperties(response.getProperties())];
    return {
      id: response.getId(),
      inputs: inputs.value,
      outputs: outputs.value,
      secretInputs: inputs.secrets,
      secrets: outputs.secrets,
    };
  }

  async delete(resource: TestResource, state: State, timeout = 0): Promise<void> {
    const request = identify(new pb.DeleteRequest(), resource);
    request.setId(state.id);
    request.setOldInputs(encode(state.inputs));
    request.setProperties(encode(state.outputs));
    request.setTimeout(timeout);
    await this.call<Empty>((callback) => this.client.delete(request, callback));
  }

  async cancel(): Promise<void> {
    await this.call<Empty>((callback) => this.client.cancel(new Empty(), callback));
  }

  /** Makes a call and turns the details of a failed resource into an InitError. */
  call<T>(send: (callback: (error: ServiceError | null, response?: T) => void) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      send((error, response) => {
        if (error) reject(initErrorOf(error) ?? new Error(error.details, { cause: error }));
        else resolve(response as T);
      });
    });
  }
}

export function urnOf({ type, name }: TestResource): string {
  return `urn:pulumi:test::project::${type}::${name}`;
}

interface Identified {
  setUrn(urn: string): unknown;
  setType(type: string): unknown;
  setName(name: string): unknown;
}

function identify<T extends Identified>(request: T, resource: TestResource): T {
  request.setUrn(urnOf(resource));
  request.setType(resource.type);
  request.setName(resource.name);
  return request;
}

function encode(value: JsonObject, secrets: Properties["secrets"] = []) {
  return encodeProperties({ value, secrets });
}

function describeDiff(response: pb.DiffResponse) {
  const names = ["add", "add!", "delete", "delete!", "update", "update!"];
  const entries = response.getDetaileddiffMap().toArray() as unknown as [string, unknown][];
  const changes = entries.map(([path]) => {
    const kind = response.getDetaileddiffMap().get(path)?.getKind() ?? 0;
    return `${names[kind]} ${path}`;
  });
  return { changes: changes.sort(), deleteBeforeReplace: response.getDeletebeforereplace() };
}

function initErrorOf(error: ServiceError): InitError | undefined {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (details === undefined) return undefined;
  const status = Status.deserializeBinary(Buffer.from(details as Buffer));
  const packed = status.getDetailsList()[0]?.getValue_asU8();
  if (packed === undefined) return undefined;
  const failed = pb.ErrorResourceInitFailed.deserializeBinary(packed);
  return new InitError(failed.getId(), decodeProperties(failed.getProperties()).value, failed.getReasonsList());
}

/** Waits until something has happened; fails when it does not. */
export async function waitFor(condition: () => boolean): Promise<void> {
  for (let looks = 0; looks < 1000; looks++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("what the test waits for has not happened");
}
