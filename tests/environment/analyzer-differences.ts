/**
 * Where the pack and istioctl say different things about Istio's own data for its analyzers, and why both are as they
 * are.
 */
interface Difference {
  /** A code that no policy says, or a policy that says what istioctl does not. */
  readonly what: string;
  /** The data: names of files in the folder of the analyzers' tests, joined as they are tested together. */
  readonly files: readonly string[];
  readonly why: string;
}

const CONFIGMAP = "common/sidecar-injector-configmap.yaml";
const MISMATCHED = "injection-with-mismatched-sidecar.yaml";
const OVERRIDE = "sidecar-injector-configmap-absolute-override.yaml";

const MISSED: readonly Difference[] = [
  {
    what: "IST0101",
    files: ["sidecar-selector.yaml", "telemetry-selector.yaml"],
    why: "About a Sidecar and a Telemetry whose selectors fit no pods: they change nothing for anybody.",
  },
  {
    what: "IST0101",
    files: ["authorizationpolicies.yaml"],
    why: "About a policy for a namespace that is not in the file: to the pack a name in a condition is no reference.",
  },
  {
    what: "IST0102",
    files: ["injection.yaml"],
    why: "About namespaces without the label for sidecars; the pack asks that of those in which the stack runs something.",
  },
  {
    what: "IST0123",
    files: ["injection.yaml", "injection.yaml + common/sidecar-injector-enabled-nsbydefault.yaml"],
    why: "About namespaces with two labels and no workloads: as IST0102.",
  },
  {
    what: "IST0132",
    files: [
      "virtualservice_conflictingmeshgatewayhosts.yaml",
      "virtualservice_dupmatches.yaml + virtualservice_overlappingmatches.yaml",
    ],
    why: "The Gateways are not in the files at all, which referenced-gateways-exist says; of hosts nothing is left to say.",
  },
  {
    what: "IST0134",
    files: ["serviceentry-address-required-lowercase.yaml", "serviceentry-address-required-uppercase.yaml"],
    why: "One ServiceEntry alone: no other host is on its port, for which its calls could be taken.",
  },
  {
    what: "IST0140",
    files: ["virtualservice_route_rule_no_effects_ingress.yaml"],
    why: "The mesh sends everything to the only version that is declared: at the gateway nothing of a split is lost.",
  },
  {
    what: "IST0149",
    files: ["virtualservice_jwtclaimroute.yaml"],
    why: "The file has no istiod: in a mesh of another stack, that one may read the tokens at the gateway.",
  },
  {
    what: "IST0161",
    files: ["gateway-secrets-validation.yaml"],
    why: "About what is in a Secret, which a policy never reads.",
  },
  {
    what: "IST0173",
    files: ["destinationrule-empty-topology-labels.yaml", "destinationrule-subsets-not-select-pods.yaml"],
    why: "No route names the empty subset, so that it fails no request.",
  },
];

const MORE: readonly Difference[] = [
  {
    what: "gateway-selectors-match",
    files: [
      "analyze-list-type.yaml",
      "conflicting-gateways-invalid-port.yaml",
      "conflicting-gateways-multiple-ports.yaml",
      "conflicting-gateways-subSelector.yaml",
      "conflicting-gateways.yaml",
      "gateway-correct-port.yaml",
      "gateway-custom-ingressgateway-badport-notarget.yaml",
      "gateway-custom-ingressgateway-badport.yaml",
      "gateway-custom-ingressgateway-svcselector.yaml",
      "gateway-custom-ingressgateway-translation.yaml",
      "gateway-custom-ingressgateway.yaml",
      "gateway-different-port.yaml",
      "gateway-duplicate-certificate.yaml",
      "gateway-no-port.yaml",
      "gateway-secrets-validation.yaml",
      "virtualservice_host_not_found_gateway.yaml",
      "virtualservice_host_not_found_gateway_beta.yaml",
      "virtualservice_host_not_found_gateway_with_ns_prefix.yaml",
      "virtualservice_host_not_found_gateway_with_ns_prefix_beta.yaml",
      "virtualservice_jwtclaimroute.yaml",
      "virtualservice_route_rule_no_effects_ingress.yaml",
    ],
    why: "The files install no gateway: they have none of its pods, or a bare Pod, which to istioctl is a gateway by its labels.",
  },
  {
    what: "gateways-do-not-conflict",
    files: [
      "gateway-secrets-validation.yaml",
      "virtualservice_host_not_found_gateway_with_ns_prefix.yaml",
      "virtualservice_host_not_found_gateway_with_ns_prefix_beta.yaml",
    ],
    why: "Gateways in them do have a host, port and selector in common; Istio runs other analyzers on these files.",
  },
  {
    what: "hosts-are-known",
    files: [
      "deprecation.yaml",
      "destinationrule-compound-mutual-simple.yaml",
      "destinationrule-compound-simple-mutual.yaml",
      "destinationrule-mutual-destination.yaml",
      "destinationrule-mutual-port.yaml",
      "destinationrule-simple-destination-credentialname-selector.yaml",
      "destinationrule-simple-destination-credentialname.yaml",
      "destinationrule-simple-destination.yaml",
      "destinationrule-simple-port-credentialname-selector.yaml",
      "destinationrule-simple-port-credentialname.yaml",
      "destinationrule-simple-port.yaml",
      "destinationrule-with-ca.yaml",
      "virtualservice_conflictingmeshgatewayhosts_with_exportto.yaml",
      "virtualservice_host_not_found_gateway.yaml",
      "virtualservice_host_not_found_gateway_beta.yaml",
      "virtualservice_host_not_found_gateway_with_ns_prefix.yaml",
      "virtualservice_host_not_found_gateway_with_ns_prefix_beta.yaml",
      "virtualservice_internal_gateway_ref.yaml",
      "virtualservice_jwtclaimroute.yaml",
    ],
    why: "The files have no Service for the host; without a single Service istioctl leaves out the analyzer that would say so.",
  },
  {
    what: "referenced-gateways-exist",
    files: ["virtualservice_internal_gateway_ref.yaml"],
    why: "The Gateway is one that istiod makes of the Gateway API's; istioctl has a code of its own for that (IST0165).",
  },
  {
    what: "service-ports-name-their-protocol",
    files: ["service-no-port-name-system-namespace.yaml"],
    why: "Of files istioctl leaves out Kubernetes' own namespaces; those that the pack leaves out are a setting.",
  },
  {
    what: "tokens-are-checked",
    files: ["blocked-cidrs-configured.yaml", "blocked-cidrs-missing.yaml"],
    why: "Nothing in the files demands the token that is read; istioctl looks for that of routes alone.",
  },
  {
    what: "workload-namespaces-are-injected",
    files: [
      "deployment-multi-service.yaml",
      `${MISMATCHED} + ${CONFIGMAP}`,
      `${MISMATCHED} + ${OVERRIDE}`,
      `${MISMATCHED} + ${OVERRIDE} + sidecar-injector-configmap-with-revision-canary.yaml`,
      "sidecar-default-selector.yaml",
    ],
    why: "Pods run in namespaces without a label for sidecars; Istio runs other analyzers on these files.",
  },
  {
    what: "workloads-keep-their-sidecar",
    files: ["deployment-multi-service.yaml"],
    why: "A Deployment opts out of its sidecar; istioctl takes that for meant.",
  },
];

export const DIFFERENCES: readonly Difference[] = [...MISSED, ...MORE];
