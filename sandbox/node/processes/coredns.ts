import { join } from "node:path";
import { OUTSIDE_DOMAIN } from "../../../commands/stack/sandbox/outside";
import { clusterDomain, nodeAddress, nodeFiles, nodePorts } from "../facts";
import { apiServerUrl, kubeconfig, readCredentials } from "../kubeconfig";
import { type NodeProcess } from "../node-process";

/**
 * The cluster's DNS. It knows the cluster's names, those of the stand-in for the outside, and no others: the sandbox
 * has no way out.
 */
export function coredns(bin: string): NodeProcess {
  const config = join(nodeFiles.config, "Corefile");
  const access = join(nodeFiles.config, "coredns.kubeconfig");
  return {
    name: "coredns",
    where: "node",
    command: [join(bin, "coredns"), "-conf", config],
    files: {
      [config]: corefile(access),
      [access]: kubeconfig(apiServerUrl.node, "coredns", readCredentials("coredns")),
    },
  };
}

export function corefile(access: string): string {
  return `${clusterDomain}:${nodePorts.dns} in-addr.arpa:${nodePorts.dns} {
  bind ${nodeAddress}
  errors
  cache 30
  kubernetes ${clusterDomain} in-addr.arpa {
    kubeconfig ${access}
  }
}
${OUTSIDE_DOMAIN}:${nodePorts.dns} {
  bind ${nodeAddress}
  template IN A {
    answer "{{ .Name }} 60 IN A ${nodeAddress}"
  }
  template ANY ANY {
    rcode NOERROR
  }
}
.:${nodePorts.dns} {
  bind ${nodeAddress}
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`;
}

/** What CoreDNS may read, for the user that its certificate names. */
export const corednsAccess = [
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "system:coredns" },
    rules: [
      { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "system:coredns" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:coredns" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "system:coredns" }],
  },
] as const;
