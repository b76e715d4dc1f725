import { type Subject } from "../engine/policy";
import { type StackResource } from "../engine/stack-resource";
import { type Place } from "../engine/value";

/** Pulumi's types of an installed Helm chart. Of the first one nothing but the values is ever seen. */
const TYPES = /^kubernetes:helm\.sh\/v[0-9]+:(Release|Chart)$/;

/** The three charts that make up Istio. */
export const ISTIO_CHARTS = ["base", "istiod", "gateway"] as const;
export type IstioChart = (typeof ISTIO_CHARTS)[number];

/** An installed Helm chart. Its values may hold secrets: nothing of them is ever to be shown. */
export class Release implements Subject {
  private constructor(readonly resource: StackResource) {}

  static of(resource: StackResource): Release | undefined {
    return TYPES.test(resource.type) ? new Release(resource) : undefined;
  }

  private get properties(): Place {
    return this.resource.properties;
  }

  /** The chart's own name, wherever it comes from: `istio/base`, `oci://host/charts/base` or `./charts/base-1.31.1.tgz`. */
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

  /** Whether the chart is a folder or a file, which is as it is whatever version is asked for. */
  get isLocal(): boolean {
    return /^(\.{0,2}\/|file:)/.test(this.properties.at("chart").text() ?? "");
  }

  get name(): string {
    return this.properties.at("name").text() ?? this.resource.name;
  }

  get namespace(): string {
    return this.properties.at("namespace").text() ?? "default";
  }

  get values(): Place {
    return this.properties.at("values");
  }

  /** Which of Istio's charts it is. */
  get istioChart(): IstioChart | undefined {
    const { chart } = this;
    return ISTIO_CHARTS.find((name) => name === chart);
  }

  /** Installs all or nothing. */
  get isAtomic(): boolean {
    return this.properties.at("atomic").flag() ?? false;
  }

  /** The labels of the pods of Istio's gateway chart (its template `gateway.labels`). */
  gatewayLabels(): Readonly<Record<string, string>> {
    const name = this.values.at("name").text() ?? this.name;
    return { app: name, istio: name.replace(/^istio-/, ""), ...this.values.at("labels").textMap() };
  }

  get title(): string {
    return `Release ${this.resource.name}`;
  }
}
