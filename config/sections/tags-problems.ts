import { remove } from "../problem/fix";
import { type Problem } from "../problem/problem";

/** AWS takes 50 on one thing, of which the program and the cluster's controllers set some themselves. */
const MOST_TAGS = 40;

/** What the program sets on what it makes. */
const OWN: readonly string[] = ["project", "stack", "Name"];

/**
 * By which AWS, Kubernetes, and the controllers of load balancers, volumes (aws-ebs-csi-driver, docs/tagging.md) and
 * nodes (karpenter.sh, NodeClasses: spec.tags) find what is theirs.
 */
const RESERVED = /^aws:|^eks:|kubernetes\.io\/|k8s\.aws\/|^karpenter\.sh\/|^ebs\.csi\.aws\.com\/|^CSIVolume/i;

/** What is wrong with the names of tags. An equals sign would end a name where they stand in an annotation. */
export function tagProblems(tags: Readonly<Record<string, string>>): Problem[] {
  const names = Object.keys(tags);
  const wrong = names.flatMap((name): Problem[] => {
    const fault = nameFault(name);
    const path = ["tags", name];
    return fault === undefined ? [] : [{ path, message: `${JSON.stringify(name)} ${fault}`, fix: remove(path) }];
  });
  const tooMany = names.slice(MOST_TAGS).map((name): Problem => {
    const path = ["tags", name];
    return { path, message: `is more than AWS takes: expected at most ${MOST_TAGS} tags`, fix: remove(path) };
  });
  return wrong.length > 0 ? wrong : tooMany;
}

function nameFault(name: string): string | undefined {
  if (OWN.includes(name)) return "is a tag that the program sets itself: expected another name";
  if (RESERVED.test(name)) return "is a tag by which AWS or Kubernetes finds what is theirs: expected another name";
  if (/^[\p{L}\p{Z}\p{N}_.:/+\-@]{1,128}$/u.test(name)) return undefined;
  return "is not the name of a tag: expected 1 to 128 letters, digits, blanks and _.:/+-@";
}
