import {
  COREDNS_VERSION,
  ETCD_VERSION,
  HELM_VERSION,
  ISTIO_VERSION,
  KUBERNETES_VERSION,
  PULUMI_LANGUAGE_NODEJS_VERSION,
  PULUMI_VERSION,
} from "./versions";

/** A module in `go/`: what it pins gets built as one, so that shared packages are compiled once. */
export interface GoModule {
  /** The folder in `go/`. */
  readonly name: string;
  /** What `go build` is asked for: `tool`, which is what go.mod names as tools, and programs of the module itself. */
  readonly packages: readonly string[];
  /** The programs that it gives, by the names that `go build` gives them. */
  readonly programs: readonly string[];
  /** Versions that the programs call themselves: a Go variable each, set as they are linked. */
  readonly stamps: Readonly<Record<string, string>>;
  /** Which versions go.mod must name, by module path. */
  readonly pins: Readonly<Record<string, string>>;
}

const PULUMI_VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const [kubernetesMajor = "", kubernetesMinor = ""] = KUBERNETES_VERSION.split(".");

/** All modules, the smallest first: what is wrong with Go or the network shows early. */
export const GO_MODULES: readonly GoModule[] = [
  {
    name: "language-nodejs",
    packages: ["tool", "./launcher"],
    programs: ["launcher", "pulumi-language-nodejs"],
    stamps: { [PULUMI_VERSION_VARIABLE]: `v${PULUMI_LANGUAGE_NODEJS_VERSION}` },
    pins: { "github.com/pulumi/pulumi/sdk/v3": `v${PULUMI_LANGUAGE_NODEJS_VERSION}` },
  },
  {
    name: "tools",
    packages: ["tool", "./coredns", "./pause"],
    programs: [
      "coredns",
      "helm",
      "istioctl",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-proxy",
      "kube-scheduler",
      "kubectl",
      "kubelet",
      "pause",
      "pilot-agent",
      "pilot-discovery",
      "pulumi",
      "server",
    ],
    stamps: {
      [PULUMI_VERSION_VARIABLE]: `v${PULUMI_VERSION}`,
      "helm.sh/helm/v3/internal/version.version": `v${HELM_VERSION}`,
      "istio.io/istio/pkg/version.buildVersion": ISTIO_VERSION,
      "istio.io/istio/pkg/version.buildTag": ISTIO_VERSION,
      "istio.io/istio/pkg/version.buildStatus": "Clean",
      "k8s.io/component-base/version.gitVersion": `v${KUBERNETES_VERSION}`,
      "k8s.io/component-base/version.gitMajor": kubernetesMajor,
      "k8s.io/component-base/version.gitMinor": kubernetesMinor,
      "k8s.io/component-base/version.gitTreeState": "clean",
    },
    pins: {
      "github.com/coredns/coredns": `v${COREDNS_VERSION}`,
      "github.com/pulumi/pulumi/pkg/v3": `v${PULUMI_VERSION}`,
      "go.etcd.io/etcd/server/v3": `v${ETCD_VERSION}`,
      "helm.sh/helm/v3": `v${HELM_VERSION}`,
      "k8s.io/kubernetes": `v${KUBERNETES_VERSION}`,
    },
  },
];

/** Programs that need another name than that of their package, in the order in which they must be renamed. */
export const PROGRAM_NAMES: Readonly<Record<string, string>> = {
  server: "etcd",
  // Pulumi starts what has the host's name: the launcher, which then starts the host.
  "pulumi-language-nodejs": "pulumi-language-nodejs-host",
  launcher: "pulumi-language-nodejs",
};

/** Without symbol tables and the paths of this machine. */
export function buildFlags(module: GoModule): readonly string[] {
  const stamps = Object.entries(module.stamps).map(([variable, value]) => `-X ${variable}=${value}`);
  return ["-trimpath", `-ldflags=${["-s", "-w", ...stamps].join(" ")}`];
}
