import { POLICIES } from "../../policies/catalogue";
import { crossGuardPolicies } from "../../policies/engine/crossguard-policies";
import { today } from "../../policies/engine/exceptions";

/** The pack's policies as Pulumi knows them, the engine's own two among them. Here they are only read, never run. */
export const PACK = crossGuardPolicies(POLICIES, today());
