import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { GATEWAY } from "../../mesh/security/authorization";
import { authorityFingerprint } from "../../mesh/security/ca-certificates";
import { type HelmValues, type IstioConfig } from "../../config/config";
import { baseValues, injectionLabels, istiodName, istiodValues, revisionValues } from "../../mesh/istio/control-plane";
import { type GatewayConfig, gatewayOrigin } from "../../mesh/security/ingress";
import { gatewayNamespaceLabels } from "../../mesh/network/load-balancer";
import { type CertificateAuthority } from "../../mesh/security/security";
import { mergeValues } from "../../mesh/istio/helm-values";
import { accessLogValues, samplingTelemetry } from "../../mesh/istio/access-log";
import { gatewayValues } from "./gateway-values";
import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { SIDECAR_ANNOTATION, sidecarSetup } from "../../mesh/istio/sidecar-setup";
import { type Labels } from "../../mesh/traffic/foreign-service";
import { type Injection, type MeshInUse, namedOrigin } from "./mesh-in-use";
import { type IstioCharts } from "./istio-charts";
import { Telemetry } from "./istio-objects";
import { istioRelease } from "./istio-release";

export interface IstioArgs extends Pick<IstioConfig, "version" | "revision" | "dnsCapture" | "accessLog" | "gateway"> {
  readonly charts: IstioCharts;
  /** What is set on top of the values here, per release. */
  readonly values: IstioConfig["values"];
  /** What signs the workloads' certificates; where it is not given, istiod makes an authority of its own. */
  readonly caCertificates?: CertificateAuthority | undefined;
  /** What makes the gateway's load balancer, and must outlive it. */
  readonly balancerController?: readonly pulumi.Resource[];
  /** Tags for what AWS makes. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Istio: its CRDs, its control plane and, unless there is one, an ingress gateway, as three Helm releases, each ready
 * before the next starts.
 */
export class Istio extends pulumi.ComponentResource implements MeshInUse {
  static readonly __pulumiType: string = "mesh:index:Istio";

  /** istiod. What needs sidecars injected or Istio objects validated depends on it. */
  readonly controlPlane: [k8s.helm.v3.Release];
  readonly whole: readonly pulumi.Resource[] = [this];
  readonly gatewaySelector: Labels;
  /**
   * The address of the node or of the load balancer by which the gateway is reached; undefined for one that is not its
   * own.
   */
  readonly gatewayAddress: pulumi.Output<string> | undefined;
  readonly gatewayOrigin: pulumi.Output<string> | undefined;
  readonly injection: Injection;

  constructor(name: string, args: IstioArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Istio.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { charts, gateway, values, caCertificates, revision } = args;
    const podAnnotations = { [SIDECAR_ANNOTATION]: sidecarSetup({ ...args, values: values.istiod }) };
    this.injection = { labels: injectionLabels(revision), podAnnotations };

    // Owned, so that `pulumi destroy` leaves nothing of Istio behind, the mesh's root key in a Secret included.
    const namespace = namespaceOf(`${name}-namespace`, ISTIO_NAMESPACE, gateway, own);
    const base = new k8s.helm.v3.Release(
      `${name}-base`,
      istioRelease("istio-base", ISTIO_NAMESPACE, charts.base, mergeValues(baseValues(revision), values.base)),
      { ...own, dependsOn: namespace },
    );
    const istiod = new k8s.helm.v3.Release(
      `${name}-istiod`,
      istioRelease(
        istiodName(revision),
        ISTIO_NAMESPACE,
        charts.istiod,
        mergeValues(ownIstiodValues(args), values.istiod),
      ),
      // istiod looks for an authority as it starts, and makes one of its own where it finds none.
      {
        ...own,
        dependsOn: caCertificates ? [base, meshAuthority(`${name}-authority`, caCertificates, namespace, own)] : base,
      },
    );

    this.controlPlane = [istiod];

    const sampling = samplingTelemetry(args.accessLog);
    if (sampling) {
      const metadata = { name: "access-log", namespace: ISTIO_NAMESPACE };
      new Telemetry(`${name}-access-log`, { metadata, spec: sampling }, { ...own, dependsOn: this.controlPlane });
    }

    this.gatewaySelector = gateway.selector ?? OWN_GATEWAY;
    this.gatewayAddress = gateway.selector ? undefined : this.installGateway(name, args, namespace);
    this.gatewayOrigin =
      this.gatewayAddress?.apply((address) => gatewayOrigin(gateway, address)) ?? namedOrigin(gateway);

    this.registerOutputs({ gateway: this.gatewayOrigin });
  }

