import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { demandToSeeAll, exemptNamespaces, isGateway, tenants } from "../objects/namespaces";
import { Release } from "../objects/release";
import { isStrict } from "../rules/strict-mtls";

export const strictMtlsIsInForce = definePolicy({
  name: "strict-mtls-is-in-force",
  description:
    "A PeerAuthentication with mode STRICT is in force in every namespace with workloads. Without one Istio takes plain text beside mutual TLS.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/ops/best-practices/security/#mutual-tls",
  remediationSteps:
    "add a PeerAuthentication with mtls.mode STRICT and no selector to the root namespace, or to the workloads' own; where another stack has it say so in platform.mtls of platform-is-known.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: { exemptNamespaces, rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace.") },
  subjects: tenants,
  check(tenant, { view, settings, report }) {
    const { namespace } = tenant;
    if (settings.exemptNamespaces.includes(namespace)) return;
    if (isStrict(view, { namespace }, settings.rootNamespace)) return;
    if (tenant instanceof Release) return demandToSeeAll(view, namespace);
    if (isStrict(view, tenant, settings.rootNamespace) || isGateway(tenant)) return;
    report(`no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace ${namespace}`, {});
  },
});
