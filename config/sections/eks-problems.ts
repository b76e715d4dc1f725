import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { fieldOf } from "../value";
import { type EksInput } from "./cluster-schema";
import { accessProblems } from "./eks-access-problems";
import { controlPlaneProblems } from "./eks-control-plane-problems";
import { networkProblems } from "./eks-network-problems";
import { nodeProblems } from "./eks-node-problems";
import { eksVersionProblems } from "./eks-version-problems";

/** What an EKS cluster's section is held against besides itself. */
export interface EksSurroundings {
  readonly istioVersion: string | undefined;
  readonly region: string | undefined;
  /** The day, such as `2026-11-26`, by which support is judged; without it, nothing is that depends on the day. */
  readonly today: string | undefined;
}

/**
 * What is wrong between values of an EKS cluster, as far as each is right by itself. `written` is the section without
 * its defaults.
 */
export function eksProblems(
  cluster: Reading<EksInput>,
  written: unknown,
  { istioVersion, region, today }: EksSurroundings,
): Problem[] {
  return [
    ...nodeProblems(cluster, written),
    ...networkProblems(cluster, region),
    ...accessProblems(cluster.field("access"), fieldOf(written, "access"), region),
    ...controlPlaneProblems(cluster, written, region),
    ...eksVersionProblems(cluster, istioVersion, today),
  ];
}
