/** Settings by which the user's own helm may speak to another cluster, as another user, or keep its records elsewhere. */
const OF_THE_USERS_HELM = /^HELM_(KUBE|DRIVER|NAMESPACE|MAX_HISTORY|DEBUG)/;

/** The environment in which helm speaks to the provider's cluster, whatever the user has set for other clusters. */
export function helmEnvironment(own: NodeJS.ProcessEnv, kubeconfigFile: string): NodeJS.ProcessEnv {
  const rest = Object.entries(own).filter(([name]) => !OF_THE_USERS_HELM.test(name));
  return { ...Object.fromEntries(rest), KUBECONFIG: kubeconfigFile };
}
