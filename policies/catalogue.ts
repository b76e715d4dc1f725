import { type MeshPolicy } from "./engine/policy";
import { addressRulesSeeClients } from "./security/address-rules-see-clients";
import { authorizationFitsTheProtocol } from "./security/authorization-fits-the-protocol";
import { balancingTakesEffect } from "./traffic/balancing-takes-effect";
import { callersExist } from "./security/callers-exist";
import { canaryWeightIsCapped } from "./traffic/canary-weight-is-capped";
import { controllersOwnTheirFields } from "./platform/controllers-own-their-fields";
import { delegatesExist } from "./traffic/delegates-exist";
import { delegatesTakeEffect } from "./traffic/delegates-take-effect";
import { destinationsUseMutualTls } from "./security/destinations-use-mutual-tls";
import { eksAccessIsByEntries } from "./eks/eks-access-is-by-entries";
import { eksClusterIsProtected } from "./eks/eks-cluster-is-protected";
import { eksControlPlaneIsLogged } from "./eks/eks-control-plane-is-logged";
import { eksEndpointIsRestricted } from "./eks/eks-endpoint-is-restricted";
import { eksNodesArePrivate } from "./eks/eks-nodes-are-private";
import { eksNodesGuardTheirMetadata } from "./eks/eks-nodes-guard-their-metadata";
import { eksNodesSpanZones } from "./eks/eks-nodes-span-zones";
import { eksSecretsAreEncrypted } from "./eks/eks-secrets-are-encrypted";
import { eksVersionIsSupported } from "./eks/eks-version-is-supported";
import { gatewayCredentialsAreInReach } from "./gateways/gateway-credentials-are-in-reach";
import { gatewayRoutesDoNotOverlap } from "./gateways/gateway-routes-do-not-overlap";
import { gatewaysDoNotConflict } from "./gateways/gateways-do-not-conflict";
import { gatewaySelectorsMatch } from "./gateways/gateway-selectors-match";
import { gatewaysServeHttps } from "./gateways/gateways-serve-https";
import { hostsAreKnown } from "./traffic/hosts-are-known";
import { hostsAreServedByTheirGateway } from "./gateways/hosts-are-served-by-their-gateway";
import { hostsHaveOneOwner } from "./traffic/hosts-have-one-owner";
import { injectionRevisionsExist } from "./security/injection-revisions-exist";
import { istioReleasesAgree } from "./platform/istio-releases-agree";
import { istioReleasesUndoFailures } from "./platform/istio-releases-undo-failures";
import { kubernetesProviderIsExplicit } from "./platform/kubernetes-provider-is-explicit";
import { meshObjectsAreRead } from "./traffic/mesh-objects-are-read";
import { meshObjectsWaitForIstio } from "./traffic/mesh-objects-wait-for-istio";
import { namespacesDenyByDefault } from "./security/namespaces-deny-by-default";
import { objectsHaveOneOwner } from "./platform/objects-have-one-owner";
import { peerAuthenticationIsStrict } from "./security/peer-authentication-is-strict";
import { platformIsKnown } from "./platform/platform-is-known";
import { portModesAreForPodPorts } from "./security/port-modes-are-for-pod-ports";
import { probesGetThroughMutualTls } from "./security/probes-get-through-mutual-tls";
import { referencedGatewaysExist } from "./gateways/referenced-gateways-exist";
import { routesAreReachable } from "./traffic/routes-are-reachable";
import { routesAreResilient } from "./traffic/routes-are-resilient";
import { routesAreVisibleToTheirClients } from "./traffic/routes-are-visible-to-their-clients";
import { routesEndInADefault } from "./traffic/routes-end-in-a-default";
import { routeSettingsTakeEffect } from "./traffic/route-settings-take-effect";
import { routesFitTheirPorts } from "./traffic/routes-fit-their-ports";
import { routesInjectNoFaults } from "./traffic/routes-inject-no-faults";
import { securitySelectorsMatch } from "./security/security-selectors-match";
import { serviceEntriesAreToldApart } from "./traffic/service-entries-are-told-apart";
import { servicePortsNameTheirProtocol } from "./traffic/service-ports-name-their-protocol";
import { sidecarsDoNotCompete } from "./traffic/sidecars-do-not-compete";
import { sourceConditionsAreForSidecars } from "./traffic/source-conditions-are-for-sidecars";
import { splitsWorkAtTheIngress } from "./traffic/splits-work-at-the-ingress";
import { strictMtlsIsInForce } from "./security/strict-mtls-is-in-force";
import { subsetsAreDeclared } from "./traffic/subsets-are-declared";
import { subsetsSelectWorkloads } from "./traffic/subsets-select-workloads";
import { tokensAreChecked } from "./security/tokens-are-checked";
import { weightedVersionsHaveCapacity } from "./traffic/weighted-versions-have-capacity";
import { weightsAddUpTo100 } from "./traffic/weights-add-up-to-100";
import { workloadNamespacesAreInjected } from "./security/workload-namespaces-are-injected";
import { workloadsAreHardened } from "./platform/workloads-are-hardened";
import { workloadsKeepTheirSidecar } from "./security/workloads-keep-their-sidecar";
import { workloadsTolerateDisruption } from "./platform/workloads-tolerate-disruption";
import { workloadsWaitForInjection } from "./security/workloads-wait-for-injection";

