import { type StackResource } from "../resources/stack-resource";
import { type Subject } from "../resources/subject";
import { NotKnown, type Place } from "../resources/value";
import { fullHost } from "../../mesh/traffic/full-host";
import { type KubernetesObject } from "./kubernetes-object";

/** What a DestinationRule says of connections. */
export interface TrafficPolicy {
  readonly place: Place;
  /** The port that it is for; absent where it is for all but the others. */
  readonly port: Place | undefined;
  readonly otherPorts: readonly Place[];
  /** The labels of the subset that it is for. */
  readonly labels: Place | undefined;
}

/** Istio's DestinationRule, in any version of its API. */
export class DestinationRule implements Subject {
  readonly kind = "DestinationRule";
  readonly resource: StackResource;

  constructor(readonly object: KubernetesObject) {
    this.resource = object.resource;
  }

  /** The full name of the host that it is about; it may start with a wildcard. */
  get host(): string | undefined {
    const host = this.object.spec.at("host").text();
    // A patch need not repeat what it does not change.
    if (host === undefined && this.object.isPatch) throw new NotKnown("spec.host");
    return host === undefined ? undefined : fullHost(host, this.object);
  }

  subsets(): Place[] {
    return this.object.spec.at("subsets").items();
  }

  subsetNames(): string[] {
    return this.subsets().flatMap((subset) => subset.at("name").text() ?? []);
  }

  /**
   * Every place at which it can say how clients connect: for the host, for each port, and both again for each subset
   * (istio.io, Destination Rule, TrafficPolicy). A port's policy replaces the host's, a subset's overrides it.
   */
  trafficPolicies(): TrafficPolicy[] {
    return [
      ...withPorts(this.object.spec.at("trafficPolicy"), undefined),
      ...this.subsets().flatMap((subset) => withPorts(subset.at("trafficPolicy"), subset.at("labels"))),
    ];
  }

  get title(): string {
    return this.object.title;
  }
}

function withPorts(place: Place, labels: Place | undefined): TrafficPolicy[] {
  const settings = place.at("portLevelSettings").items();
  const portOf = (setting: Place) => setting.at("port", "number");
  return [
    { place, port: undefined, otherPorts: settings.map(portOf), labels },
    ...settings.map((setting) => ({ place: setting, port: portOf(setting), otherPorts: [], labels })),
  ];
}
