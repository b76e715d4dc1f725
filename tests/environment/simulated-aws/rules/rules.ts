import { AUTO_MODE_RULES } from "./auto-mode-rules";
import { EKS_RULES } from "./eks-rules";
import { NETWORK_RULES } from "./network-rules";
import { OTHER_RULES } from "./other-rules";
import { type Rule } from "./rule";

/** Everything that the simulated AWS refuses beyond what types and the API's own model say. */
export const RULES: readonly Rule[] = [...EKS_RULES, ...AUTO_MODE_RULES, ...NETWORK_RULES, ...OTHER_RULES];
