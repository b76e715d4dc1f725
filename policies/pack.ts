import { PolicyPack } from "@pulumi/policy";
import { POLICIES } from "./catalogue";
import { crossGuardPolicies } from "./engine/crossguard-policies";
import { today } from "./engine/exceptions";

// Serves the pack as soon as it is loaded, so nothing else may import this file.
new PolicyPack("bookinfo-mesh", {
  description: "Says no before the mesh breaks",
  policies: crossGuardPolicies(POLICIES, today()),
});
