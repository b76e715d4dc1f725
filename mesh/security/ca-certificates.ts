import { createPrivateKey, X509Certificate } from "node:crypto";
import { type CertificateAuthority } from "./security";

/** What is wrong with one part of a certificate authority. Never quotes what was given: a key must not be shown. */
export interface CaProblem {
  readonly part: keyof CertificateAuthority;
  readonly is: string;
  readonly expected: string;
}

/**
 * What would keep istiod from signing with a certificate authority, or workloads from trusting it. Empty where all is
 * well. The key may be in any form that OpenSSL reads without a passphrase.
 */
export function caProblems({ cert, key, root, chain }: CertificateAuthority, now: Date): CaProblem[] {
  const parsed = { cert: certificates(cert), root: certificates(root), chain: certificates(chain) };
  const unreadable: CaProblem[] = (Object.keys(parsed) as (keyof typeof parsed)[])
    .filter((part) => parsed[part].length === 0)
    .map((part) => ({ part, is: "is not a PEM certificate", expected: "a certificate in PEM" }));
  const privateKey = readKey(key);
  if (!privateKey) unreadable.push({ part: "key", is: "is not a PEM private key", expected: "a key in PEM" });
  const [signer] = parsed.cert;
  const [anchor] = parsed.root;
  if (!signer || !anchor || !privateKey || unreadable.length > 0) return unreadable;

  const problems: CaProblem[] = [];
  if (!signer.ca)
    problems.push({ part: "cert", is: "may not sign certificates", expected: "basicConstraints CA:TRUE" });
  if (!signer.checkPrivateKey(privateKey)) {
    problems.push({ part: "key", is: "does not belong to cert", expected: "the private key of cert" });
  }
  if (!leadsTo([signer, ...parsed.chain], anchor)) {
    problems.push({
      part: "chain",
      is: "does not lead from cert to root",
      expected: "each certificate signed by the next",
    });
  }
  const expired = [signer, anchor].find((one) => Date.parse(one.validTo) < now.getTime());
  if (expired) {
    const part = expired === signer ? "cert" : "root";
    problems.push({ part, is: `has expired on ${expired.validTo}`, expected: "a certificate that is valid" });
  }
  return problems;
}

/** What tells one certificate authority from another, and may be seen by anyone: the SHA-256 of its certificate. */
export function authorityFingerprint({ cert }: Pick<CertificateAuthority, "cert">): string {
  return certificateFingerprint(cert);
}

/** The SHA-256 of a certificate in PEM, of the first where there are several. */
export function certificateFingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}

/** Whether each certificate is signed by the next one that differs from it, and the last by `root`. */
function leadsTo(chain: readonly X509Certificate[], root: X509Certificate): boolean {
  const steps = [...chain, root].filter((one, index, all) => one.fingerprint256 !== all[index - 1]?.fingerprint256);
  return steps.every((one, index) => {
    const issuer = steps[index + 1] ?? root;
    return one.fingerprint256 === issuer.fingerprint256 || one.verify(issuer.publicKey);
  });
}

function certificates(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return []; // What cannot be read counts as none, which is told.
  }
}

function readKey(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined; // Told as a problem of its own; OpenSSL's words about keys help no one.
  }
}
