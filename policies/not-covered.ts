/**
 * Messages of `istioctl` that no policy has, and why: "needs" is said of what no preview shows, "no policy" of what one
 * could look for. The pack's tests hold the codes against the whole list.
 */
export const NOT_COVERED: Readonly<Record<string, string>> = {
  IST0001: "About a fault of istioctl itself.",
  IST0002:
    "About fields and kinds that Istio has given up. The API server no longer knows the kinds, and no policy looks for the fields: a delay's percent, a Sidecar's egressProxy, Lightstep as a provider.",
  IST0106: "The API server refuses objects that do not fit their schema, and the program's types do before it.",
  IST0107: "No policy has the list of Istio's annotations and of what each belongs to.",
  IST0108: "As IST0107.",
  IST0110: "No policy compares the selectors of Sidecars.",
  IST0111: "As IST0110.",
  IST0116:
    "No policy looks for Services that give one port of the same pods different transport protocols (TCP and UDP).",
  IST0125: "No policy checks the values of annotations.",
  IST0126: "Needs the mesh's networks, which Helm's values have as text.",
  IST0128: "About TLS from clients to hosts outside of the mesh, which no policy judges.",
  IST0129: "As IST0128.",
  IST0133: "As IST0106.",
  IST0134:
    "No policy looks for ServiceEntries without addresses for TCP ports. Since Istio 1.25 istiod gives them addresses by itself where sidecars answer for DNS, which istioctl does not take into account.",
  IST0135: "As IST0107.",
  IST0136:
    "About annotations in alpha, whether or not they do what they should. Only `istioctl x precheck` looks for them.",
  IST0137: "No policy compares the ports of Services that share a pod's port.",
  IST0138:
    "No policy compares the certificates of Gateways. Two Gateways that show one for different hosts are a fault: a browser uses the HTTP/2 connection to the one for the other, too, and gets a 404.",
  IST0139: "Needs the webhooks of the running cluster.",
  IST0141: "Needs the rights that somebody has in the running cluster.",
  IST0142: "Needs the version of the running cluster.",
  IST0143: "Needs a running pod, which alone shows what an application binds to.",
  IST0146: "No policy looks for the image `auto` where nothing is injected: such a pod never starts.",
  IST0147: "As IST0146.",
  IST0148: "Needs the injector's configuration, which the chart renders.",
  IST0149: "No policy looks for the RequestAuthentication that routes by claims need.",
  IST0150: "No policy looks at the ports of a Service of type ExternalName.",
  IST0151: "No policy looks into an EnvoyFilter.",
  IST0152: "As IST0151.",
  IST0153: "As IST0151.",
  IST0154: "As IST0151.",
  IST0155: "As IST0151.",
  IST0156: "Needs the kinds of the Gateway API that are installed in the running cluster.",
  IST0157: "No policy looks into a Telemetry.",
  IST0158: "Needs the running pods, whose sidecars are of the version that they were started with.",
  IST0159: "As IST0157.",
  IST0160: "As IST0157.",
  IST0162: "No policy holds the ports of a Gateway against those of the Service before the gateway's pods.",
  IST0163: "About an istiod outside of the cluster, by the webhooks of the running cluster.",
  IST0164: "As IST0163.",
  IST0165:
    "About Gateways that istiod makes of those of the Gateway API, which nobody should name. To referenced-gateways-exist they are Gateways that the stack does not have.",
  IST0166: "No policy looks at Gateways of the Gateway API.",
  IST0167: "About Sidecars in the ambient mesh.",
  IST0168: "No check of istioctl 1.31 gives it.",
  IST0169: "Needs the version that runs; only `istioctl x precheck` looks for it.",
  IST0170: "Needs the Services of several running clusters.",
  IST0171: "Needs the status that istiod has written to an object of the running cluster.",
  IST0172: "As IST0156.",
  IST0175: "Needs istiod's own Deployment, which the chart renders.",
  IST0176: "As IST0156.",
  IST0177: "No policy compares the protocols of ServiceEntries for one host and port.",
};
