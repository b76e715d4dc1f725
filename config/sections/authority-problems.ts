import { type Path } from "../../mesh/config-path";
import { caProblems } from "../../mesh/security/ca-certificates";
import { type CaCertificates, type CertificateAuthority } from "../../mesh/security/security";
import { remove, setFromFile, setSecretFromFile } from "../problem/fix";
import { type Problem } from "../problem/problem";

const KEY: Path = ["caKey"];

/**
 * What is wrong between the certificates of an authority and its private key, each of which the config has by itself.
 */
export function authorityProblems(certificates: CaCertificates | undefined, key: string | undefined): Problem[] {
  if (!certificates) {
    const message = "is the key of security.caCertificates.cert, which is not set: expected both or neither";
    return key === undefined ? [] : [{ path: KEY, message, fix: remove(KEY) }];
  }
  if (key === undefined) {
    const message = "is missing: expected the private key of security.caCertificates.cert";
    return [{ path: KEY, message, fix: setSecretFromFile(KEY, "key.pem") }];
  }
  return caProblems({ ...certificates, key }, new Date()).map(({ part, is, expected }) => ({
    path: pathOf(part),
    message: `${is}: expected ${expected}`,
    fix: part === "key" ? setSecretFromFile(KEY, "key.pem") : setFromFile(pathOf(part), `${part}.pem`),
  }));
}

function pathOf(part: keyof CertificateAuthority): Path {
  return part === "key" ? KEY : ["security", "caCertificates", part];
}

/** The private key, written into the config without encryption. */
export function keyInTheClear(): Problem {
  const message =
    "is not encrypted in the stack's config: expected an encrypted value; treat this key as known to others";
  return { path: KEY, message, fix: setSecretFromFile(KEY, "key.pem") };
}
