import { definePolicy } from "../engine/policy";
import { texts } from "../engine/settings";
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  GATEWAY,
  isIstioGroup,
  PEER_AUTHENTICATION,
  PROXY_CONFIG,
  REQUEST_AUTHENTICATION,
  SERVICE_ENTRY,
  SIDECAR,
  VIRTUAL_SERVICE,
  WORKLOAD_ENTRY,
  WORKLOAD_GROUP,
} from "../objects/kinds";

/** The kinds of which some policy reads what they say. */
const READ = [
  VIRTUAL_SERVICE,
  DESTINATION_RULE,
  GATEWAY,
  SERVICE_ENTRY,
  WORKLOAD_ENTRY,
  WORKLOAD_GROUP,
  SIDECAR,
  PROXY_CONFIG,
  PEER_AUTHENTICATION,
  REQUEST_AUTHENTICATION,
  AUTHORIZATION_POLICY,
];

export const meshObjectsAreRead = definePolicy({
  name: "mesh-objects-are-read",
  description:
    "The stack has no object of the mesh that no policy reads, such as a route of the Gateway API: what it does to requests, nobody has checked.",
  severity: "medium",
  codes: [],
  url: "https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/",
  remediationSteps:
    'check what the object does by other means (istioctl analyze), then list its kind in "unread", or make an exception.',
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "resource",
  settings: {
    unread: texts(
      ["EnvoyFilter", "Telemetry", "TrafficExtension", "WasmPlugin"],
      "Kinds that may be in the stack though no policy reads them.",
    ),
  },
  profileSettings: { strict: { unread: ["Telemetry"] } },
  subjects: (view) => view.withPatches.objects.filter(({ group }) => isIstioGroup(group) || isGatewayApi(group)),
  check(object, { settings, report }) {
    if (READ.some((kind) => object.is(kind)) || settings.unread.includes(object.kind)) return;
    report(`${object.title}: no policy reads objects of ${object.group}, kind ${object.kind}`);
  },
});

/** `gateway.networking.k8s.io`, with what is an experiment there or made for models: `...networking.x-k8s.io`. */
function isGatewayApi(group: string): boolean {
  return /^(gateway|inference)\.networking\.(x-)?k8s\.io$/.test(group);
}
