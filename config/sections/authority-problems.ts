import { projectKey } from "../../mesh/config-path";
import { caProblems } from "../../mesh/security/ca-certificates";
import { type CaCertificates, type CertificateAuthority } from "../../mesh/security/security";
import { removal, setFileCommand, setSecretCommand } from "../problem/mend";
import { type Problem } from "../problem/problem";

const KEY = projectKey(["caKey"]);

/** What is wrong between the certificates of an authority and its private key, each of which the config has by itself. */
export function authorityProblems(certificates: CaCertificates | undefined, key: string | undefined): Problem[] {
  if (!certificates) {
    const message = "is the key of security.caCertificates.cert, which is not set: expected both or neither";
    return key === undefined ? [] : [{ key: KEY, message, ...removal(["caKey"]) }];
  }
  if (key === undefined) {
    const message = "is missing: expected the private key of security.caCertificates.cert";
    return [{ key: KEY, message, mend: setSecretCommand(KEY, "key.pem") }];
  }
  return caProblems({ ...certificates, key }, new Date()).map(({ part, is, expected }) => ({
    key: keyOf(part),
    message: `${is}: expected ${expected}`,
    mend: part === "key" ? setSecretCommand(KEY, "key.pem") : setFileCommand(keyOf(part), `${part}.pem`),
  }));
}

function keyOf(part: keyof CertificateAuthority): string {
  return part === "key" ? KEY : projectKey(["security", "caCertificates", part]);
}

/** The private key, written into the config without encryption. */
export function keyInTheClear(): Problem {
  const message = "stands in the clear in the stack's config: expected an encrypted value; consider this key as known";
  return { key: KEY, message, mend: setSecretCommand(KEY, "key.pem") };
}
