import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OUTSIDE_DOMAIN } from "../../commands/stack/sandbox/outside";
import { clusterDomain, network, nodeAddress, nodeFiles, nodeName } from "./facts";
import { run } from "./run-command";

/** Whom a certificate names: Kubernetes reads the user from the common name and the groups from the organizations. */
export interface Identity {
  readonly commonName: string;
  readonly organization?: string;
  /** For certificates that servers show: how they are addressed. */
  readonly subjectAltNames?: readonly string[];
}

/** Every certificate of the cluster but the authority's own, by the name of its files. */
const identities = {
  "kube-apiserver": {
    commonName: "kube-apiserver",
    subjectAltNames: [
      "DNS:kubernetes",
      "DNS:kubernetes.default",
      "DNS:kubernetes.default.svc",
      `DNS:kubernetes.default.svc.${clusterDomain}`,
      "DNS:localhost",
      "IP:127.0.0.1",
      `IP:${nodeAddress}`,
      `IP:${network.apiServerService}`,
    ],
  },
  "kube-apiserver-kubelet-client": { commonName: "kube-apiserver-kubelet-client", organization: "system:masters" },
  admin: { commonName: "kubernetes-admin", organization: "system:masters" },
  "kube-controller-manager": { commonName: "system:kube-controller-manager" },
  "kube-scheduler": { commonName: "system:kube-scheduler" },
  "kube-proxy": { commonName: "system:kube-proxy" },
  coredns: { commonName: "system:coredns" },
  kubelet: {
    commonName: `system:node:${nodeName}`,
    organization: "system:nodes",
    subjectAltNames: [`DNS:${nodeName}`, `IP:${nodeAddress}`],
  },
  outside: { commonName: OUTSIDE_DOMAIN, subjectAltNames: [`DNS:${OUTSIDE_DOMAIN}`, `DNS:*.${OUTSIDE_DOMAIN}`] },
} as const satisfies Record<string, Identity>;

export type CertificateName = keyof typeof identities;

/** The files of a certificate and its key; `ca` is the authority that signed all others. */
export function certificateFiles(name: CertificateName | "ca"): { certificate: string; key: string } {
  return { certificate: join(nodeFiles.pki, `${name}.crt`), key: join(nodeFiles.pki, `${name}.key`) };
}

/** The key pair that signs and checks the tokens of service accounts. */
export const serviceAccountKey = {
  privateKey: join(nodeFiles.pki, "service-accounts.key"),
  publicKey: join(nodeFiles.pki, "service-accounts.pub"),
} as const;

/** Long enough that no sandbox outlives it. */
const validDays = 3650;

/** The OpenSSL configuration of a certificate: complete, so that the machine's own openssl.cnf has no say. */
export function requestConfig(identity: Identity | "authority"): string {
  const subject = identity === "authority" ? { commonName: "bookinfo-mesh sandbox" } : identity;
  const lines = ["[req]", "prompt = no", "distinguished_name = subject", "x509_extensions = extensions", "[subject]"];
  if ("organization" in subject && subject.organization !== undefined) lines.push(`O = ${subject.organization}`);
  lines.push(`CN = ${subject.commonName}`, "[extensions]", "subjectKeyIdentifier = hash");
  if (identity === "authority") {
    lines.push("basicConstraints = critical, CA:TRUE", "keyUsage = critical, keyCertSign, cRLSign, digitalSignature");
    return `${lines.join("\n")}\n`;
  }
  lines.push("basicConstraints = critical, CA:FALSE", "keyUsage = critical, digitalSignature");
  lines.push(`extendedKeyUsage = ${identity.subjectAltNames ? "serverAuth, clientAuth" : "clientAuth"}`);
  if (identity.subjectAltNames) lines.push(`subjectAltName = ${identity.subjectAltNames.join(", ")}`);
  return `${lines.join("\n")}\n`;
}

/** Makes what is missing of the cluster's keys and certificates: random keys, files of mode 0600. */
export async function ensurePki(): Promise<void> {
  mkdirSync(nodeFiles.pki, { recursive: true, mode: 0o700 });
  await ensureCertificate("ca", "authority");
  for (const [name, identity] of Object.entries(identities)) await ensureCertificate(name as CertificateName, identity);
  ensureServiceAccountKey();
}

async function ensureCertificate(name: CertificateName | "ca", identity: Identity | "authority"): Promise<void> {
  const { certificate, key } = certificateFiles(name);
  if (existsSync(certificate)) return;
  const work = mkdtempSync(join(tmpdir(), "bookinfo-mesh-pki-"));
  try {
    const config = join(work, "request.cnf");
    writeFileSync(config, requestConfig(identity));
    writeFileSync(key, "", { mode: 0o600 });
    const authority = certificateFiles("ca");
    const signer = identity === "authority" ? [] : ["-CA", authority.certificate, "-CAkey", authority.key];
    await run("openssl", [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256".split(" "),
      ...["-config", config, "-days", String(validDays), "-keyout", key, "-out", join(work, "certificate"), ...signer],
    ]);
    // The certificate comes last: its being there means that the pair is whole.
    writeFileSync(certificate, readFileSync(join(work, "certificate")), { mode: 0o600 });
  } finally {
    rmSync(work, { recursive: true });
  }
}

function ensureServiceAccountKey(): void {
  if (existsSync(serviceAccountKey.publicKey)) return;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  writeFileSync(serviceAccountKey.privateKey, privateKey, { mode: 0o600 });
  writeFileSync(serviceAccountKey.publicKey, publicKey, { mode: 0o600 });
}
