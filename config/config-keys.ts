/** A part of what has structure, and others that it can't be without. */
export interface ExamplePart {
  readonly part: readonly PropertyKey[];
  readonly value: string | number;
  readonly also?: readonly ExamplePart[];
}

/** One key of the stack config, as the documentation, the error messages and the schema's tests know it. */
export interface ConfigKey {
  /** The key without the project's name; `<...>` stands for any name, `[]` for any index. */
  readonly key: string;
  readonly meaning: string;
  /** What a value must be, as the words after "expected". */
  readonly expected: string;
  /** A value that works, for the command that fixes a wrong one; of what has structure, a part of it. */
  readonly example: string | number | boolean | ExamplePart;
  /** The value that a stack gets which sets none; absent where the key is required or has no value unless set. */
  readonly default?: string;
  /** The one kind of cluster that has the key; absent where that makes no difference. */
  readonly kind?: "eks" | "existing";
  /** A file with such a value, which the command reads: the value is too long for a command line, or a secret. */
  readonly file?: string;
  /** The value is to be set encrypted. */
  readonly secret?: true;
}

const whole = "a whole number";
const text = "a text that is not empty";
const duration = "a duration such as 500ms, 2s or 1m, in whole milliseconds";
const percent = "a number from 0 to 100";
const stringMatch = "one of {exact: ...}, {prefix: ...}, {regex: ...} with a text that is not empty";
const hostName = "a host name in lower case and no address, or a wildcard such as *.example.com";
const clusterHost = "the full name of a Service, or a wildcard such as *.legacy.svc.cluster.local";
const helmValues = "an object of Helm values";

