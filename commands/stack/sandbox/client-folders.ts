import { join } from "node:path";
import { stateDir } from "./paths";

const folder = join(stateDir, "clients");

/** Settings that keep what kubectl, istioctl and helm write for themselves out of the user's home. */
export const clientFolders = {
  KUBECACHEDIR: join(folder, "kube-cache"),
  HELM_CACHE_HOME: join(folder, "helm", "cache"),
  HELM_CONFIG_HOME: join(folder, "helm", "config"),
  HELM_DATA_HOME: join(folder, "helm", "data"),
} as const;
