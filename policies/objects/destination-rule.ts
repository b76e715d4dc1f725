import { type Subject } from "../engine/policy";
import { type StackResource } from "../engine/stack-resource";
import { NotKnown, type Place } from "../engine/value";
import { fullHost } from "./host";
import { type KubernetesObject } from "./kubernetes-object";

/** Istio's DestinationRule, in any version of its API. */
export class DestinationRule implements Subject {
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
  trafficPolicies(): Place[] {
    const withPorts = (policy: Place) => [policy, ...policy.at("portLevelSettings").items()];
    return [
      ...withPorts(this.object.spec.at("trafficPolicy")),
      ...this.subsets().flatMap((subset) => withPorts(subset.at("trafficPolicy"))),
    ];
  }

  get title(): string {
    return this.object.title;
  }
}
