import { linkSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { cacheDir } from "../../commands/stack/sandbox/paths";
import { cached } from "./cache";
import { installDebianPackages, SYSTEM_PACKAGES } from "./debian-packages";
import { ENGINE_ROOT, IMAGE_ROOT, unpackDebianRoot } from "./debian-root";
import { fetchEnvoy } from "./envoy";
import { fingerprint } from "./fingerprint";
import { buildGoModule, fetchGoModule, type GoBuild } from "./go";
import { GO_MODULES, KUBERNETES_PROVIDER } from "./go-modules";
import { findPreparedProvider } from "./kubernetes-provider";
import { type Report } from "./report";

export { type Report } from "./report";

/** Programs and files that the sandbox runs on, complete and never changed once they are there. */
export interface Toolchain {
  /**
   * The folder with every program, to be put first on PATH: pulumi, pulumi-language-nodejs (and its -host), etcd,
   * kube-apiserver, kube-controller-manager, kube-scheduler, kube-proxy, kubelet, kubectl, coredns, istioctl,
   * pilot-agent, pilot-discovery, envoy, pause, containerd, containerd-shim-runc-v2, ctr and runc.
   */
  readonly bin: string;
  /** The folder with the CNI plugins (bridge, host-local, loopback, portmap, ...). */
  readonly cniPlugins: string;
  /** The folder with those files of Istio's source that are not programs: charts and `envoy_bootstrap.json`. */
  readonly istio: string;
  /** A root file system with what a program linked to glibc needs, and iptables: the base of container images. */
  readonly imageRoot: string;
}

/**
 * Fetches and builds whatever of the toolchain is not in the cache yet. Safe to interrupt and to run twice at once.
 *
 * @throws Error that says what failed, where its log is and what to do next
 */
export async function prepareToolchain(report: Report): Promise<Toolchain> {
  // What is quick comes first: a mirror or an index that cannot be reached shows before the long build.
  await installDebianPackages(SYSTEM_PACKAGES, report);
  // A provider that is on the machine needs none of what it would be built from.
  const provider = findPreparedProvider() === undefined ? [KUBERNETES_PROVIDER] : [];
  const downloads = Promise.all([...GO_MODULES, ...provider].map(fetchGoModule));
  const engineRoot = await unpackDebianRoot(ENGINE_ROOT, report);
  const imageRoot = await unpackDebianRoot(IMAGE_ROOT, report);
  const envoy = await fetchEnvoy(report);
  const builds: GoBuild[] = [];
  for (const module of GO_MODULES) builds.push(await buildGoModule(module, report));
  await downloads;

  const istio = builds.map((build) => build.istio).find((folder) => folder !== undefined);
  if (istio === undefined) throw new Error("none of the Go modules requires Istio: its charts are missing");
  return {
    bin: await gather([...enginePrograms(engineRoot), join(envoy, "envoy"), ...builds.flatMap(programsOf)], report),
    cniPlugins: join(engineRoot, "usr", "lib", "cni"),
    istio,
    imageRoot,
  };
}

function enginePrograms(root: string): readonly string[] {
  const [bin, sbin] = [join(root, "usr", "bin"), join(root, "usr", "sbin")];
  return [...["containerd", "containerd-shim-runc-v2", "ctr"].map((name) => join(bin, name)), join(sbin, "runc")];
}

function programsOf(build: GoBuild): readonly string[] {
  return readdirSync(build.bin).map((name) => join(build.bin, name));
}

/** One folder for all programs, as hard links: they take no room, and container builds can copy from it. */
async function gather(programs: readonly string[], report: Report): Promise<string> {
  const entry = join(cacheDir, "toolchain", fingerprint(programs));
  await cached(entry, report, (unfinished) => {
    const bin = join(unfinished, "bin");
    rmSync(bin, { recursive: true, force: true });
    mkdirSync(bin);
    for (const program of programs) linkSync(program, join(bin, basename(program)));
    return Promise.resolve();
  });
  return join(entry, "bin");
}
