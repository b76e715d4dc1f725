import { type StackResource } from "../resources/stack-resource";
import { type Subject } from "../resources/subject";
import { NotKnown, type Place } from "../resources/value";
import { DEFAULT_ACCOUNT } from "./workload";

/** Pulumi's types of an installed Helm chart. Of the first one nothing but the values is ever seen. */
const TYPES = /^kubernetes:helm\.sh\/v[0-9]+:(Release|Chart)$/;

/** The charts that make up Istio. */
const ISTIO_CHARTS = ["base", "istiod", "gateway", "cni", "ztunnel"] as const;
export type IstioChart = (typeof ISTIO_CHARTS)[number];

/** Those whose names nobody else's chart has. */
const OWN_NAMES: ReadonlySet<IstioChart> = new Set(["istiod", "ztunnel"]);

/** An installed Helm chart. Its values may hold secrets: nothing of them is ever to be shown. */
export class Release implements Subject {
  private constructor(readonly resource: StackResource) {}

  static of(resource: StackResource): Release | undefined {
    return TYPES.test(resource.type) ? new Release(resource) : undefined;
  }

  private get properties(): Place {
    return this.resource.properties;
  }

  /**
   * The chart's own name, wherever it comes from: `istio/base`, `oci://host/charts/base` or `./charts/base-1.31.1.tgz`.
   */
  get chart(): string {
    const chart = this.properties.at("chart").text() ?? "";
    const file = chart.split("/").at(-1) ?? "";
    return file.replace(/\.tgz$/, "").replace(/-v?\d+\.\d+\.\d+.*$/, "");
  }

  /** The version that is asked for, or the one in the name of a chart file. */
  get version(): string | undefined {
    const chart = this.properties.at("chart").text() ?? "";
    return this.properties.at("version").text() ?? /-v?(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(chart)?.[1];
  }

  /** The release's name. Pulumi makes one up for a Release without, and names a Chart after its resource. */
  get name(): string {
    const name = this.properties.at("name").text();
    if (name !== undefined) return name;
    if (this.isRelease) throw new NotKnown("name");
    return this.resource.name;
  }

  /** Whether the program says its name. */
  get hasName(): boolean {
    return !this.isRelease || !this.properties.at("name").isAbsent;
  }

  get namespace(): string {
    return (
      this.properties.at("namespace").text() ?? this.resource.provider?.properties.at("namespace").text() ?? "default"
    );
  }

  get values(): Place {
    return this.properties.at("values");
  }

  /** The values, where they are all there is. @throws NotKnown when there are files with more */
  knownValues(): Place {
    if (this.properties.at("valueYamlFiles").items().length > 0)
      throw new NotKnown("what valueYamlFiles hold", "is not shown");
    return this.values;
  }

  /** Which of Istio's charts it is. */
  get istioChart(): IstioChart | undefined {
    const { chart } = this;
    const found = ISTIO_CHARTS.find((name) => name === chart);
    return found === undefined || OWN_NAMES.has(found) || this.saysIstio ? found : undefined;
  }

  /** Whether its pods are gateways of Istio. */
  get isGateway(): boolean {
    return this.istioChart === "gateway";
  }

  /** Which istiod it is, or is for, where there are several. */
  get revision(): string {
    return this.values.at("revision").text() || "default";
  }

  /**
   * The revisions and tags by which namespaces and pods ask this istiod for sidecars (the istiod chart's templates
   * mutatingwebhook.yaml and revision-tags-mwc.yaml). That of istio-injection=enabled is `default`, which only an
   * istiod without a revision, or with that tag, takes care of.
   */
  injectsFor(): string[] {
    return [this.revision, ...this.knownValues().at("revisionTags").texts()];
  }

  /** Whether it is Istio's chart `default`, which makes a revision the one of istio-injection=enabled. */
  get isDefaultTag(): boolean {
    return this.chart === "default" && this.saysIstio;
  }

  /** Whether it brings objects that the stack does not show: Helm makes them, and only of Istio's it is known which. */
  get isOpaque(): boolean {
    if (!this.isRelease) return false;
    if (this.properties.at("chart").reading().kind === "unknown") return true;
    return this.istioChart === undefined && !this.isDefaultTag;
  }

  /** Installs all or nothing. */
  get isAtomic(): boolean {
    return this.properties.at("atomic").flag() ?? false;
  }

  /** The labels of the pods of Istio's gateway chart (its template `gateway.labels`). */
  gatewayLabels(): Readonly<Record<string, string>> {
    const values = this.knownValues().at("labels").textMap();
    const name = () => this.values.at("name").text() ?? this.name;
    // Of what is not known each is only read by whoever asks for it, and a name only where no value stands for it.
    const labels = Object.defineProperties(
      {},
      {
        app: { enumerable: true, configurable: true, get: name },
        istio: { enumerable: true, configurable: true, get: () => name().replace(/^istio-/, "") },
      },
    );
    return Object.defineProperties(labels, Object.getOwnPropertyDescriptors(values));
  }

  /**
   * The labels by which the pods of Istio's gateway chart ask to be injected (its template
   * `gateway.sidecarInjectionLabels`).
   */
  injectionLabels(): Readonly<Record<string, string>> {
    const revision = this.knownValues().at("revision").text();
    return { "sidecar.istio.io/inject": "true", ...(revision && { "istio.io/rev": revision }) };
  }

  /** What Istio's gateway chart calls its Deployment and its Service (its template `gateway.name`). */
  get gatewayName(): string {
    return this.values.at("name").text() || this.name;
  }

  /** The account that the pods of Istio's gateway chart run as (its template `gateway.serviceAccountName`). */
  gatewayAccount(): string {
    const account = this.knownValues().at("serviceAccount");
    const isMade = account.at("create").flag() ?? true;
    return account.at("name").text() || (isMade ? this.gatewayName : DEFAULT_ACCOUNT);
  }

  get title(): string {
    return `Release ${this.resource.name}`;
  }

  /** Whether Helm installs it; a Chart's objects Pulumi makes itself, each as a resource of its own. */
  get isRelease(): boolean {
    return this.resource.type.endsWith(":Release");
  }

  /** Whether anything about where the chart comes from or goes to says that it is Istio's. */
  private get saysIstio(): boolean {
    const places = [["chart"], ["repositoryOpts", "repo"], ["name"], ["namespace"]].map((keys) =>
      this.properties.at(...keys),
    );
    if (places.some((place) => /istio/i.test(place.textIfKnown() ?? ""))) return true;
    for (const place of places) place.known();
    return false;
  }
}
