import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { machinePorts, nodeAddress } from "./facts";
import { type CertificateName, certificateFiles } from "./pki";

/** Where the API server is found inside the node, and where from the machine. */
export const apiServerUrl = {
  node: `https://${nodeAddress}:${machinePorts.apiServer}`,
  machine: `https://127.0.0.1:${machinePorts.apiServer}`,
} as const;

/** The authority's certificate, and a client's certificate and key, all PEM. */
export interface Credentials {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

export function readCredentials(name: CertificateName): Credentials {
  const { certificate, key } = certificateFiles(name);
  return {
    authority: readFileSync(certificateFiles("ca").certificate, "utf8"),
    certificate: readFileSync(certificate, "utf8"),
    key: readFileSync(key, "utf8"),
  };
}

/** A kubeconfig, whole in itself, whose one context is the sandbox's. */
export function kubeconfig(server: string, user: string, credentials: Credentials): string {
  const base64 = (pem: string): string => Buffer.from(pem).toString("base64");
  const name = sandbox.context;
  return stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster: { server, "certificate-authority-data": base64(credentials.authority) } }],
      users: [
        {
          name: user,
          user: {
            "client-certificate-data": base64(credentials.certificate),
            "client-key-data": base64(credentials.key),
          },
        },
      ],
      contexts: [{ name, context: { cluster: name, user } }],
      "current-context": name,
    },
    { lineWidth: 0 },
  );
}
