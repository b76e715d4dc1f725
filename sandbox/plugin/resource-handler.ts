import { type Properties } from "./wire/properties";

/** A resource as the engine names it. */
export interface ResourceIdentity {
  readonly urn: string;
  /** The type token, e.g. `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** The name in the program, not the one in the cluster. */
  readonly name: string;
}

/** Tells the user about one resource while an operation on it runs. */
export interface ResourceLog {
  /** What is being waited for right now; shown beside the resource and replaced by the next one. */
  status(message: string): void;
  info(message: string): void;
  warning(message: string): void;
}

/** What every operation on a resource comes with. */
export interface Operation {
  readonly resource: ResourceIdentity;
  readonly log: ResourceLog;
  /** Aborted when the user cancels the update. */
  readonly signal: AbortSignal;
}

/** How a name may be chosen for a resource that the program gave none (Pulumi's autonaming configuration). */
export interface Autonaming {
  readonly mode: "propose" | "enforce" | "disable";
  readonly proposedName: string;
}

export interface CheckArgs {
  readonly olds: Properties;
  readonly news: Properties;
  /** The same in the preview and the update that follows it. */
  readonly randomSeed: Uint8Array;
  readonly autonaming?: Autonaming;
}

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

export interface DiffArgs {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly news: Properties;
  readonly ignoreChanges: readonly string[];
}

export type ChangeKind = "add" | "update" | "delete";

/** One changed property. */
export interface Change {
  readonly kind: ChangeKind;
  /** Whether the resource must be replaced for it. */
  readonly replaces: boolean;
}

export interface DiffResult {
  /** Changes by property path in Pulumi's notation. */
  readonly changes: ReadonlyMap<string, Change>;
  /** Whether a replacement must delete the old one first, because both would have one name. */
  readonly deleteBeforeReplace: boolean;
}

export interface CreateArgs {
  readonly inputs: Properties;
  readonly preview: boolean;
  /** From `customTimeouts`; undefined unless the program sets it. */
  readonly timeoutSeconds?: number;
}

export interface CreateResult {
  /** Empty in a preview. */
  readonly id: string;
  readonly outputs: Properties;
}

export interface UpdateArgs {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly news: Properties;
  readonly ignoreChanges: readonly string[];
  readonly preview: boolean;
  readonly timeoutSeconds?: number;
}

export interface ReadArgs {
  readonly id: string;
  /** Empty for `.get()` and import. */
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
}

/** A resource as it is in the cluster. */
export interface ReadResult {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface DeleteArgs {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly timeoutSeconds?: number;
}

/** What a family of resource types can do: Kubernetes objects are one, patches of them another, Helm releases a third. */
export interface ResourceHandler {
  check(operation: Operation, args: CheckArgs): Promise<CheckResult>;
  diff(operation: Operation, args: DiffArgs): Promise<DiffResult>;
  create(operation: Operation, args: CreateArgs): Promise<CreateResult>;
  /** Undefined when the resource is gone. */
  read(operation: Operation, args: ReadArgs): Promise<ReadResult | undefined>;
  update(operation: Operation, args: UpdateArgs): Promise<Properties>;
  delete(operation: Operation, args: DeleteArgs): Promise<void>;
}
