import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse, stringify } from "yaml";
import { readAccess } from "../../../components/cluster/kubeconfig";

const CA = "certificate of the authority";
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("access to an existing cluster", () => {
  let folder: string;
  let file: string;
  const write = (content: object) => writeFileSync(file, stringify(content));
  const kubeconfig = (cluster: object, user: object) => ({
    contexts: [
      { name: "mesh", context: { cluster: "c", user: "u", namespace: "apps" } },
      { name: "other", context: { cluster: "c2", user: "u2" } },
    ],
    clusters: [
      { name: "c", cluster: { server: "https://10.0.0.1:6443", ...cluster } },
      { name: "c2", cluster: { server: "https://10.0.0.2:6443" } },
    ],
    users: [
      { name: "u", user },
      { name: "u2", user: { token: "another's" } },
    ],
  });
  const open = (context = "mesh") => readAccess({ kind: "existing", kubeconfig: file, context });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bookinfo-mesh-"));
    file = join(folder, "config");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is the one context, complete in itself: files that it names are taken in", () => {
    writeFileSync(join(folder, "ca.crt"), CA);
    writeFileSync(join(folder, "client.crt"), "client's certificate");
    writeFileSync(join(folder, "client.key"), "client's key");
    write(
      kubeconfig(
        { "certificate-authority": "ca.crt" },
        { "client-certificate": "client.crt", "client-key": join(folder, "client.key") },
      ),
    );

    const access = open();
    assert.deepEqual(parse(access.kubeconfig), {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "mesh",
      contexts: [{ name: "mesh", context: { cluster: "c", user: "u", namespace: "apps" } }],
      clusters: [{ name: "c", cluster: { server: "https://10.0.0.1:6443", "certificate-authority-data": base64(CA) } }],
      users: [
        {
          name: "u",
          user: {
            "client-certificate-data": base64("client's certificate"),
            "client-key-data": base64("client's key"),
          },
        },
      ],
    });
    assert.equal(access.connection.ca?.toString(), CA);
    assert.equal(access.connection.key?.toString(), "client's key");
  });

  it("takes data before files, and a token's file before a token, as kubectl does", () => {
    writeFileSync(join(folder, "token"), "from the file\n");
    write(
      kubeconfig(
        { "certificate-authority": "missing.crt", "certificate-authority-data": base64(CA) },
        { token: "from the text", tokenFile: "token" },
      ),
    );
    const { connection } = open();
    assert.equal(connection.ca?.toString(), CA);
    assert.equal(connection.token, "from the file");
  });

  it("keeps a helper program that hands out credentials", () => {
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "aws", args: ["eks", "get-token"] };
    write(kubeconfig({}, { exec }));
    const { users } = parse(open().kubeconfig) as { users: unknown };
    assert.deepEqual(users, [{ name: "u", user: { exec } }]);
  });

  it("finds the files that its credentials come from, wherever the kubeconfig is kept", () => {
    writeFileSync(join(folder, "token"), "t");
    write(kubeconfig({}, { tokenFile: "token", exec: { command: "./bin/login" } }));
    const { users } = parse(open().kubeconfig) as { users: unknown };
    const user = { tokenFile: join(folder, "token"), exec: { command: join(folder, "bin/login") } };
    assert.deepEqual(users, [{ name: "u", user }]);
  });

  const refused = (reason: RegExp) => (error: unknown) =>
    pulumi.RunError.isInstance(error) &&
    error.message.startsWith(`bookinfo-mesh:cluster.context: context "mesh" of ${file} `) &&
    reason.test(error.message);

  it("is refused when the context names a user that is not there", () => {
    write({ ...kubeconfig({}, {}), users: [] });
    assert.throws(() => open(), refused(/names a user that the file does not have: u\n {2}to fix: {2}kubectl/));
  });

  it("is refused when the context names a cluster that is not there", () => {
    write({ ...kubeconfig({}, {}), clusters: [] });
    assert.throws(() => open(), refused(/names a cluster that the file does not have: c\n/));
  });

  it("is refused when a certificate's file can't be read", () => {
    write(kubeconfig({ "certificate-authority": "missing.crt" }, {}));
    assert.throws(() => open(), refused(/leads to a file that can't be read: ENOENT.*missing\.crt/));
  });
});
