import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { InitFailure } from "../init-failure";
import { INSTALL_OFFICIAL } from "../official-plugin";
import { encodeProperties } from "./properties";

/** Something that this provider does not do. */
export class NotImplementedError extends Error {
  constructor(what: string) {
    super(
      `${what} is not implemented by the sandbox's stand-in for the Kubernetes provider. ` +
        `Where it is needed, ${INSTALL_OFFICIAL}.`,
    );
  }
}

/** An error as gRPC sends it, with what the engine needs to keep a resource that exists but is not ready. */
export function serviceError(error: unknown): Partial<ServiceError> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NotImplementedError) return { code: status.UNIMPLEMENTED, details: message };
  if (error instanceof InitFailure)
    return { code: status.UNKNOWN, details: message, metadata: initFailureDetails(error) };
  // Mistakes of the provider itself; the engine shows the plugin's standard error.
  if (error instanceof TypeError || error instanceof RangeError) console.error(error.stack);
  return { code: status.UNKNOWN, details: message };
}

function initFailureDetails(failure: InitFailure): Metadata {
  const detail = new ErrorResourceInitFailed();
  detail.setId(failure.id);
  detail.setProperties(encodeProperties(failure.outputs));
  detail.setReasonsList([...failure.reasons]);
  if (failure.inputs) detail.setInputs(encodeProperties(failure.inputs));
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const rpcStatus = new Status();
  rpcStatus.setCode(status.UNKNOWN);
  rpcStatus.setMessage(failure.message);
  rpcStatus.addDetails(packed);
  const metadata = new Metadata();
  // gRPC's way to send structured errors (google.rpc.Status).
  metadata.add("grpc-status-details-bin", Buffer.from(rpcStatus.serializeBinary()));
  return metadata;
}
