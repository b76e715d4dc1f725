import { type helm } from "@pulumi/kubernetes";
import { type HelmValues } from "../../config/config";
import { type Chart } from "./istio-charts";

/** How each of Istio's charts is installed. */
export function istioRelease(name: string, namespace: string, chart: Chart, values: HelmValues): helm.v3.ReleaseArgs {
  return {
    // A fixed name: Istio's CRDs stay behind when a release goes, and only a release of the same name may take them
    // over.
    name,
    namespace,
    ...chart,
    values: { ...values },
    // As with helm itself, null takes a value of the chart away.
    allowNullValues: true,
    // Not atomic: what a failed installation leaves is what tells why it failed, and the next update fixes it.
    atomic: false,
    skipAwait: false,
    timeout: 600,
    maxHistory: 5,
  };
}
