import { definePolicy } from "../engine/policy";
import { wholeNumber } from "../engine/settings";
import { demandToSeeSubnets, nodeGroups, subnetsOf } from "../objects/eks";
import { NotKnown } from "../resources/value";

export const eksNodesSpanZones = definePolicy({
  name: "eks-nodes-span-zones",
  description:
    "The nodes of an EKS cluster are spread over at least two availability zones, so that the loss of one does not end everything.",
  severity: "medium",
  codes: [],
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/reliability.html",
  remediationSteps: "give the node group subnets in two availability zones or more.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: { leastZones: wholeNumber(2, { from: 1, to: 6 }, "The fewest availability zones.") },
  subjects: nodeGroups,
  check({ resource }, { settings, report }) {
    const subnets = subnetsOf(resource);
    if (subnets.length === 0) {
      const { length } = resource.properties.at("subnetIds").items();
      if (length < settings.leastZones) {
        report(`node group ${resource.name} has ${length} of at least ${settings.leastZones} subnets`);
        return;
      }
    }
    const readings = subnets.map(({ properties }) => properties.at("availabilityZone").reading());
    const zones = new Set(readings.flatMap((reading) => (reading.kind === "known" ? [reading.value] : [])));
    if (zones.size >= settings.leastZones) return;
    demandToSeeSubnets(resource);
    if (readings.some(({ kind }) => kind !== "known")) throw new NotKnown("availabilityZone of its subnets");
    report(`node group ${resource.name} is in ${zones.size} of at least ${settings.leastZones} availability zones`);
  },
});
