/** The minor number of a Kubernetes version of major version 1, such as `1.36`; NaN of any other text. */
export function minorOf(version: string): number {
  return Number(/^1\.(\d+)$/.exec(version)?.[1] ?? NaN);
}

/** The version that is some minor versions from another. */
export function minorsAway(version: string, count: number): string {
  return `1.${minorOf(version) + count}`;
}
