import { isFields } from "../../mesh/fields";
import { type TrafficPlan } from "../../mesh/traffic/traffic-plan";

/** Services whose answer names the pod that gave it, in the JSON field `podname`: `reviews-v2-<hash>-<id>`. */
const NAMES_ITS_POD: readonly string[] = ["reviews"];

/** A way to tell from an answer's body which version gave it, or why there is none. */
export type AnsweringVersion =
  | { readonly kind: "told"; readonly versionOf: (body: string) => string | undefined }
  | { readonly kind: "untold"; readonly reason: string };

/**
 * How to tell from an answer's body which version of a service gave it, or why that is impossible. Where the
 * application has one version of the service only, whatever answers is that version.
 */
export function answeringVersion(plan: TrafficPlan): AnsweringVersion {
  const [only, ...others] = plan.versions;
  if (NAMES_ITS_POD.includes(plan.service)) {
    const versionOf = (body: string) => {
      const pod = podName(body);
      return pod === undefined ? undefined : versionOfPod(plan, pod);
    };
    return { kind: "told", versionOf };
  }
  if (only !== undefined && others.length === 0) return { kind: "told", versionOf: () => only };
  return { kind: "untold", reason: `an answer of ${plan.service} does not say which of its versions gave it` };
}

/**
 * The version in a Deployment's pod name; the pod's own name where it is of no declared version, for the report to
 * show.
 */
function versionOfPod(plan: TrafficPlan, pod: string): string {
  const longestFirst = plan.versions.toSorted((a, b) => b.length - a.length);
  return longestFirst.find((version) => pod.startsWith(`${plan.service}-${version}-`)) ?? pod;
}

function podName(body: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    const pod = isFields(answer) ? answer["podname"] : undefined;
    return typeof pod === "string" ? pod : undefined;
  } catch {
    return undefined;
  }
}
