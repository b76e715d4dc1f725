/** Something that Istio's documentation shows or says in one way, and its source does or reports in another. */
interface Disagreement {
  readonly about: string;
  readonly documentation: string;
  readonly source: string;
  readonly pack: string;
}

export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    about: "Subsets without pods",
    documentation:
      "Every task about Bookinfo applies `destination-rule-all.yaml`, whose subsets of ratings and details run nowhere.",
    source: "`istioctl analyze` calls each an error (IST0173), whether a route names it or not.",
    pack: "Follows the documentation: an empty subset is refused where a route names it.",
  },
  {
    about: "Rules behind one without a match",
    documentation: "`fault-injection-details-v1.yaml` has one.",
    source: "Such a rule is never reached; `istioctl analyze` says IST0130.",
    pack: "Follows the source.",
  },
  {
    about: "Ports without a protocol",
    documentation: "The task ingress-sni-passthrough makes a Service whose port has no name.",
    source: "`istioctl analyze` says IST0118: the protocol is left to detection, which takes TLS for TCP.",
    pack: "Follows the source: a port says its protocol.",
  },
  {
    about: "Two VirtualServices for a host",
    documentation:
      "The task egress-gateway-tls-origination has one with the host's TLS rules, and one with its HTTP rules.",
    source: "istiod builds TLS and HTTP apart, so that both hold; `istioctl analyze` says IST0109 of any two.",
    pack: "Follows istiod: two are refused where both have rules for the same kind of traffic.",
  },
  {
    about: "The port of Bookinfo's gateway",
    documentation: "`bookinfo-gateway.yaml` serves 8080, to which a Service before the gateway's pods once mapped 80.",
    source:
      "The chart `gateway` maps 80 to 80, so that nothing comes to 8080. istiod takes a server's port for the Service's, if it has that, and else for the pods'.",
    pack: "Says nothing: the Service is the platform's.",
  },
  {
    about: "Requests without a token",
    documentation: "The task claim-to-header has a RequestAuthentication, and nothing that demands a token.",
    source: "Envoy's filter lets a request without one through (`allow_missing`).",
    pack: "Follows the documentation where a claim becomes a header; elsewhere a token that nothing demands is a fault.",
  },
  {
    about: "ServiceEntries for TCP without addresses",
    documentation: "Since 1.25 istiod gives each an address by itself where sidecars answer for DNS.",
    source: "`istioctl analyze` looks for settings in the mesh's `proxyMetadata`, and says IST0134 where they are not.",
    pack: "Follows the documentation.",
  },
  {
    about: "What `istioctl analyze` reads of files",
    documentation: "It analyzes files without a cluster (`--use-kube=false`).",
    source: "It leaves out every analyzer that needs Services, Pods or Namespaces, and says nothing of that.",
    pack: "Reads all objects of the stack, and says what it could not check.",
  },
];
