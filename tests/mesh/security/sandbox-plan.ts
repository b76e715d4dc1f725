import { type SecurityPlan } from "../../../mesh/security/security-plan";

/** What the sandbox's stack says of its security. */
export const SANDBOX_PLAN: SecurityPlan = {
  mtls: "mesh",
  clientTls: "auto",
  apiServerTls: "disable",
  exceptions: [],
  clientRules: [],
  authorization: "none",
  egress: { policy: "ALLOW_ANY", via: "sidecar", hosts: [] },
  namespace: "default",
  gatewayNamespace: "istio-system",
  httpPort: 30080,
  https: false,
  redirect: false,
  tokenPaths: [],
  meshRoot: { from: "istiod" },
  secrets: [],
};
