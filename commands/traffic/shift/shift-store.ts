import { ApiException, CoreV1Api, type KubeConfig, type V1ConfigMap } from "@kubernetes/client-node";
import { SHIFT_KEY, SHIFT_LABEL } from "../../../mesh/traffic/shift-mark";
import { answered, unlessGone } from "../../stack/cluster-access";
import { shiftName } from "./shift-name";
import { parseState, type ShiftState } from "./shift-state";

/** What is kept, and which writing of it this is. */
export interface Stored {
  readonly state: ShiftState;
  readonly version: string;
}

/**
 * Keeps a rule's shift in a ConfigMap beside the service: it is no part of the stack, so that no update takes it away.
 */
export class ShiftStore {
  readonly #api: CoreV1Api;
  readonly #place: { readonly namespace: string; readonly name: string };

  constructor(access: KubeConfig, namespace: string, service: string, rule: string) {
    this.#api = access.makeApiClient(CoreV1Api);
    this.#place = { namespace, name: shiftName(service, rule) };
  }

  get place(): string {
    return `ConfigMap ${this.#place.namespace}/${this.#place.name}`;
  }

  /** The rule's last shift; undefined where there was none. */
  async read(): Promise<Stored | undefined> {
    const map = await unlessGone(this.#api.readNamespacedConfigMap(this.#place));
    return (
      map && { state: parseState(map.data?.[SHIFT_KEY], this.place), version: map.metadata?.resourceVersion ?? "" }
    );
  }

  /** Begins a shift; `before` is what is there of the last one. */
  async begin(state: ShiftState, before: Stored | undefined): Promise<void> {
    const body = this.#body(state, before?.version);
    const { namespace } = this.#place;
    await answered(
      before
        ? this.#api.replaceNamespacedConfigMap({ ...this.#place, body })
        : this.#api.createNamespacedConfigMap({ namespace, body }),
    );
  }

  /** Changes what is kept, however often somebody else writes meanwhile. Gives back what is kept then. */
  async change(edit: (state: ShiftState) => ShiftState): Promise<ShiftState> {
    for (;;) {
      const map = await answered(this.#api.readNamespacedConfigMap(this.#place));
      const state = edit(parseState(map.data?.[SHIFT_KEY], this.place));
      const body = this.#body(state, map.metadata?.resourceVersion);
      const written = await answered(
        this.#api.replaceNamespacedConfigMap({ ...this.#place, body }).catch((error: unknown) => {
          if (error instanceof ApiException && error.code === 409) return undefined;
          throw error;
        }),
      );
      if (written) return state;
    }
  }

  #body(state: ShiftState, resourceVersion: string | undefined): V1ConfigMap {
    const { namespace, name } = this.#place;
    const labels = { [SHIFT_LABEL]: "true", "app.kubernetes.io/managed-by": "bookinfo-mesh" };
    return {
      metadata: { namespace, name, labels, ...(resourceVersion !== undefined && { resourceVersion }) },
      data: { [SHIFT_KEY]: `${JSON.stringify(state, undefined, 2)}\n` },
    };
  }
}

/** All shifts that are kept in a namespace. */
export async function listShifts(access: KubeConfig, namespace: string): Promise<ShiftState[]> {
  const api = access.makeApiClient(CoreV1Api);
  const { items } = await answered(api.listNamespacedConfigMap({ namespace, labelSelector: `${SHIFT_LABEL}=true` }));
  return items.map(({ data, metadata }) =>
    parseState(data?.[SHIFT_KEY], `ConfigMap ${namespace}/${metadata?.name ?? ""}`),
  );
}
