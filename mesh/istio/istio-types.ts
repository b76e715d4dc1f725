/**
 * The specs of Istio's custom resources, typed from its CRDs by @kubernetes-models/istio. Types only: nothing of that
 * package is loaded when the program runs.
 */
import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1/DestinationRule";
import type { IGateway } from "@kubernetes-models/istio/networking.istio.io/v1/Gateway";
import type { IServiceEntry } from "@kubernetes-models/istio/networking.istio.io/v1/ServiceEntry";
import type { ISidecar } from "@kubernetes-models/istio/networking.istio.io/v1/Sidecar";
import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1/VirtualService";
import type { IAuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy";
import type { IPeerAuthentication } from "@kubernetes-models/istio/security.istio.io/v1/PeerAuthentication";
import type { IRequestAuthentication } from "@kubernetes-models/istio/security.istio.io/v1/RequestAuthentication";
import type { ITelemetry } from "@kubernetes-models/istio/telemetry.istio.io/v1/Telemetry";

export type DestinationRuleSpec = NonNullable<IDestinationRule["spec"]>;
export type GatewaySpec = NonNullable<IGateway["spec"]>;
export type ServiceEntrySpec = NonNullable<IServiceEntry["spec"]>;
export type SidecarSpec = NonNullable<ISidecar["spec"]>;
export type VirtualServiceSpec = NonNullable<IVirtualService["spec"]>;
export type AuthorizationPolicySpec = NonNullable<IAuthorizationPolicy["spec"]>;
export type PeerAuthenticationSpec = NonNullable<IPeerAuthentication["spec"]>;
export type RequestAuthenticationSpec = NonNullable<IRequestAuthentication["spec"]>;
export type TelemetrySpec = NonNullable<ITelemetry["spec"]>;
