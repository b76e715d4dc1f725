import { Cluster } from "./cluster/cluster";
import { selectKubeconfig } from "./cluster/kubeconfig";
import { HelmCli } from "./helm/helm-cli";
import { releaseHandler } from "./helm/release-handler";
import { objectHandler } from "./objects/object-handler";
import { patchHandler } from "./objects/patch-handler";
import { isPatch } from "./objects/type-token";
import { type ResourceHandler } from "./resource-handler";
import { type ProviderSettings } from "./settings";
import { type JsonObject } from "./wire/json";

/** A configured provider: which handler is responsible for which resource, all of them for one cluster. */
export class Provider {
  private opened: Cluster | undefined;
  private cli: HelmCli | undefined;
  private readonly objects: ResourceHandler;
  private readonly patches: ResourceHandler;
  private readonly releases: ResourceHandler;

  constructor(private readonly settings: ProviderSettings) {
    const context = {
      cluster: () => this.cluster(),
      settings,
      defaultNamespace: () => settings.namespace ?? this.cluster().kubeconfig.namespace ?? "default",
    };
    this.objects = objectHandler(context);
    this.patches = patchHandler(context);
    this.releases = releaseHandler({ ...context, helm: () => this.helm() });
  }

  /** @param inputs whichever the engine has of the resource, new or old */
  handlerFor(type: string, inputs: JsonObject): ResourceHandler {
    if (type === "kubernetes:helm.sh/v3:Release") return this.releases;
    return isPatch(type, inputs) ? this.patches : this.objects;
  }

  /** Opened when first needed: a provider whose kubeconfig is wrong still lets the engine forget its resources. */
  private cluster(): Cluster {
    this.opened ??= new Cluster(selectKubeconfig(this.settings));
    return this.opened;
  }

  private helm(): HelmCli {
    this.cli ??= new HelmCli(this.cluster().kubeconfig);
    return this.cli;
  }
}
