import * as k8s from "@pulumi/kubernetes";
import { type CustomResourceOptions } from "@pulumi/pulumi";
import {
  type AuthorizationPolicySpec,
  type DestinationRuleSpec,
  type GatewaySpec,
  type PeerAuthenticationSpec,
  type RequestAuthenticationSpec,
  type ServiceEntrySpec,
  type SidecarSpec,
  type TelemetrySpec,
  type VirtualServiceSpec,
} from "../../mesh/istio/istio-types";
import { type NamedSpec } from "../../mesh/security/peer-authentication";

/**
 * What an Istio object is made from. Its name is always given: an object that routes or policies refer to must keep it.
 */
export interface IstioObjectArgs<Spec> {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Spec;
}

/**
 * A resource class for one kind of Istio's custom resources. Unlike the general CustomResource it knows the type of its
 * spec, and its Pulumi type as a static property, by which policies select resources.
 */
function istioKind<Spec>(apiVersion: string, kind: string) {
  return class IstioObject extends k8s.apiextensions.CustomResource {
    static readonly __pulumiType: string = `kubernetes:${apiVersion}:${kind}`;

    constructor(name: string, args: IstioObjectArgs<Spec>, opts?: CustomResourceOptions) {
      super(name, { apiVersion, kind, ...args }, opts);
    }
  };
}

export const DestinationRule = istioKind<DestinationRuleSpec>("networking.istio.io/v1", "DestinationRule");
export const Gateway = istioKind<GatewaySpec>("networking.istio.io/v1", "Gateway");
export const ServiceEntry = istioKind<ServiceEntrySpec>("networking.istio.io/v1", "ServiceEntry");
export const Sidecar = istioKind<SidecarSpec>("networking.istio.io/v1", "Sidecar");
export const VirtualService = istioKind<VirtualServiceSpec>("networking.istio.io/v1", "VirtualService");
export const AuthorizationPolicy = istioKind<AuthorizationPolicySpec>("security.istio.io/v1", "AuthorizationPolicy");
export const PeerAuthentication = istioKind<PeerAuthenticationSpec>("security.istio.io/v1", "PeerAuthentication");
export const RequestAuthentication = istioKind<RequestAuthenticationSpec>(
  "security.istio.io/v1",
  "RequestAuthentication",
);
export const Telemetry = istioKind<TelemetrySpec>("telemetry.istio.io/v1", "Telemetry");

/** An object as a resource takes it, with the reason that a person gave for it. */
export function istioObject<Spec>({ name, namespace, reason, spec }: NamedSpec<Spec>): IstioObjectArgs<Spec> {
  const annotations = reason === undefined ? {} : { annotations: { "bookinfo-mesh/reason": reason } };
  return { metadata: { name, namespace, ...annotations }, spec };
}