/** Every policy of the pack, by what it is about. */
export const CATALOGUE: Readonly<Record<string, readonly MeshPolicy[]>> = {
  traffic: [
    weightsAddUpTo100,
    subsetsAreDeclared,
    subsetsSelectWorkloads,
    hostsAreKnown,
    delegatesExist,
    routesAreVisibleToTheirClients,
    sourceConditionsAreForSidecars,
    sidecarsDoNotCompete,
    delegatesTakeEffect,
    routesEndInADefault,
    routesAreReachable,
    hostsHaveOneOwner,
    splitsWorkAtTheIngress,
    weightedVersionsHaveCapacity,
    canaryWeightIsCapped,
    meshObjectsWaitForIstio,
    meshObjectsAreRead,
    servicePortsNameTheirProtocol,
    serviceEntriesAreToldApart,
    routesFitTheirPorts,
    routesAreResilient,
    routesInjectNoFaults,
    routeSettingsTakeEffect,
    balancingTakesEffect,
  ],
  security: [
    peerAuthenticationIsStrict,
    strictMtlsIsInForce,
    destinationsUseMutualTls,
    workloadNamespacesAreInjected,
    workloadsKeepTheirSidecar,
    namespacesDenyByDefault,
    injectionRevisionsExist,
    workloadsWaitForInjection,
    probesGetThroughMutualTls,
    callersExist,
    securitySelectorsMatch,
    authorizationFitsTheProtocol,
    addressRulesSeeClients,
    tokensAreChecked,
    portModesAreForPodPorts,
  ],
  gateways: [
    gatewaySelectorsMatch,
    referencedGatewaysExist,
    hostsAreServedByTheirGateway,
    gatewaysServeHttps,
    gatewaysDoNotConflict,
    gatewayRoutesDoNotOverlap,
    gatewayCredentialsAreInReach,
  ],
  platform: [
    platformIsKnown,
    istioReleasesAgree,
    istioReleasesUndoFailures,
    kubernetesProviderIsExplicit,
    objectsHaveOneOwner,
    controllersOwnTheirFields,
    workloadsAreHardened,
    workloadsTolerateDisruption,
  ],
  eks: [
    eksEndpointIsRestricted,
    eksSecretsAreEncrypted,
    eksControlPlaneIsLogged,
    eksVersionIsSupported,
    eksAccessIsByEntries,
    eksClusterIsProtected,
    eksNodesSpanZones,
    eksNodesArePrivate,
    eksNodesGuardTheirMetadata,
  ],
};

/** Every policy of the pack in one list. */
export const POLICIES: readonly MeshPolicy[] = Object.values(CATALOGUE).flat();
