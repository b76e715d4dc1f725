import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubectl } from "../command";

const scratch = mkdtempSync(join(tmpdir(), "security-test-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** A Secret from files, in the place of one that is there. */
export async function makeSecret(type: "generic" | "tls", name: string, files: Record<string, string>): Promise<void> {
  const options = Object.entries(files).map(([option, content]) => {
    const file = join(scratch, `${name}-${option.replace(/\W/g, "-")}`);
    writeFileSync(file, content, { mode: 0o600 });
    return type === "tls" ? `--${option}=${file}` : `--from-file=${option}=${file}`;
  });
  await kubectl("delete", "secret", name, "--namespace=istio-system", "--ignore-not-found");
  await kubectl("create", "secret", type, name, "--namespace=istio-system", ...options);
}
