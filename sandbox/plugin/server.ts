import {
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type EngineLog } from "./engine-log";
import { invoke } from "./invoke";
import { VERSION } from "./official-plugin";
import { Provider } from "./provider";
import { type Autonaming, type Operation, type ResourceHandler } from "./resource-handler";
import { checkSettings, readSettings } from "./settings";
import { diffSettings } from "./settings-diff";
import { NotImplementedError, serviceError } from "./wire/failures";
import { type JsonObject } from "./wire/json";
import { decodeProperties, encodeProperties, type Properties } from "./wire/properties";
import { checkResponse, diffResponse } from "./wire/responses";

/** The provider's side of Pulumi's protocol: requests become calls of a resource's handler, results become responses. */
export function providerService(engine: EngineLog): UntypedServiceImplementation {
  const cancelled = new AbortController();
  let provider: Provider | undefined;

  const handlerFor = (type: string, inputs: JsonObject): ResourceHandler => {
    if (provider === undefined) throw new Error("the engine has not configured the provider");
    return provider.handlerFor(type, inputs);
  };

  /** Runs an operation on a resource, and sees that the engine has all its messages before the result. */
  const operate = async <T>(request: ResourceRequest, run: (operation: Operation) => Promise<T>): Promise<T> => {
    const resource = { urn: request.getUrn(), type: typeOf(request), name: nameOf(request) };
    const log = engine.of(resource.urn);
    try {
      return await run({ resource, log, signal: cancelled.signal });
    } finally {
      await log.flush();
    }
  };

  return {
    handshake: unary((_: pb.ProviderHandshakeRequest) => {
      const response = new pb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(VERSION);
      return info;
    }),
    attach: unary(() => new Empty()),
    cancel: unary(() => {
      cancelled.abort(new Error("cancelled by the user"));
      return new Empty();
    }),

    checkConfig: unary((request: pb.CheckRequest) => {
      const inputs = decodeProperties(request.getNews());
      return checkResponse({ inputs, failures: checkSettings(inputs.value) });
    }),
    diffConfig: unary((request: pb.DiffRequest) => {
      const olds = request.getOldInputs() ?? request.getOlds();
      return diffResponse(diffSettings(decodeProperties(olds).value, decodeProperties(request.getNews()).value));
    }),
    configure: unary((request: pb.ConfigureRequest) => {
      provider = new Provider(readSettings(configurationOf(request)));
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),

    check: unary((request: pb.CheckRequest) =>
      operate(request, async (operation) => {
        const [olds, news] = [decodeProperties(request.getOlds()), decodeProperties(request.getNews())];
        const autonaming = autonamingOf(request);
        const handler = handlerFor(operation.resource.type, news.value);
        return checkResponse(
          await handler.check(operation, {
            olds,
            news,
            randomSeed: request.getRandomseed_asU8(),
            ...(autonaming ? { autonaming } : {}),
          }),
        );
      }),
    ),
    diff: unary((request: pb.DiffRequest) =>
      operate(request, async (operation) => {
        const news = decodeProperties(request.getNews());
        return diffResponse(
          await handlerFor(operation.resource.type, news.value).diff(operation, {
            id: request.getId(),
            oldInputs: decodeProperties(request.getOldInputs()),
            oldOutputs: decodeProperties(request.getOlds()),
            news,
            ignoreChanges: request.getIgnorechangesList(),
          }),
        );
      }),
    ),
    create: unary((request: pb.CreateRequest) =>
      operate(request, async (operation) => {
        const inputs = decodeProperties(request.getProperties());
        const handler = handlerFor(operation.resource.type, inputs.value);
        const created = await handler.create(operation, {
          inputs,
          preview: request.getPreview(),
          ...timeoutOf(request),
        });
        const response = new pb.CreateResponse();
        response.setId(created.id);
        response.setProperties(encodeProperties(created.outputs));
        return response;
      }),
    ),
    read: unary((request: pb.ReadRequest) =>
      operate(request, async (operation) => {
        const oldInputs = decodeProperties(request.getInputs());
        const oldOutputs = decodeProperties(request.getProperties());
        const handler = handlerFor(operation.resource.type, oldInputs.value);
        const live = await handler.read(operation, { id: request.getId(), oldInputs, oldOutputs });
        const response = new pb.ReadResponse();
        if (live === undefined) return response; // an empty id says that it is gone
        response.setId(live.id);
        response.setInputs(encodeProperties(live.inputs));
        response.setProperties(encodeProperties(live.outputs));
        return response;
      }),
    ),
    update: unary((request: pb.UpdateRequest) =>
      operate(request, async (operation) => {
        const news = decodeProperties(request.getNews());
        const outputs: Properties = await handlerFor(operation.resource.type, news.value).update(operation, {
          id: request.getId(),
          oldInputs: decodeProperties(request.getOldInputs()),
          oldOutputs: decodeProperties(request.getOlds()),
          news,
          ignoreChanges: request.getIgnorechangesList(),
          preview: request.getPreview(),
          ...timeoutOf(request),
        });
        const response = new pb.UpdateResponse();
        response.setProperties(encodeProperties(outputs));
        return response;
      }),
    ),
    delete: unary((request: pb.DeleteRequest) =>
      operate(request, async (operation) => {
        const oldInputs = decodeProperties(request.getOldInputs());
        const oldOutputs = decodeProperties(request.getProperties());
        const handler = handlerFor(operation.resource.type, oldInputs.value);
        await handler.delete(operation, { id: request.getId(), oldInputs, oldOutputs, ...timeoutOf(request) });
        return new Empty();
      }),
    ),

    invoke: unary((request: pb.InvokeRequest) => {
      const response = new pb.InvokeResponse();
      const result = invoke(request.getTok(), decodeProperties(request.getArgs()));
      response.setReturn(encodeProperties(result));
      return response;
    }),
    call: unary((request: pb.CallRequest) => notImplemented(`the method ${request.getTok()}`)),
    construct: unary((request: pb.ConstructRequest) => notImplemented(`the component ${request.getType()}`)),
    parameterize: unary(() => notImplemented("parameterization")),
    getSchema: unary(() =>
      notImplemented("the package's schema (which pulumi import needs unless --generate-code=false)"),
    ),
    getMapping: unary(() => new pb.GetMappingResponse()),
    getMappings: unary(() => new pb.GetMappingsResponse()),
  };
}

/** Serves on a loopback port of the system's choice; returns the port. */
export async function serve(engine: EngineLog): Promise<{ readonly port: number; readonly server: Server }> {
  // Charts and CustomResourceDefinitions exceed gRPC's default of 4 MiB.
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, providerService(engine));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  return { port, server };
}

