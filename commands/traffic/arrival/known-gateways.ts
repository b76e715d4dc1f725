import { type KubeConfig } from "@kubernetes/client-node";
import { type Gateway, gatewayKeys, type VirtualService } from "./callers";
import { readGateway } from "./watch-objects";

/** The gateways that VirtualServices name. Each is read once, so that the look at a change begins at once. */
export class KnownGateways {
  readonly #access: KubeConfig;
  readonly #known = new Map<string, Gateway | undefined>();

  constructor(access: KubeConfig) {
    this.#access = access;
  }

  /**
   * The gateways of a VirtualService that there are.
   *
   * @throws UserError where one that is not known yet can't be read
   */
  async of(virtualService: VirtualService): Promise<Gateway[]> {
    const keys = gatewayKeys(virtualService);
    for (const key of keys.filter((one) => !this.#known.has(one))) {
      const [namespace = "", name = ""] = key.split("/");
      this.#known.set(key, await readGateway(this.#access, { namespace, name }));
    }
    return keys.flatMap((key) => this.#known.get(key) ?? []);
  }
}
