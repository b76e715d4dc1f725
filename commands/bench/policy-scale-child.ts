import { type Policies } from "@pulumi/policy";
import { crossGuardPolicies } from "../../policies/engine/crossguard-policies";
import { POLICIES } from "../../policies/catalogue";
import { profileConfig } from "../../policies/profile";
import { judgeMesh } from "./judge-mesh";
import { mixedMesh } from "./mixed-mesh";
import { type Contender, type PolicyRun } from "./policy-scale";

/** A process of its own for each measurement, so that none has the memory or the compiled code of another. */
async function main([size, policies]: readonly string[]): Promise<void> {
  const mesh = mixedMesh(Number(size));
  const pack = packOf(policies as Contender);
  const before = process.cpuUsage();
  const { length } = await judgeMesh(pack, mesh, profileConfig(POLICIES, "prod"));
  const { user, system } = process.cpuUsage(before);
  const run: PolicyRun = {
    resources: mesh.length,
    milliseconds: (user + system) / 1000,
    kibibytes: process.resourceUsage().maxRSS,
    reports: length,
  };
  console.log(JSON.stringify(run));
}

/** CrossGuard makes the resources anew for each policy, whatever that does with them: an idle pack costs that alone. */
function packOf(contender: Contender): Policies {
  const pack = crossGuardPolicies(contender === "none" ? [] : POLICIES, "2026-11-26");
  if (contender !== "idle") return pack;
  const idle = () => undefined;
  return pack.map((policy) => ({
    ...policy,
    ...("validateResource" in policy && { validateResource: idle }),
    ...("validateStack" in policy && { validateStack: idle }),
  }));
}

void main(process.argv.slice(2));