  /** Installs the ingress gateway, and gives back its address. */
  private installGateway(name: string, args: IstioArgs, istioNamespace: k8s.core.v1.Namespace): pulumi.Output<string> {
    const own = { parent: this };
    const { charts, gateway, values, revision, balancerController = [], tags = {} } = args;
    const { podAnnotations } = this.injection;
    const gatewayNamespace =
      gateway.namespace === ISTIO_NAMESPACE
        ? istioNamespace
        : namespaceOf(`${name}-gateway-namespace`, gateway.namespace, gateway, own);
    const ingress = new k8s.helm.v3.Release(
      `${name}-gateway`,
      istioRelease(
        GATEWAY,
        gateway.namespace,
        charts.gateway,
        mergeValues({ ...gatewayValues(gateway, tags), ...revisionValues(revision), podAnnotations }, values.gateway),
      ),
      {
        ...own,
        // The gateway's image is filled in by istiod's webhook: without it the pod asks for an image named `auto`.
        dependsOn: [...this.controlPlane, gatewayNamespace, ...balancerController],
        // In another namespace it is another release, which can't have the node ports that this one still holds.
        deleteBeforeReplace: true,
      },
    );

    return gateway.service === "NodePort"
      ? ingress.id.apply(() => gateway.address)
      : balancerAddress(`${name}-gateway-service`, ingress, gateway, own);
  }
}

/** The labels of the pods of the chart's gateway. */
const OWN_GATEWAY: Labels = { istio: "ingressgateway" };

/** A namespace of Istio's; the gateway's has what its load balancer needs. */
function namespaceOf(
  name: string,
  namespace: string,
  gateway: GatewayConfig,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Namespace {
  const labels = namespace === gateway.namespace ? gatewayNamespaceLabels(gateway.loadBalancer) : {};
  const metadata = { name: namespace, ...(Object.keys(labels).length > 0 && { labels }) };
  return new k8s.core.v1.Namespace(name, { metadata }, opts);
}

function ownIstiodValues(args: IstioArgs): HelmValues {
  const values = { ...authorityValues(args.caCertificates), ...istiodValues(args) };
  return mergeValues(values, accessLogValues(args.accessLog));
}

/** Has istiod start anew with another authority: it reads its own as it starts. */
function authorityValues(caCertificates: CertificateAuthority | undefined): HelmValues {
  if (!caCertificates) return {};
  return { podAnnotations: { "bookinfo-mesh/authority": authorityFingerprint(caCertificates) } };
}

/** The Secret in which istiod looks for an authority (istio.io, Plug in CA Certificates). */
function meshAuthority(
  name: string,
  { cert, key, root, chain }: CertificateAuthority,
  namespace: k8s.core.v1.Namespace,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret {
  const files = { "ca-cert.pem": cert, "ca-key.pem": key, "root-cert.pem": root, "cert-chain.pem": chain };
  return new k8s.core.v1.Secret(
    name,
    // Without the mark the key would stand in the clear in the stack's state and in every diff.
    { metadata: { name: "cacerts", namespace: ISTIO_NAMESPACE }, stringData: pulumi.secret(files) },
    { ...opts, dependsOn: namespace },
  );
}

/** The load balancer's address, which the cluster writes into the Service that the gateway's release made. */
function balancerAddress(
  name: string,
  release: k8s.helm.v3.Release,
  gateway: GatewayConfig,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { namespace } = gateway;
  const id = release.id.apply(() => `${namespace}/${GATEWAY}`);
  return k8s.core.v1.Service.get(name, id, opts).status.apply((status) => {
    const [entry] = status?.loadBalancer?.ingress ?? [];
    const address = entry?.hostname ?? entry?.ip;
    if (address) return address;
    // A preview reads the Service as it is before the update that gives it a load balancer.
    if (pulumi.runtime.isDryRun()) return pulumi.unknown as unknown as string;
    throw new pulumi.RunError(
      `The Service ${namespace}/${GATEWAY} has no load balancer address.\n` +
        `  to see why:  kubectl --namespace ${namespace} describe service ${GATEWAY}\n` +
        "  without a load balancer:  pulumi config set --path bookinfo-mesh:istio.gateway.service NodePort",
    );
  });
}
