import { arrayAt, isObject, type Json, numberAt, stringAt } from "../wire/json";

/** One cause that the API server gives for refusing a request. */
export interface ApiErrorCause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** The API server's refusal of a request (a Kubernetes Status object). */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    /** Kubernetes' word for it, e.g. NotFound, AlreadyExists, Conflict, Invalid, Forbidden. */
    readonly reason: string,
    message: string,
    readonly causes: readonly ApiErrorCause[],
    /** What the refusal is about: the kind and name of the object that is missing, say. */
    readonly details: { readonly kind: string; readonly name: string },
  ) {
    super(message);
  }

  static from(code: number, body: Json | undefined, request: string): ApiError {
    const status = isObject(body) ? body : {};
    return new ApiError(
      numberAt(status, ["code"]) ?? code,
      stringAt(status, ["reason"]) ?? "",
      stringAt(status, ["message"]) ?? `${request} was answered with HTTP ${code}`,
      arrayAt(status, ["details", "causes"]).map((cause) => ({
        reason: stringAt(cause, ["reason"]) ?? "",
        field: stringAt(cause, ["field"]) ?? "",
        message: stringAt(cause, ["message"]) ?? "",
      })),
      { kind: stringAt(status, ["details", "kind"]) ?? "", name: stringAt(status, ["details", "name"]) ?? "" },
    );
  }
}

/** No answer from the API server at all: the cluster is down, or the kubeconfig names another place. */
export class UnreachableError extends Error {
  constructor(
    readonly server: string,
    context: string,
    cause: Error,
  ) {
    super(
      `the Kubernetes API server ${server} (context "${context}") cannot be reached: ${cause.message || cause.name}. ` +
        `Check that the cluster runs and that the kubeconfig names the right one: kubectl --context ${context} version`,
      { cause },
    );
  }
}

/** Whether the object that a request was for does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404;
}

/** Whether the namespace that an object belongs in does not exist (yet). */
export function isNamespaceNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 404 && error.details.kind === "namespaces";
}

/** Whether server-side apply was refused because other managers own fields. */
export function isFieldConflict(error: unknown): error is ApiError {
  return (
    error instanceof ApiError &&
    error.code === 409 &&
    error.causes.some(({ reason }) => reason === "FieldManagerConflict")
  );
}

/** Whether an admission webhook could not be called, as happens while the service behind it is starting. */
export function isWebhookUnavailable(error: unknown): boolean {
  return error instanceof ApiError && error.code >= 500 && error.message.includes("failed calling webhook");
}

/** Whether the API server asks to come back later. */
export function isBusy(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 429 || error.code === 503 || error.code === 504);
}
