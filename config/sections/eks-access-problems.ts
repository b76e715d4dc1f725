import { type Path } from "../../mesh/config-path";
import { remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { fieldOf } from "../value";
import { type EksInput } from "./cluster-schema";

type Access = EksInput["access"];

const POLICIES = ["clusterAdmin", "adminView", "view"] as const;

interface Principal {
  readonly path: Path;
  readonly arn: string;
}

/**
 * What is wrong with who may use a cluster, each ARN being one by itself; `written` is the same without its defaults.
 */
export function accessProblems(access: Reading<Access>, written: unknown, region: string | undefined): Problem[] {
  const principals = POLICIES.flatMap((policy) =>
    access
      .field(policy)
      .elements.flatMap(({ valid }, index): Principal[] =>
        valid === undefined ? [] : [{ path: ["cluster", "access", policy, index], arn: valid }],
      ),
  );
  return [
    ...principals.flatMap((one, index) => repeated(one, principals.slice(0, index))),
    ...principals.flatMap((one) => otherPartition(one, region)),
    ...lockedOut(written, principals, region),
  ];
}

/** A principal has one access entry in a cluster, and each policy here holds those of the ones after it. */
function repeated({ path, arn }: Principal, before: readonly Principal[]): Problem[] {
  const other = before.find((one) => one.arn === arn);
  if (!other) return [];
  const message = `${arn} is in cluster.access.${String(other.path[2])} already, which allows as much or more`;
  return [{ path, message, fix: remove(path) }];
}

function otherPartition({ path, arn }: Principal, region: string | undefined): Problem[] {
  const partition = arn.split(":")[1] ?? "";
  const expected = region === undefined ? partition : partitionOf(region);
  if (partition === expected) return [];
  const message = `${arn} is in the partition ${partition}, but ${String(region)} is in ${expected}: expected a principal in ${expected}`;
  return [{ path, message, fix: remove(path) }];
}

/**
 * The role that made the cluster may always act, and nobody else unless clusterAdmin names them. A list of nobody takes
 * that away from whoever had it, and where others may not even preview, nobody is left when that role is gone.
 */
function lockedOut(written: unknown, principals: readonly Principal[], region: string | undefined): Problem[] {
  const named = (policy: string) => principals.some(({ path }) => path[2] === policy);
  const list = fieldOf(written, "clusterAdmin");
  const isEmptied = Array.isArray(list) && list.length === 0;
  const onlyView = named("view") && !named("adminView");
  if (named("clusterAdmin") || (list !== undefined && !isEmptied) || (!isEmptied && !onlyView)) return [];
  const path = ["cluster", "access", "clusterAdmin"];
  const message = `${isEmptied ? "is an empty list" : "names nobody"}: expected a role that can manage the cluster when the one that made it is gone`;
  const partition = region === undefined ? "aws" : partitionOf(region);
  const account = principals[0]?.arn.split(":")[4] ?? "123456789012";
  const role = `arn:${partition}:iam::${account}:role/platform`;
  return [{ path, message, fix: set([...path, 0], role, "or whichever role your team assumes in an emergency") }];
}

/** The partition of AWS that a region is in (aws-sdk, partitions.json: regionRegex). */
function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  if (region.startsWith("us-iso-")) return "aws-iso";
  if (region.startsWith("us-isob-")) return "aws-iso-b";
  if (region.startsWith("eu-isoe-")) return "aws-iso-e";
  if (region.startsWith("us-isof-") || region.startsWith("eu-isof-")) return "aws-iso-f";
  return region.startsWith("eusc-") ? "aws-eusc" : "aws";
}
