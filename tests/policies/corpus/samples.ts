import { type Sample } from "./sample";

const BOOKINFO = "bookinfo/platform/kube/bookinfo.yaml";
const RULES = "bookinfo/networking/destination-rule-all.yaml";
const HTTPBIN = "httpbin/httpbin.yaml";

function ofBookinfo(file: string, why: string, rest: Partial<Sample> = {}): Sample {
  const name = `bookinfo/networking/${file}`;
  return { name, files: [BOOKINFO, RULES, name], why, ...rest };
}

/** Every file of Istio's samples with objects of its own API, on the pods it is about. */
export const SAMPLES: readonly Sample[] = [
  {
    name: BOOKINFO,
    files: [BOOKINFO],
    why: "Services with named ports and a Deployment for each version.",
  },
  {
    name: "bookinfo/networking/bookinfo-gateway.yaml",
    files: [BOOKINFO, "bookinfo/networking/bookinfo-gateway.yaml"],
    choices: ["gateways-serve-https"],
    why: "One gateway and one route to a Service without subsets: its paths are those that are open.",
  },
  {
    name: "bookinfo/networking/certmanager-gateway.yaml",
    files: ["bookinfo/networking/certmanager-gateway.yaml"],
    choices: ["gateways-serve-https"],
    why: "The ACME challenge comes over plain HTTP by its protocol; cert-manager makes the Service it goes to.",
  },
  {
    name: RULES,
    files: [BOOKINFO, RULES],
    why: "Subsets for all versions that there may be: one that no route names gets no request, so that none fails.",
  },
  {
    name: "bookinfo/networking/destination-rule-all-mtls.yaml",
    files: [BOOKINFO, "bookinfo/networking/destination-rule-all-mtls.yaml"],
    why: "As destination-rule-all.yaml, with the mutual TLS that sidecars use anyway.",
  },
  {
    name: "bookinfo/networking/destination-rule-reviews.yaml",
    files: [BOOKINFO, "bookinfo/networking/destination-rule-reviews.yaml"],
    why: "Three subsets, and pods for each.",
  },
  {
    name: "bookinfo/networking/egress-rule-google-apis.yaml",
    files: ["bookinfo/networking/egress-rule-google-apis.yaml"],
    why: "Plain HTTP on port 80 goes to port 443 with TLS, which the sidecar begins: the last rule takes all of the port.",
  },
  ofBookinfo(
    "fault-injection-details-v1.yaml",
    "The second rule stands behind one without a match, which takes every request: istioctl says IST0130 of it, too.",
    { choices: ["routes-inject-no-faults"], faults: ["routes-are-reachable"] },
  ),
  ofBookinfo("virtual-service-all-v1.yaml", "Each Service has a route to its first version."),
  ofBookinfo("virtual-service-details-v2.yaml", "The version runs once its file is applied.", {
    files: [
      BOOKINFO,
      "bookinfo/platform/kube/bookinfo-details-v2.yaml",
      RULES,
      "bookinfo/networking/virtual-service-details-v2.yaml",
    ],
  }),
  ofBookinfo("virtual-service-ratings-db.yaml", "The version of ratings that has a MongoDB, with it.", {
    files: [
      BOOKINFO,
      "bookinfo/platform/kube/bookinfo-ratings-v2.yaml",
      "bookinfo/platform/kube/bookinfo-db.yaml",
      RULES,
      "bookinfo/networking/virtual-service-ratings-db.yaml",
    ],
  }),
  ofBookinfo("virtual-service-ratings-mysql.yaml", "The version of ratings that has a MySQL, with it.", {
    files: [
      BOOKINFO,
      "bookinfo/platform/kube/bookinfo-ratings-v2-mysql.yaml",
      "bookinfo/platform/kube/bookinfo-mysql.yaml",
      RULES,
      "bookinfo/networking/virtual-service-ratings-mysql.yaml",
    ],
  }),
  ofBookinfo("virtual-service-ratings-mysql-vm.yaml", "The version of ratings whose MySQL is on a machine outside.", {
    files: [
      BOOKINFO,
      "bookinfo/platform/kube/bookinfo-ratings-v2-mysql-vm.yaml",
      RULES,
      "bookinfo/networking/virtual-service-ratings-mysql-vm.yaml",
    ],
  }),
  ofBookinfo(
    "virtual-service-ratings-test-abort.yaml",
    "A fault for one user; everybody else has a rule of their own.",
    {
      choices: ["routes-inject-no-faults"],
    },
  ),
  ofBookinfo("virtual-service-ratings-test-delay.yaml", "As virtual-service-ratings-test-abort.yaml, with a delay.", {
    choices: ["routes-inject-no-faults"],
  }),
  ofBookinfo("virtual-service-reviews-50-v3.yaml", "A split in halves, with pods behind both subsets.", {
    choices: ["canary-weight-is-capped"],
  }),
  ofBookinfo("virtual-service-reviews-80-20.yaml", "A split of 80 and 20."),
  ofBookinfo("virtual-service-reviews-90-10.yaml", "A split of 90 and 10."),
  ofBookinfo("virtual-service-reviews-jason-v2-v3.yaml", "A rule for one user, and a last rule for all others."),
  ofBookinfo("virtual-service-reviews-test-v2.yaml", "A rule for one user, and a last rule for all others."),
  ofBookinfo("virtual-service-reviews-v2-v3.yaml", "A split in halves.", { choices: ["canary-weight-is-capped"] }),
  ofBookinfo("virtual-service-reviews-v3.yaml", "Everything to one version."),
  {
    name: "bookinfo/policy/productpage_envoy_ratelimit.yaml",
    files: ["ratelimit/rate-limit-service.yaml", "bookinfo/policy/productpage_envoy_ratelimit.yaml"],
    why: "Filters for the gateway's Envoy; no policy looks into them.",
  },
  {
    name: "bookinfo/platform/kube/bookinfo-ingress.yaml",
    files: [BOOKINFO, "bookinfo/platform/kube/bookinfo-ingress.yaml"],
    why: "An Ingress of Kubernetes, which istiod reads as a gateway of its own.",
  },
  {
    name: "bookinfo/platform/kube/productpage-nodeport.yaml",
    files: [BOOKINFO, "bookinfo/platform/kube/productpage-nodeport.yaml"],
    why: "The Service of another type; its port keeps its name.",
  },
  {
    name: "extauthz/ext-authz.yaml",
    files: ["extauthz/ext-authz.yaml"],
    faults: ["workloads-keep-their-sidecar"],
    why: "It opts out of the sidecar: where mutual TLS is STRICT what calls it does so in plain text.",
  },
  {
    name: "extauthz/local-ext-authz.yaml",
    files: ["extauthz/local-ext-authz.yaml"],
    why: "ServiceEntries for a container of the same pod, by its loopback address.",
  },
  {
    name: "external/aptget.yaml",
    files: ["external/aptget.yaml"],
    why: "Hosts outside of the mesh, on a port of HTTP.",
  },
  {
    name: "external/github.yaml",
    files: ["external/github.yaml"],
    why: "TLS by its host, and SSH by its addresses, which is how TCP is told apart.",
  },
  {
    name: "external/pypi.yaml",
    files: ["external/pypi.yaml"],
    why: "Three hosts on a port of HTTPS, told apart by SNI.",
  },
  {
    name: "helloworld/helloworld-gateway.yaml",
    files: ["helloworld/helloworld.yaml", "helloworld/helloworld-gateway.yaml"],
    choices: ["gateways-serve-https"],
    why: "One path of one Service.",
  },
  {
    name: "httpbin/httpbin-gateway.yaml",
    files: [HTTPBIN, "httpbin/httpbin-gateway.yaml"],
    choices: ["gateways-serve-https"],
    why: "One Service for every path.",
  },
  {
    name: "multicluster/expose-istiod.yaml",
    files: ["multicluster/expose-istiod.yaml"],
    why: "TLS that istiod itself ends: the gateway shows no certificate, and any name may ask.",
  },
  {
    name: "multicluster/expose-istiod-rev.yaml.tmpl",
    files: ["multicluster/expose-istiod-rev.yaml.tmpl"],
    why: "As expose-istiod.yaml, for the istiod of one revision.",
  },
  {
    name: "multicluster/expose-istiod-https.yaml",
    files: ["multicluster/expose-istiod-https.yaml"],
    why: "TLS ended at the gateway, and begun anew to istiod, which has no sidecar.",
  },
  {
    name: "multicluster/expose-services.yaml",
    files: ["multicluster/expose-services.yaml"],
    why: "Sidecars of another network come in with the mesh's own mutual TLS (AUTO_PASSTHROUGH).",
  },
  {
    name: "open-telemetry/loki/telemetry.yaml",
    files: ["open-telemetry/loki/telemetry.yaml"],
    why: "It is about logs, not about traffic.",
  },
  {
    name: "open-telemetry/tracing/telemetry.yaml",
    files: ["open-telemetry/tracing/telemetry.yaml"],
    why: "It is about traces, not about traffic.",
  },
  {
    name: "ratelimit/local-rate-limit-service.yaml",
    files: [BOOKINFO, "ratelimit/local-rate-limit-service.yaml"],
    why: "Filters for a sidecar's Envoy; no policy looks into them.",
  },
  {
    name: "tcp-echo/tcp-echo-all-v1.yaml",
    files: ["tcp-echo/tcp-echo-services.yaml", "tcp-echo/tcp-echo-all-v1.yaml"],
    why: "TCP names no host, so * is all that its server can say.",
  },
  {
    name: "tcp-echo/tcp-echo-20-v2.yaml",
    files: ["tcp-echo/tcp-echo-services.yaml", "tcp-echo/tcp-echo-all-v1.yaml", "tcp-echo/tcp-echo-20-v2.yaml"],
    why: "A split of TCP connections.",
  },
  {
    name: "websockets/route.yaml",
    files: ["websockets/app.yaml", "websockets/route.yaml"],
    choices: ["gateways-serve-https"],
    why: "The Service has one port, so the route need not name it.",
  },
];
