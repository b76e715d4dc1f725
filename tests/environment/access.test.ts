import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { kubectl, kubectlWith, npmRun, type Outcome } from "./command";
import { configWith } from "./security/stack-with";

/**
 * The rights of AmazonEKSAdminViewPolicy: to see everything, Secrets and custom resources included, and change nothing
 * (https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html).
 */
const VIEWER = `
apiVersion: v1
kind: ServiceAccount
metadata: {name: viewer, namespace: default}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: viewer}
rules:
  - {apiGroups: ["*"], resources: ["*"], verbs: [get, list, watch]}
  - {nonResourceURLs: ["*"], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: viewer}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: viewer}
subjects:
  - {kind: ServiceAccount, name: viewer, namespace: default}
`;

interface Kubeconfig {
  readonly users: readonly { readonly name: string }[];
}

interface Step {
  readonly op: string;
  readonly urn: string;
}

const nameOf = ({ urn }: Step) => urn.split("::").at(-1) ?? "";

describe("a preview with other credentials, by the official provider against an API server that refuses", () => {
  const folder = mkdtempSync(join(tmpdir(), "access-"));
  before(() => kubectlWith(VIEWER, "apply", "--filename=-"));
  after(async () => {
    await kubectlWith(VIEWER, "delete", "--filename=-");
    rmSync(folder, { recursive: true });
  });

  /**
   * A preview whose kubeconfig asks a helper program for its token, as EKS's does: so the program itself can't know
   * whether the token is good, and the provider finds out.
   */
  function preview(token: string, values: object = {}): Promise<Outcome> {
    const credential = { apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token } };
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "echo",
      args: [JSON.stringify(credential)],
      interactiveMode: "Never",
    };
    const own = parse(readFileSync(sandbox.kubeconfig, "utf8")) as Kubeconfig;
    const file = join(folder, "kubeconfig");
    writeFileSync(file, stringify({ ...own, users: own.users.map(({ name }) => ({ name, user: { exec } })) }));
    const config = configWith({ cluster: { kubeconfig: file }, ...values });
    return npmRun("pulumi", "preview", "--json", "--config-file", config);
  }

  /** What a preview would do, the provider's new kubeconfig aside. */
  function changes({ exitCode, stdout, stderr }: Outcome): string[] {
    assert.equal(exitCode, 0, `${stdout}\n${stderr}`);
    const { steps } = JSON.parse(stdout) as { readonly steps: readonly Step[] };
    return steps
      .filter(({ op, urn }) => op !== "same" && op !== "read" && !/::pulumi:(pulumi|providers):|providers/.test(urn))
      .map((step) => `${step.op} ${nameOf(step)}`);
  }

  it("of AmazonEKSAdminViewPolicy shows that nothing changes where nothing does", async () => {
    const token = await kubectl("create", "token", "viewer", "--duration=1h");
    assert.deepEqual(changes(await preview(token.trim())), []);
  });

  it("of AmazonEKSAdminViewPolicy shows a weight change", async () => {
    const token = await kubectl("create", "token", "viewer", "--duration=1h");
    const traffic = { reviews: { default: { v2: 50, v3: 50 } } };
    assert.deepEqual(changes(await preview(token.trim(), { traffic })), ["update reviews-routes"]);
  });

  it("that the API server refuses passes where nothing has to be read: it proves no access", async () => {
    assert.deepEqual(changes(await preview("a-token-of-nobody")), []);
  });
});
