import * as aws from "@pulumi/aws";
import { remove } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";

/** What keeps hosts from having records in a hosted zone of Route 53: it has other names than theirs. */
export async function dnsZoneProblems(zoneId: string | undefined, hosts: readonly string[] = []): Promise<Problem[]> {
  if (zoneId === undefined) return [];
  const { name } = await aws.route53.getZone({ zoneId });
  const zone = name.replace(/\.$/, "");
  return hosts.flatMap((host, index): Problem[] => {
    if (host === zone || host.endsWith(`.${zone}`)) return [];
    const path = ["istio", "gateway", "hosts", index];
    const message = `${host} is no name of the zone ${zone}, which istio.gateway.dnsZone names: expected one under ${zone}`;
    return [{ path, message, fix: remove(["istio", "gateway", "dnsZone"], "has no records made at all") }];
  });
}
