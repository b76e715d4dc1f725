import {
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { decodeProperties, encodeProperties, type Properties } from "./properties";

/** A resource that a program asked for. */
export interface Registered {
  readonly type: string;
  readonly name: string;
}

/**
 * The engine's side of an update, over gRPC, that makes nothing and takes notes. Of what the language host passes on
 * (pulumi/pulumi at 1b5949891b3c, sdk/nodejs/cmd/pulumi-language-nodejs/proxy.go) its monitor has all that the program
 * is to ask for: any other call fails as one that an engine does not know.
 */
export class RecordingEngine {
  readonly registered: Registered[] = [];
  /** Outputs of components and of the stack, by URN. */
  readonly outputs = new Map<string, Properties>();
  /** What the user would read, without debug messages. */
  readonly log: { readonly severity: "info" | "warning" | "error"; readonly message: string }[] = [];
  /** The URN of the stack, as the program told it. */
  root = "";
  /** Whether the program said that it is through, and so that nothing else will come. */
  isThrough = false;
  /** Where both the engine and its monitor listen. */
  address = "";

  private constructor(
    private readonly server: Server,
    private readonly makes: (resource: Registered) => boolean,
  ) {}

  /** @param makes whether a resource comes to be; the program waits for ever for one that does not. */
  static async start(makes: (resource: Registered) => boolean = () => true): Promise<RecordingEngine> {
    const started = new RecordingEngine(new Server({ "grpc.max_receive_message_length": -1 }), makes);
    started.server.addService(EngineService, started.engineService());
    started.server.addService(ResourceMonitorService, started.monitorService());
    const port = await new Promise<number>((resolve, reject) => {
      started.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    started.address = `127.0.0.1:${port}`;
    return started;
  }

  stop(): void {
    this.server.forceShutdown();
  }

  private engineService(): UntypedServiceImplementation {
    return {
      log: unary((request: engine.LogRequest) => {
        const severity = (["debug", "info", "warning", "error"] as const)[request.getSeverity()];
        if (severity !== "debug" && severity !== undefined) this.log.push({ severity, message: request.getMessage() });
        return new Empty();
      }),
      getRootResource: unary(() => new engine.GetRootResourceResponse().setUrn(this.root)),
      setRootResource: unary((request: engine.SetRootResourceRequest) => {
        this.root = request.getUrn();
        return new engine.SetRootResourceResponse();
      }),
    };
  }

  private monitorService(): UntypedServiceImplementation {
    return {
      getDeploymentInfo: unary(() =>
        new pb.DeploymentInfo().setSupportedfeaturesList(
          Object.values(pb.ResourceMonitorFeature).filter((feature) => typeof feature === "number"),
        ),
      ),
      registerResource: unary((request: pb.RegisterResourceRequest) => {
        const resource = { type: request.getType(), name: request.getName() };
        this.registered.push(resource);
        if (!this.makes(resource)) return new Promise<never>(() => {});
        const response = new pb.RegisterResourceResponse();
        response.setUrn(`urn:pulumi:recorded::bookinfo-mesh::${resource.type}::${resource.name}`);
        if (request.getCustom()) response.setId(`${resource.name}-id`);
        response.setObject(encodeProperties(decodeProperties(request.getObject())));
        return response;
      }),
      registerResourceOutputs: unary((request: pb.RegisterResourceOutputsRequest) => {
        this.outputs.set(request.getUrn(), decodeProperties(request.getOutputs()));
        return new Empty();
      }),
      signalAndWaitForShutdown: unary(() => {
        this.isThrough = true;
        return new Empty();
      }),
    };
  }
}

function unary<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, respond: sendUnaryData<Response>): void => {
    new Promise<Response>((resolve) => resolve(handle(call.request))).then(
      (response) => respond(null, response),
      (error: unknown) => respond({ code: status.INTERNAL, details: String(error) }),
    );
  };
}
