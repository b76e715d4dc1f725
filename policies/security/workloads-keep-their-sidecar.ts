import { definePolicy } from "../engine/policy";
import { flag } from "../engine/settings";
import { exemptNamespaces } from "../objects/namespaces";

const INJECT = "sidecar.istio.io/inject";

export const workloadsKeepTheirSidecar = definePolicy({
  name: "workloads-keep-their-sidecar",
  description:
    "No pod opts out of its sidecar or leads traffic past it. What bypasses the sidecar is neither encrypted nor routed nor checked.",
  severity: "high",
  codes: ["IST0103"],
  url: "https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy",
  remediationSteps: `remove ${INJECT}: "false", hostNetwork and the traffic.sidecar.istio.io/exclude... annotations from the pod template.`,
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {
    exemptNamespaces,
    allowsExclusions: flag(true, "Whether single ports or address ranges may be kept from the sidecar."),
  },
  profileSettings: { strict: { allowsExclusions: false } },
  subjects: (view) => view.withPatches.workloads.filter((workload) => !workload.isControlPlane),
  check(workload, { settings, each, report }) {
    if (settings.exemptNamespaces.includes(workload.namespace)) return;
    const places = [
      ["label", () => workload.podLabels],
      ["annotation", () => workload.podAnnotations],
    ] as const;
    each(places, ([what, read]) => {
      const values = read();
      if (values[INJECT] === "false")
        report(`${workload.title}: the ${what} ${INJECT}=false keeps its pods out of the mesh`);
      if (settings.allowsExclusions) return;
      for (const name of Object.keys(values).filter((key) => /^traffic\.sidecar\.istio\.io\/exclude/.test(key))) {
        report(`${workload.title}: the ${what} ${name} leads traffic past the sidecar`);
      }
    });
    if (workload.podSpec.at("hostNetwork").flag()) {
      report(`${workload.title}: hostNetwork: pods on the node's own network get no sidecar`);
    }
  },
});
