import { version as sdkVersion } from "@pulumi/kubernetes/package.json";
import {
  COREDNS_VERSION,
  ETCD_VERSION,
  ISTIO_MODULE_VERSION,
  ISTIO_VERSION,
  KUBERNETES_PROVIDER_MODULE_VERSION,
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
  /**
   * Files of a module that it requires which its own program embeds: where in that module each is, by the name it is
   * embedded under.
   */
  readonly embeds?: ModuleFiles;
  /** Files of a module that it requires, each by the file of its own that is compiled in its place. */
  readonly replaces?: ModuleFiles;
}

/** Files of another module: where each is in there, by a name in the module that makes use of it. */
export interface ModuleFiles {
  readonly module: string;
  readonly files: Readonly<Record<string, string>>;
}

const PULUMI_VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const [kubernetesMajor = "", kubernetesMinor = ""] = KUBERNETES_VERSION.split(".");

/** What every start needs, the smallest first: what is wrong with Go or the network shows early. */
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
      "istio.io/istio": ISTIO_MODULE_VERSION,
      "k8s.io/kubernetes": `v${KUBERNETES_VERSION}`,
    },
  },
];

const PROVIDER_MODULE = "github.com/pulumi/pulumi-kubernetes/provider/v4";

/**
 * What the provider built from the module calls itself. The engine warns at every command of a plugin older than the
 * SDK asks for, and keeps plugins by that version; what follows the `+` (which versions are not compared by) says which
 * commit it really is.
 */
export const BUILT_PROVIDER_VERSION = `${sdkVersion}+${KUBERNETES_PROVIDER_MODULE_VERSION.replace(/^v4\.0\.0-/, "module.")}`;

/** Pulumi's provider for Kubernetes; built only where its release cannot be had. */
export const KUBERNETES_PROVIDER: GoModule = {
  name: "kubernetes-provider",
  packages: ["./pulumi-resource-kubernetes"],
  programs: ["pulumi-resource-kubernetes"],
  stamps: { [`${PROVIDER_MODULE}/pkg/version.Version`]: BUILT_PROVIDER_VERSION },
  pins: { [PROVIDER_MODULE]: KUBERNETES_PROVIDER_MODULE_VERSION },
  embeds: {
    module: PROVIDER_MODULE,
    files: {
      "pulumi-resource-kubernetes/schema.json": "cmd/pulumi-resource-kubernetes/schema.json",
      "pulumi-resource-kubernetes/terraform-mapping.json": "cmd/pulumi-resource-kubernetes/terraform-mapping.json",
    },
  },
  replaces: {
    module: "github.com/pulumi/pulumi-kubernetes/sdk/v4",
    files: { "kinds/kinds.go": "go/kubernetes/yaml/v2/kinds.go" },
  },
};

/** Programs that need another name than that of their package, in the order in which they must be renamed. */
export const PROGRAM_NAMES: Readonly<Record<string, string>> = {
  server: "etcd",
  // Pulumi starts what has the host's name: the launcher, which then starts the host.
  "pulumi-language-nodejs": "pulumi-language-nodejs-host",
  launcher: "pulumi-language-nodejs",
};

/**
 * Without symbol tables and the paths of this machine. What debuggers need is not even compiled: that takes a tenth of
 * the time and would be left out of the programs anyway.
 */
export function buildFlags(module: GoModule): readonly string[] {
  const stamps = Object.entries(module.stamps).map(([variable, value]) => `-X ${variable}=${value}`);
  return ["-trimpath", "-gcflags=all=-dwarf=false", `-ldflags=${["-s", "-w", ...stamps].join(" ")}`];
}
