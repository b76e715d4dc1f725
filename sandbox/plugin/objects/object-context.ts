import { type Cluster } from "../cluster/cluster";
import { type ProviderSettings } from "../settings";

/** What operations on objects need of the provider that they belong to. */
export interface ObjectContext {
  /** @throws Error when the kubeconfig cannot be used */
  readonly cluster: () => Cluster;
  readonly settings: ProviderSettings;
  /** The namespace of objects that name none. */
  readonly defaultNamespace: () => string;
}