/** Every key that the program reads, in the order in which the README shows them. */
export const CONFIG_KEYS: readonly ConfigKey[] = [
  {
    key: "istioVersion",
    meaning: "Istio's version: that of the charts base, istiod and gateway",
    expected: "the version of one Istio release, all three numbers",
    example: "1.31.1",
    default: "1.31.1",
  },
  {
    key: "cluster",
    meaning: "the cluster: one on EKS that the stack owns, or one that exists",
    expected: "{kind: eks, ...} or {kind: existing, ...}",
    example: { part: ["kind"], value: "eks" },
  },
  {
    key: "cluster.kind",
    meaning: "`eks` makes a cluster and its network, `existing` uses one",
    expected: "eks or existing",
    example: "eks",
  },
  {
    key: "cluster.name",
    kind: "eks",
    meaning: "EKS: the cluster's name",
    expected: "1 to 100 letters, digits, hyphens or underscores, the first a letter or digit",
    example: "istio-test-cluster",
    default: "istio-test-cluster",
  },
  {
    key: "cluster.kubernetesVersion",
    kind: "eks",
    meaning: "EKS: the control plane's and the nodes' version",
    expected: 'a minor version in quotes, such as "1.36"',
    example: "1.36",
    default: "1.36",
  },
  {
    key: "cluster.zones",
    kind: "eks",
    meaning: "EKS: how many availability zones the network spans",
    expected: `${whole} from 2 to 6`,
    example: 2,
    default: "2",
  },
  {
    key: "cluster.nodes",
    kind: "eks",
    meaning: "EKS: the managed node group",
    expected: "{desired, min, max, instanceType}",
    example: { part: ["desired"], value: 2 },
  },
  {
    key: "cluster.nodes.desired",
    meaning: "nodes to start with",
    expected: `${whole}, at least 1`,
    example: 2,
    default: "2",
  },
  { key: "cluster.nodes.min", meaning: "fewest nodes", expected: `${whole}, at least 1`, example: 2, default: "2" },
  { key: "cluster.nodes.max", meaning: "most nodes", expected: `${whole}, at least 1`, example: 4, default: "4" },
  {
    key: "cluster.nodes.instanceType",
    meaning: "EC2 instance type of the nodes",
    expected: "an EC2 instance type such as t3.medium",
    example: "t3.medium",
    default: "t3.medium",
  },
  {
    key: "cluster.kubeconfig",
    kind: "existing",
    meaning: "existing: the kubeconfig file; `~` is your home folder",
    expected: "the path of a kubeconfig file",
    example: "~/.kube/config",
    default: "~/.kube/config",
  },
  {
    key: "cluster.context",
    kind: "existing",
    meaning: "existing: the context in that file",
    expected: "the name of a context in that kubeconfig",
    example: "kind-mesh",
  },
  {
    key: "mtls",
    meaning:
      "where mutual TLS is demanded: of the whole `mesh`, of the application's `namespace`, or nowhere (`permissive`)",
    expected: "mesh, namespace or permissive",
    example: "mesh",
    default: "mesh",
  },
  {
    key: "security",
    meaning: "what goes with mutual TLS: who may connect how, and who may call whom",
    expected: "{clientTls, apiServerTls, exceptions, clientRules, authorization, jwt, caCertificates}",
    example: { part: ["authorization"], value: "enforced" },
    default: "{}",
  },
  {
    key: "security.clientTls",
    meaning:
      "when sidecars use mutual TLS: `auto`, where the other end has a sidecar too; `mutual`, towards every host of the cluster (DestinationRule `*.local`)",
    expected: "auto or mutual",
    example: "auto",
    default: "auto",
  },
  {
    key: "security.apiServerTls",
    meaning:
      "`disable` has sidecars pass calls to the API server on as they are (DestinationRule `kubernetes.default`), `auto` makes no rule for it",
    expected: "disable or auto",
    example: "disable",
    default: "disable",
  },
  {
    key: "security.exceptions",
    meaning: "workloads or ports for which the mode does not hold",
    expected: "a list of {workload, port, mode, reason}",
    example: { part: [0, "workload"], value: "ratings" },
    default: "[]",
  },
  {
    key: "security.exceptions[]",
    meaning: "one exception",
    expected: "{workload, port, mode, reason}",
    example: { part: ["workload"], value: "ratings" },
  },
  {
    key: "security.exceptions[].workload",
    meaning: "a service of the application",
    expected: "productpage, details, ratings or reviews",
    example: "ratings",
  },
  {
    key: "security.exceptions[].port",
    meaning: "the one port that is meant; without it all of the workload's",
    expected: `${whole} from 1 to 65535`,
    example: 9080,
  },
  {
    key: "security.exceptions[].mode",
    meaning: "`permissive` takes plain text beside mutual TLS, `strict` demands mutual TLS",
    expected: "permissive or strict",
    example: "permissive",
    default: "permissive",
  },
  {
    key: "security.exceptions[].reason",
    meaning: "why; stands on the object in the cluster too",
    expected: text,
    example: "the nightly export has no sidecar",
  },
  {
    key: "security.clientRules",
    meaning:
      "hosts of the cluster to which sidecars connect otherwise than Istio would by itself, such as a server without sidecar",
    expected: "a list of {host, tls, reason}",
    example: { part: [0, "host"], value: "orders.legacy.svc.cluster.local" },
    default: "[]",
  },
  {
    key: "security.clientRules[]",
    meaning: "one rule",
    expected: "{host, tls, reason}",
    example: { part: ["host"], value: "orders.legacy.svc.cluster.local" },
  },
  {
    key: "security.clientRules[].host",
    meaning: "a Service's full name, or a wildcard such as `*.legacy.svc.cluster.local`",
    expected: clusterHost,
    example: "orders.legacy.svc.cluster.local",
  },
  {
    key: "security.clientRules[].tls",
    meaning: "`DISABLE`, `SIMPLE` or `ISTIO_MUTUAL`; refused where it would cut the application off",
    expected: "DISABLE, SIMPLE or ISTIO_MUTUAL",
    example: "DISABLE",
  },
  {
    key: "security.clientRules[].reason",
    meaning: "why; stands on the object in the cluster too",
    expected: text,
    example: "the database has no sidecar",
  },
  {
    key: "security.authorization",
    meaning:
      "`enforced` lets through just the calls that Bookinfo makes, by the callers' certificates; `none` any call",
    expected: "none or enforced",
    example: "enforced",
    default: "none",
  },
  {
    key: "security.jwt",
    meaning: "whose JSON web tokens the ingress gateway takes",
    expected: "{issuer, jwksUri or jwks, audiences, required}",
    example: { part: ["issuer"], value: "https://issuer.example.com" },
  },
  {
    key: "security.jwt.issuer",
    meaning: "the `iss` of the tokens",
    expected: text,
    example: "https://issuer.example.com",
  },
  {
    key: "security.jwt.jwksUri",
    meaning: "where istiod fetches the issuer's public keys",
    expected: "an http:// or https:// address",
    example: "https://issuer.example.com/.well-known/jwks.json",
  },
  {
    key: "security.jwt.jwks",
    meaning: "the public keys themselves, in place of `jwksUri`",
    expected: 'a JSON web key set of public keys as text: {"keys": [...]} with at least one',
    example: "JSON",
    file: "jwks.json",
  },
  {
    key: "security.jwt.audiences",
    meaning: "of which a token must be for one; any where there are none",
    expected: "a list of texts",
    example: { part: [0], value: "bookinfo" },
    default: "[]",
  },
  { key: "security.jwt.audiences[]", meaning: "one audience", expected: text, example: "bookinfo" },
  {
    key: "security.jwt.required",
    meaning: "paths that take no request without a token; a `*` at the end stands for any rest",
    expected: "a list of paths",
    example: { part: [0], value: "/api/v1/*" },
    default: "[]",
  },
  {
    key: "security.jwt.required[]",
    meaning: "one path",
    expected: "a path such as /api/v1/*",
    example: "/api/v1/*",
  },
  {
    key: "security.caCertificates",
    meaning:
      "a certificate authority of your own to sign the workloads' certificates, in place of one that istiod makes",
    expected: "{cert, root, chain}",
    example: { part: ["cert"], value: "PEM" },
  },
  {
    key: "security.caCertificates.cert",
    meaning: "the certificate that signs; its private key is `caKey`",
    expected: "a certificate in PEM",
    example: "PEM",
    file: "cert.pem",
  },
  {
    key: "security.caCertificates.root",
    meaning: "the root that all workloads trust",
    expected: "a certificate in PEM",
    example: "PEM",
    file: "root.pem",
  },
  {
    key: "security.caCertificates.chain",
    meaning: "from `cert` up to `root`; `cert` and `root` where it is not set",
    expected: "certificates in PEM",
    example: "PEM",
    file: "chain.pem",
  },
  {
    key: "caKey",
    meaning: "the private key of `security.caCertificates.cert`; set it with `--secret`",
    expected: "a private key in PEM",
    example: "PEM",
    file: "key.pem",
    secret: true,
  },
  {
    key: "egress",
    meaning: "how workloads reach what is outside the mesh",
    expected: "{policy, via, hosts}",
    example: { part: ["policy"], value: "REGISTRY_ONLY" },
    default: "{}",
  },
  {
    key: "egress.policy",
    meaning: "`ALLOW_ANY`: sidecars let out calls to any host; `REGISTRY_ONLY`: to listed hosts alone",
    expected: "ALLOW_ANY or REGISTRY_ONLY",
    example: "REGISTRY_ONLY",
    default: "ALLOW_ANY",
  },
  {
    key: "egress.via",
    meaning: "where calls to listed hosts leave the mesh: at each `sidecar`, or all at one egress `gateway`",
    expected: "sidecar or gateway",
    example: "sidecar",
    default: "sidecar",
  },
  {
    key: "egress.hosts",
    meaning: "hosts outside the mesh that workloads may call",
    expected: "a list of {host, ports}",
    example: { part: [0, "host"], value: "api.example.com" },
    default: "[]",
  },
  {
    key: "egress.hosts[]",
    meaning: "one host",
    expected: "{host, ports}",
    example: { part: ["host"], value: "api.example.com" },
  },
  {
    key: "egress.hosts[].host",
    meaning: "a host name, or a wildcard such as `*.example.com`",
    expected: hostName,
    example: "api.example.com",
  },
  {
    key: "egress.hosts[].ports",
    meaning: "the ports that workloads call",
    expected: "a list of at least one {number, protocol}",
    example: { part: [0, "number"], value: 443, also: [{ part: [0, "protocol"], value: "HTTPS" }] },
  },
  {
    key: "egress.hosts[].ports[]",
    meaning: "one port",
    expected: "{number, protocol, tls, targetPort, verify, caSecret}",
    example: { part: ["number"], value: 443 },
  },
  {
    key: "egress.hosts[].ports[].number",
    meaning: "its number",
    expected: `${whole} from 1 to 65535`,
    example: 443,
  },
  {
    key: "egress.hosts[].ports[].protocol",
    meaning: "what workloads speak on it; `TCP` names no host, so all calls to the port go to this one",
    expected: "HTTP, HTTPS, TLS or TCP",
    example: "HTTPS",
  },
  {
    key: "egress.hosts[].ports[].tls",
    meaning: "`originate`: workloads speak plain HTTP, and the last proxy on the way out speaks TLS with the host",
    expected: "originate",
    example: "originate",
  },
  {
    key: "egress.hosts[].ports[].targetPort",
    meaning: "with `tls: originate`: the host's port for TLS",
    expected: `${whole} from 1 to 65535`,
    example: 443,
    default: "443",
  },
  {
    key: "egress.hosts[].ports[].verify",
    meaning:
      "with `tls: originate`: by what the host's certificate is checked; the `system`'s authorities, or `none` at all",
    expected: "system or none",
    example: "system",
    default: "system",
  },
  {
    key: "egress.hosts[].ports[].caSecret",
    meaning:
      "with `tls: originate` and `egress.via: gateway`: a Secret in istio-system whose `ca.crt` the host's certificate is checked by",
    expected: "the name of a Secret",
    example: "example-ca",
  },
  {
    key: "istio",
    meaning: "where Istio comes from and how it is set up",
    expected: "{chartSource, gateway, values}",
    example: { part: ["chartSource"], value: "https://blob.istio.io/istio-release/charts" },
  },
  {
    key: "istio.chartSource",
    meaning: "a chart repository (https:// or oci://), or a folder of packaged charts",
    expected: "an https:// or oci:// address, or the path of a folder",
    example: "https://blob.istio.io/istio-release/charts",
    default: "https://blob.istio.io/istio-release/charts",
  },
  {
    key: "istio.gateway",
    meaning: "the ingress gateway",
    expected: "{namespace, service, nodePort, httpsNodePort, address, tls}",
    example: { part: ["service"], value: "LoadBalancer" },
  },
  {
    key: "istio.gateway.namespace",
    meaning: "the gateway's namespace",
    expected: "the name of a namespace",
    example: "istio-system",
    default: "istio-system",
  },
  {
    key: "istio.gateway.service",
    meaning: "how the gateway is reached: `LoadBalancer` or `NodePort`",
    expected: "LoadBalancer or NodePort",
    example: "LoadBalancer",
    default: "LoadBalancer",
  },
  {
    key: "istio.gateway.nodePort",
    meaning: "NodePort: the port on every node that leads to the gateway's port 80",
    expected: `${whole} from 30000 to 32767`,
    example: 30080,
    default: "30080",
  },
  {
    key: "istio.gateway.httpsNodePort",
    meaning: "NodePort with `tls`: the port on every node that leads to the gateway's port 443",
    expected: `${whole} from 30000 to 32767`,
    example: 30443,
    default: "30443",
  },
  {
    key: "istio.gateway.address",
    meaning: "NodePort: the address under which you reach a node",
    expected: "a host name or an IP address, without a port",
    example: "127.0.0.1",
    default: "127.0.0.1",
  },
  {
    key: "istio.gateway.tls",
    meaning: "HTTPS at the gateway; without it the gateway serves plain HTTP",
    expected: "{credentialName or acmCertificateArn, minVersion, redirect}",
    example: { part: ["credentialName"], value: "bookinfo-certificate" },
  },
  {
    key: "istio.gateway.tls.credentialName",
    meaning: "a Secret of type kubernetes.io/tls in the gateway's namespace, which you make",
    expected: "the name of a Secret",
    example: "bookinfo-certificate",
  },
  {
    key: "istio.gateway.tls.acmCertificateArn",
    meaning: "a certificate of AWS Certificate Manager, shown by the load balancer",
    expected: "the ARN of a certificate of AWS Certificate Manager",
    example: "arn:aws:acm:ap-northeast-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
  },
  {
    key: "istio.gateway.tls.minVersion",
    meaning: "the oldest version of TLS that is spoken",
    expected: "TLSV1_2 or TLSV1_3",
    example: "TLSV1_2",
    default: "TLSV1_2",
  },
  {
    key: "istio.gateway.tls.redirect",
    meaning: "whether plain HTTP is answered with the way to HTTPS, and with nothing else",
    expected: "true or false",
    example: true,
    default: "true",
  },
  {
    key: "istio.values",
    meaning: "Helm values on top of the program's own",
    expected: "{base, istiod, gateway, egressGateway}",
    example: { part: ["istiod", "pilot", "autoscaleMin"], value: 2 },
  },
  {
    key: "istio.values.base",
    meaning: "for the chart base",
    expected: helmValues,
    example: { part: ["defaultRevision"], value: "default" },
    default: "{}",
  },
  {
    key: "istio.values.istiod",
    meaning: "for the chart istiod",
    expected: helmValues,
    example: { part: ["pilot", "autoscaleMin"], value: 2 },
    default: "{}",
  },
  {
    key: "istio.values.gateway",
    meaning: "for the chart gateway",
    expected: helmValues,
    example: { part: ["replicaCount"], value: 2 },
    default: "{}",
  },
  {
    key: "istio.values.egressGateway",
    meaning: "for the chart gateway, where `egress.via: gateway` installs it a second time",
    expected: helmValues,
    example: { part: ["replicaCount"], value: 2 },
    default: "{}",
  },
  {
    key: "bookinfo",
    meaning: "the application",
    expected: "{namespace, registry, tag}",
    example: { part: ["namespace"], value: "default" },
  },
  {
    key: "bookinfo.namespace",
    meaning: "the namespace that gets sidecars and holds Bookinfo; it must exist, and is labelled but not owned",
    expected: "the name of a namespace",
    example: "default",
    default: "default",
  },
  {
    key: "bookinfo.registry",
    meaning: "where the images `examples-bookinfo-*` come from",
    expected: "a registry and path without a trailing slash",
    example: "docker.io/istio",
    default: "docker.io/istio",
  },
  {
    key: "bookinfo.tag",
    meaning: "the images' tag",
    expected: "an image tag",
    example: "1.20.3",
    default: "1.20.3",
  },
  {
    key: "traffic",
    meaning: "per service of the application: how requests to it are split over its versions",
    expected: "{<service>: {rules, default}}",
    example: { part: ["reviews", "default", "v2"], value: 100 },
    default: "{}",
  },
  {
    key: "traffic.<service>",
    meaning: "one service's traffic",
    expected: "{rules: [...], default: {<version>: <weight>}}",
    example: { part: ["default", "v1"], value: 100 },
  },
  {
    key: "traffic.<service>.rules",
    meaning: "tried in order, the first match decides",
    expected: "a list of {name, match, weights}",
    example: { part: [0, "name"], value: "beta-users" },
    default: "[]",
  },
  {
    key: "traffic.<service>.rules[]",
    meaning: "one rule",
    expected: "{name, match, weights}",
    example: { part: ["name"], value: "beta-users" },
  },
  {
    key: "traffic.<service>.rules[].name",
    meaning: "the rule's name, in tables and in Envoy's route",
    expected: 'a name of lower-case letters, digits and hyphens, other than "default"',
    example: "beta-users",
  },
  {
    key: "traffic.<service>.rules[].match",
    meaning: "all that must hold of a request: `headers`, `uri`, `method`, `sourceLabels`",
    expected: "a match with at least one condition: headers, uri, method or sourceLabels",
    example: { part: ["headers", "end-user", "exact"], value: "roundrobin" },
  },
  {
    key: "traffic.<service>.rules[].match.headers",
    meaning: "conditions on request headers, by lower-case name",
    expected: "{<header>: {exact: ...}}",
    example: { part: ["end-user", "exact"], value: "roundrobin" },
  },
  {
    key: "traffic.<service>.rules[].match.headers.<header>",
    meaning: "`exact`, `prefix` or `regex` (RE2, the whole value)",
    expected: stringMatch,
    example: { part: ["exact"], value: "roundrobin" },
  },
  {
    key: "traffic.<service>.rules[].match.headers.<header>.exact",
    meaning: "the whole value",
    expected: text,
    example: "roundrobin",
  },
  {
    key: "traffic.<service>.rules[].match.headers.<header>.prefix",
    meaning: "the start of the value",
    expected: text,
    example: "beta-",
  },
  {
    key: "traffic.<service>.rules[].match.headers.<header>.regex",
    meaning: "an RE2 expression for the whole value",
    expected: "a regular expression that RE2 takes (no look-around, no back-references), of at most 1024 bytes",
    example: "beta-.*",
  },
  {
    key: "traffic.<service>.rules[].match.uri",
    meaning: "condition on the path",
    expected: stringMatch,
    example: { part: ["prefix"], value: "/" },
  },
  {
    key: "traffic.<service>.rules[].match.method",
    meaning: "condition on the method",
    expected: stringMatch,
    example: { part: ["exact"], value: "GET" },
  },
  {
    key: "traffic.<service>.rules[].match.sourceLabels",
    meaning: "labels that the calling pod must have",
    expected: "{<label>: <value>}",
    example: { part: ["app"], value: "productpage" },
  },
  {
    key: "traffic.<service>.rules[].match.sourceLabels.<label>",
    meaning: "the label's value",
    expected: "letters, digits, hyphens, underscores and dots, the first and the last a letter or digit",
    example: "productpage",
  },
  {
    key: "traffic.<service>.rules[].weights",
    meaning: "percent per version, adding up to 100",
    expected: "{<version>: <weight>} that adds up to 100",
    example: { part: ["v1"], value: 100 },
  },
  {
    key: "traffic.<service>.rules[].weights.<version>",
    meaning: "the version's share in percent",
    expected: "a whole number from 0 to 100",
    example: 100,
  },
  {
    key: "traffic.<service>.rules[].timeout",
    meaning: "how long a caller waits, retries included",
    expected: duration,
    example: "2s",
  },
  {
    key: "traffic.<service>.rules[].retries",
    meaning: "what is tried again",
    expected: "{attempts, perTryTimeout, retryOn}",
    example: { part: ["attempts"], value: 2 },
  },
  {
    key: "traffic.<service>.rules[].retries.attempts",
    meaning: "how often a failed request is tried again",
    expected: `${whole} from 0 to 100`,
    example: 2,
  },
  {
    key: "traffic.<service>.rules[].retries.perTryTimeout",
    meaning: "how long each try may take",
    expected: duration,
    example: "1s",
  },
  {
    key: "traffic.<service>.rules[].retries.retryOn",
    meaning: "Envoy's retry conditions, joined by commas",
    expected: "conditions such as 5xx or reset, or HTTP statuses, joined by commas without blanks",
    example: "5xx,reset",
  },
  {
    key: "traffic.<service>.rules[].fault",
    meaning: "faults on purpose",
    expected: "{delay, abort}, one of them at least",
    example: { part: ["abort", "percent"], value: 10 },
  },
  {
    key: "traffic.<service>.rules[].fault.delay",
    meaning: "slow answers",
    expected: "{percent, fixedDelay}",
    example: { part: ["fixedDelay"], value: "2s" },
  },
  {
    key: "traffic.<service>.rules[].fault.delay.percent",
    meaning: "share of the requests",
    expected: percent,
    example: 10,
  },
  { key: "traffic.<service>.rules[].fault.delay.fixedDelay", meaning: "how slow", expected: duration, example: "2s" },
  {
    key: "traffic.<service>.rules[].fault.abort",
    meaning: "failed answers",
    expected: "{percent, httpStatus}",
    example: { part: ["percent"], value: 10 },
  },
  {
    key: "traffic.<service>.rules[].fault.abort.percent",
    meaning: "share of the requests",
    expected: percent,
    example: 10,
  },
  {
    key: "traffic.<service>.rules[].fault.abort.httpStatus",
    meaning: "the status they get",
    expected: `${whole} from 200 to 599`,
    example: 503,
  },
  {
    key: "traffic.<service>.rules[].mirror",
    meaning: "a copy of requests, answers thrown away",
    expected: "{version, percent}",
    example: { part: ["version"], value: "v3" },
  },
  {
    key: "traffic.<service>.rules[].mirror.version",
    meaning: "the version that gets the copy",
    expected: "a version of the service",
    example: "v3",
  },
  {
    key: "traffic.<service>.rules[].mirror.percent",
    meaning: "share of the requests",
    expected: percent,
    example: 100,
  },
  {
    key: "traffic.<service>.default",
    meaning: "the split of all other requests; or `{weights, timeout, retries, fault, mirror}`",
    expected: "{<version>: <weight>} that adds up to 100",
    example: { part: ["v1"], value: 100 },
  },
];
