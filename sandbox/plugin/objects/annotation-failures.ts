import { waitForCheck } from "../await/wait-for";
import { type KubeObject } from "../cluster/object";
import { onlyOfficial } from "../official-plugin";
import { type CheckFailure } from "../resource-handler";
import { isUnknown } from "../wire/properties";
import { formatPath } from "../wire/property-path";
import { REPLACE_UNREADY, replacesUnready, WAIT_FOR, waitForOf } from "./annotations";

/** What is wrong with the annotations that steer the provider, or only done by the official one. */
export function annotationFailures(inputs: KubeObject): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  const waitFor = waitForOf(inputs);
  try {
    if (waitFor !== undefined && !isUnknown(waitFor)) waitForCheck(waitFor);
  } catch (error) {
    failures.push({ property: annotationPath(WAIT_FOR), reason: (error as Error).message });
  }
  if (replacesUnready(inputs)) {
    failures.push({
      property: annotationPath(REPLACE_UNREADY),
      reason: onlyOfficial("replacement of unready objects"),
    });
  }
  return failures;
}

function annotationPath(key: string): string {
  return formatPath(["metadata", "annotations", key]);
}