type ResourceRequest =
  pb.CheckRequest | pb.DiffRequest | pb.CreateRequest | pb.ReadRequest | pb.UpdateRequest | pb.DeleteRequest;

function unary<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, respond: sendUnaryData<Response>): void => {
    new Promise<Response>((resolve) => resolve(handle(call.request))).then(
      (response) => respond(null, response),
      (error: unknown) => respond(serviceError(error)),
    );
  };
}

function notImplemented(what: string): never {
  throw new NotImplementedError(what);
}

/** The type and name are in the URN's last part (`urn:pulumi:stack::project::parent$type::name`) too. */
function typeOf(request: ResourceRequest): string {
  return request.getType() || (request.getUrn().split("::")[2]?.split("$").at(-1) ?? "");
}

function nameOf(request: ResourceRequest): string {
  return request.getName() || request.getUrn().split("::").slice(3).join("::");
}

/** The engine sends 0 when the program sets no custom timeout. */
function timeoutOf(request: pb.CreateRequest | pb.UpdateRequest | pb.DeleteRequest): {
  readonly timeoutSeconds?: number;
} {
  return request.getTimeout() > 0 ? { timeoutSeconds: request.getTimeout() } : {};
}

function autonamingOf(request: pb.CheckRequest): Autonaming | undefined {
  const autonaming = request.getAutonaming();
  if (autonaming === undefined) return undefined;
  const { ENFORCE, DISABLE } = pb.CheckRequest.AutonamingOptions.Mode;
  const mode = autonaming.getMode();
  return {
    mode: mode === DISABLE ? "disable" : mode === ENFORCE ? "enforce" : "propose",
    proposedName: autonaming.getProposedName(),
  };
}

/** Older engines send each value as text under the name of its config key. */
function configurationOf(request: pb.ConfigureRequest): JsonObject {
  const args = request.getArgs();
  if (args !== undefined) return decodeProperties(args).value;
  const prefix = "kubernetes:config:";
  const entries = request.getVariablesMap().toArray() as readonly (readonly [string, string])[];
  return Object.fromEntries(entries.map(([key, value]) => [key.replace(prefix, ""), value]));
}
