import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A root, an authority that it signed, and the authority's key, all PEM and made afresh with openssl. */
export interface TestAuthority {
  readonly root: string;
  readonly cert: string;
  readonly key: string;
  /** A server's certificate and key, signed by `cert`. */
  readonly server: { readonly cert: string; readonly key: string };
}

/** Makes an authority for tests; `days` is how long its certificates last. */
export function makeAuthority(serverName: string, days = 2): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), "authority-"));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const until = ["-days", String(days)];
  try {
    writeFileSync(file("ca.ext"), "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n");
    writeFileSync(file("server.ext"), `subjectAltName=DNS:${serverName}\nextendedKeyUsage=serverAuth\n`);
    openssl(
      "req",
      "-x509",
      ...key,
      "-keyout",
      file("root.key"),
      "-out",
      file("root.pem"),
      ...until,
      "-subj",
      "/O=test/CN=root",
    );
    for (const [name, issuer, subject] of [
      ["ca", "root", "/O=test/CN=authority"],
      ["server", "ca", `/O=test/CN=${serverName}`],
    ] as const) {
      openssl("req", ...key, "-keyout", file(`${name}.key`), "-out", file(`${name}.csr`), "-subj", subject);
      const signer = ["-CA", file(`${issuer}.pem`), "-CAkey", file(`${issuer}.key`), "-CAcreateserial"];
      openssl(
        "x509",
        "-req",
        "-in",
        file(`${name}.csr`),
        ...signer,
        "-out",
        file(`${name}.pem`),
        ...until,
        "-extfile",
        file(`${name}.ext`),
      );
    }
    const read = (name: string) => readFileSync(file(name), "utf8");
    return {
      root: read("root.pem"),
      cert: read("ca.pem"),
      key: read("ca.key"),
      server: { cert: read("server.pem"), key: read("server.key") },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
