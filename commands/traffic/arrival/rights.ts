import { AuthorizationV1Api, type KubeConfig } from "@kubernetes/client-node";
import { answered } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";

/**
 * A WebSocket is a GET; from Kubernetes 1.35 on it takes both (kubernetes,
 * AuthorizePodWebsocketUpgradeCreatePermission).
 */
const VERBS = ["create", "get"] as const;

/** What to say where the API server has refused to forward ports: the rights that are missing, and how to give them. */
export async function missingForwardRights(access: KubeConfig, namespaces: Iterable<string>): Promise<UserError> {
  const api = access.makeApiClient(AuthorizationV1Api);
  const missing = await Promise.all(
    [...namespaces].sort().map(async (namespace) => {
      const asked = await Promise.all(
        VERBS.map(async (verb) => {
          const resourceAttributes = { namespace, verb, resource: "pods", subresource: "portforward" };
          const { status } = await answered(
            api.createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } }),
          );
          return status?.allowed ? [] : [verb];
        }),
      );
      const verbs = asked.flat();
      return `  ${(verbs.length > 0 ? verbs : VERBS).join(" and ")} pods/portforward in the namespace ${namespace}`;
    }),
  );
  return new UserError(
    "What the proxies hold can't be looked at: the cluster does not let this user forward ports of pods. Missing:\n" +
      `${missing.join("\n")}\n` +
      "Have these rights given by a Role and a RoleBinding, or name a stack whose output kubeconfig has them.",
  );
}
