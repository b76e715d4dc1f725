import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";

/** The config of a stack as its file has it. */
export type StackConfig = Readonly<Record<string, unknown>>;

/** The config in `Pulumi.STACK.yaml`. */
export function stackConfig(stack: string): StackConfig {
  const file = readFileSync(join(__dirname, `../../Pulumi.${stack}.yaml`), "utf8");
  return (parse(file) as { config: StackConfig }).config;
}

/** The config as the engine hands it to a program: what has structure as JSON. */
export function asProgramSeesIt(config: StackConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** A config with the value at one path, such as `["bookinfo-mesh:traffic", "reviews", "default"]`, replaced. */
export function withValue(
  config: StackConfig,
  [key, ...rest]: readonly (string | number)[],
  value: unknown,
): StackConfig {
  if (key === undefined) throw new Error("a path has at least one part");
  if (rest.length === 0) return { ...config, [key]: value };
  const inner = withValue((config[key] ?? {}) as StackConfig, rest, value);
  return { ...config, [key]: Array.isArray(config[key]) ? Object.values(inner) : inner };
}

/** The credential of {@link TestCluster}, which must never be seen in the clear. */
export const TOKEN = "token-of-the-test-cluster";

/** A cluster as far as the program looks at one before it registers anything. */
export interface TestCluster {
  /** A scratch folder, with the `kubeconfig` and the folder `charts` in it. */
  readonly folder: string;
  readonly kubeconfig: string;
  readonly context: string;
  readonly url: string;
  /** What `/version` answers; a test may change it. */
  answer: { status: number; body: string };
  /** What it has besides, by the path that asks for it, with its query or without; a test may add to it. */
  readonly objects: Record<string, unknown>;
  /** The namespaces that it has. */
  readonly namespaces: readonly string[];
  /** The `authorization` header of each request so far. */
  readonly seen: (string | undefined)[];
  /** Closes the API server's port. */
  stopAnswering(): Promise<void>;
  /** Removes all of it. */
  remove(): Promise<void>;
}

/** Starts an API server that only tells its version, with a kubeconfig and charts to go with it. */
export async function startTestCluster(): Promise<TestCluster> {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    if (request.url === "/version") return void response.writeHead(cluster.answer.status).end(cluster.answer.body);
    const { url = "" } = request;
    const object = cluster.objects[url] ?? cluster.objects[url.replace(/\?.*$/, "")];
    if (object !== undefined) return void response.writeHead(200).end(JSON.stringify(object));
    const there = cluster.namespaces.some((name) => request.url === `/api/v1/namespaces/${name}`);
    response.writeHead(there ? 200 : 404).end(JSON.stringify(there ? {} : { kind: "Status", reason: "NotFound" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const folder = mkdtempSync(join(tmpdir(), "bookinfo-mesh-"));
  const cluster: TestCluster = {
    folder,
    kubeconfig: join(folder, "kubeconfig"),
    context: "test",
    url,
    answer: { status: 200, body: JSON.stringify({ major: "1", minor: "36", gitVersion: "v1.36.3" }) },
    namespaces: ["default", "shop", "bookinfo"],
    objects: {},
    seen,
    stopAnswering: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
    remove: async () => {
      await cluster.stopAnswering();
      rmSync(folder, { recursive: true });
    },
  };
  writeFileSync(
    cluster.kubeconfig,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "another",
      contexts: [
        { name: "another", context: { cluster: "another", user: "another" } },
        { name: cluster.context, context: { cluster: "test-cluster", user: "admin" } },
      ],
      clusters: [{ name: "test-cluster", cluster: { server: url } }],
      users: [{ name: "admin", user: { token: TOKEN } }],
    }),
  );
  mkdirSync(join(folder, "charts"));
  for (const chart of ["base", "istiod", "gateway"]) {
    for (const version of ["1.30.4", "1.31.1", "1.31.4"])
      writeFileSync(join(folder, "charts", `${chart}-${version}.tgz`), "");
  }
  return cluster;
}

/** The config of a stack on an existing cluster, turned to a test cluster. */
export function onCluster(config: StackConfig, { kubeconfig, context, folder }: TestCluster): StackConfig {
  const moved = withValue(config, ["bookinfo-mesh:cluster"], { kind: "existing", kubeconfig, context });
  return withValue(moved, ["bookinfo-mesh:istio", "chartSource"], join(folder, "charts"));
}
