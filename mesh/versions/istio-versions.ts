/**
 * An Istio release as `major.minor.patch`, with a pre-release suffix where it has one. Numbers have no leading zeros.
 */
const RELEASE = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?$/;

/**
 * The Kubernetes minor versions (of major version 1) that each Istio minor version supports, first and last
 * (istio.io, Supported Releases, "Supported Kubernetes versions"). Istio versions newer than the table are not judged,
 * older ones support no Kubernetes that is still in use.
 */
const SUPPORTED_KUBERNETES: Readonly<Record<string, readonly [first: number, last: number]>> = {
  "1.20": [25, 29],
  "1.21": [26, 29],
  "1.22": [27, 30],
  "1.23": [27, 30],
  "1.24": [28, 31],
  "1.25": [29, 32],
  "1.26": [29, 32],
  "1.27": [29, 33],
  "1.28": [30, 34],
  "1.29": [31, 35],
  "1.30": [32, 36],
  "1.31": [32, 36],
};

/**
 * The first day without support of the newest Istio minor versions. istio.io (data/compatibility/supportStatus.yml)
 * expects 1.30 to end in November 2026, six months after its release; that of 1.31 is assumed from its release in
 * August 2026 likewise.
 */
const END_OF_SUPPORT: Readonly<Record<string, string>> = {
  "1.30": "2026-12-01",
  "1.31": "2027-03-01",
};

/**
 * The default Istio version, of stacks that name none: the newest patch of the newest minor version in the table. A
 * release of Istio tags istio.io/api and istio.io/client-go with its own version, and v1.31.4 is the last one of 1.31
 * that the Go module proxy lists (2026-11-26). It also lists v1.32.0, but no source says yet which Kubernetes that one
 * supports.
 */
export const DEFAULT_ISTIO_VERSION = "1.31.4";

/**
 * Whether a text is the version of a single Istio release: no range, no `latest`, no leading `v`, all three numbers.
 */
export function isIstioVersion(text: string): boolean {
  return RELEASE.test(text);
}

/**
 * Why an Istio version must not be installed on a cluster of a Kubernetes version (`1.36`, `v1.36.3` or
 * `v1.35.2-eks-1a2b3c`), with what would fit. Undefined where it is supported, where the Istio version is newer than
 * all that are known here, or where the text is no version of Kubernetes.
 */
export function supportProblem(istioVersion: string, kubernetesVersion: string): string | undefined {
  const istioMinor = minorOf(istioVersion);
  const supported = istioMinor && SUPPORTED_KUBERNETES[istioMinor];
  const kubernetes = /^v?1\.(\d+)/.exec(kubernetesVersion)?.[1];
  if (!supported || kubernetes === undefined) return undefined;

  const [first, last] = supported;
  const minor = Number(kubernetes);
  if (minor >= first && minor <= last) return undefined;

  const fitting = istioMinorsFor(minor);
  const advice =
    fitting.length > 0
      ? `Kubernetes 1.${minor} is supported by Istio ${fitting.join(", ")}`
      : `no Istio version known here supports Kubernetes 1.${minor}`;
  return `Istio ${istioVersion} supports Kubernetes 1.${first} to 1.${last}, not 1.${minor}; ${advice}`;
}

/** Why an Istio version is too old for any cluster; undefined where it is not. */
export function tooOld(istioVersion: string): string | undefined {
  const [oldest = ""] = Object.keys(SUPPORTED_KUBERNETES);
  const [, major, minor] = RELEASE.exec(istioVersion) ?? [];
  const [oldestMajor, oldestMinor] = oldest.split(".");
  const isOlder = Number(major) < Number(oldestMajor) || (major === oldestMajor && Number(minor) < Number(oldestMinor));
  return isOlder
    ? `${istioVersion} is no longer supported on any Kubernetes: expected ${oldest}.0 or newer`
    : undefined;
}

/** Whether a version of Istio is of a minor version (of major version 1) or a newer one. */
export function isSince(istioVersion: string, minor: number): boolean {
  const [, major, own] = RELEASE.exec(istioVersion) ?? [];
  return Number(major) > 1 || (major === "1" && Number(own) >= minor);
}

/** The newest Istio version known to support a Kubernetes version; undefined where none is. */
export function newestIstioFor(kubernetesVersion: string): string | undefined {
  const minor = istioMinorsFor(Number(/^v?1\.(\d+)/.exec(kubernetesVersion)?.[1])).at(-1);
  // Every minor version has a release 0; the default is one that is known to work.
  return minor === undefined || minor === minorOf(DEFAULT_ISTIO_VERSION)
    ? minor && DEFAULT_ISTIO_VERSION
    : `${minor}.0`;
}

/**
 * The newest Kubernetes minor version, as `1.36`, that an Istio version is known to support; empty where none is known.
 */
export function supportedKubernetes(istioVersion: string): string {
  const range = SUPPORTED_KUBERNETES[minorOf(istioVersion) ?? ""];
  return range ? `1.${range[1]}` : "";
}

/** The Istio minor versions that support a Kubernetes minor version, oldest first. */
export function istioMinorsFor(kubernetesMinor: number): string[] {
  return Object.entries(SUPPORTED_KUBERNETES)
    .filter(([, [first, last]]) => kubernetesMinor >= first && kubernetesMinor <= last)
    .map(([minor]) => minor);
}

/**
 * The first day, such as `2027-03-01`, on which an Istio version is out of support; undefined where that is not known.
 */
export function endOfIstio(version: string): string | undefined {
  return END_OF_SUPPORT[minorOf(version) ?? ""];
}

function minorOf(version: string): string | undefined {
  const [, major, minor] = RELEASE.exec(version) ?? [];
  return major === undefined ? undefined : `${major}.${minor}`;
}
