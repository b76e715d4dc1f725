import { POLICIES } from "../../../policies/catalogue";
import { profileConfig } from "../../../policies/profile";
import { type MeshPlan } from "../mesh-plan";
import { type PackConfig } from "../run-pack";
import { CLIENTS_MUTATIONS } from "./clients";
import { CONTROLLERS_MUTATIONS } from "./controllers";
import { EKS_MUTATIONS } from "./eks";
import { FRAGMENTS_MUTATIONS } from "./fragments";
import { GATEWAYS_MUTATIONS } from "./gateways";
import { IDENTITY_MUTATIONS } from "./identity";
import { INJECTION_MUTATIONS } from "./injection";
import { PLATFORM_MUTATIONS } from "./platform";
import { ROUTES_MUTATIONS } from "./routes";
import { RULES_MUTATIONS } from "./rules";
import { SECURITY_MUTATIONS } from "./security";
import { SPLIT_STACKS_MUTATIONS } from "./split-stacks";
import { TRAFFIC_MUTATIONS } from "./traffic";
import { type Mutation, type Names } from "./mutation";

export const MUTATIONS: readonly Mutation[] = [
  ...TRAFFIC_MUTATIONS,
  ...SECURITY_MUTATIONS,
  ...GATEWAYS_MUTATIONS,
  ...PLATFORM_MUTATIONS,
  ...EKS_MUTATIONS,
  ...CLIENTS_MUTATIONS,
  ...CONTROLLERS_MUTATIONS,
  ...ROUTES_MUTATIONS,
  ...RULES_MUTATIONS,
  ...FRAGMENTS_MUTATIONS,
  ...IDENTITY_MUTATIONS,
  ...INJECTION_MUTATIONS,
  ...SPLIT_STACKS_MUTATIONS,
];

/** The strict profile, but with a cap that leaves room for splits of every kind. */
export const CONFIG: PackConfig = {
  ...profileConfig(POLICIES, "strict"),
  "canary-weight-is-capped": { largestCanary: 30 },
};

/** The names for one of the splits, whichever a number picks. */
export function namesIn({ splits }: MeshPlan, pick: number): Names {
  const service = splits[pick % splits.length]?.service ?? "";
  return {
    service,
    routes: `${service}-routes`,
    versions: `${service}-versions`,
    workload: `${service}-v1`,
    entrance: "bookinfo-routes",
  };
}
