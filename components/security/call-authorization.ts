import * as pulumi from "@pulumi/pulumi";
import { allowedCalls, type CallRules, denyTheRest } from "../../mesh/security/authorization";
import { AuthorizationPolicy, istioObject } from "../istio/istio-objects";

/** Lets through just the calls that the application makes, by the identity in the callers' certificates. */
export class CallAuthorization extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:CallAuthorization";

  constructor(name: string, rules: CallRules, opts?: pulumi.ComponentResourceOptions) {
    super(CallAuthorization.__pulumiType, name, {}, opts);
    const own = { parent: this };

    const allowed = allowedCalls(rules).map(
      (policy) => new AuthorizationPolicy(`${name}-${policy.name}`, istioObject(policy), own),
    );
    // What is allowed is known before the rest is refused, and refused no longer before what is allowed is forgotten.
    new AuthorizationPolicy(`${name}-deny`, istioObject(denyTheRest(rules)), { ...own, dependsOn: allowed });

    this.registerOutputs();
  }
}
