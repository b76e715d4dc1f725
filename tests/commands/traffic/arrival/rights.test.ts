import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import { awaitArrival } from "../../../../commands/traffic/arrival/arrival";
import { UserError } from "../../../../commands/terminal/user-error";
import { WALK_THROUGH } from "../plans";

const PLACED = {
  plan: WALK_THROUGH,
  namespace: "shop",
  host: "reviews.shop.svc.cluster.local",
  port: 9080,
  labels: {},
};

const POD = {
  metadata: { name: "web-1", namespace: "shop", uid: "u1" },
  spec: { containers: [{ name: "istio-proxy", args: ["proxy", "sidecar"] }] },
  status: { phase: "Running", containerStatuses: [{ name: "istio-proxy", ready: true }] },
};

const VIRTUAL_SERVICE = {
  metadata: { name: "reviews", namespace: "shop", generation: 1, resourceVersion: "1" },
  spec: { http: [{ route: [{ destination: { host: PLACED.host, subset: "v2" } }] }] },
};

/** An API server with one proxy that nobody may look at; it answers these paths with these statuses. */
function server(statuses: Readonly<Record<string, number>>, allowed: readonly string[] = []): Server {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://cluster");
    const status = statuses[pathname] ?? 200;
    const reply = (body: unknown) => response.end(`${JSON.stringify(body)}\n`);
    response.writeHead(status, { "Content-Type": "application/json" });
    if (status !== 200) return void reply({ kind: "Status", message: `${pathname} is forbidden`, code: status });
    if (searchParams.get("watch")) return void response.flushHeaders(); // there is nothing to tell
    if (pathname.endsWith("/virtualservices")) return void reply(listOf(VIRTUAL_SERVICE));
    if (pathname === "/api/v1/pods") return void reply(listOf(POD));
    let asked = "";
    request.on("data", (part: Buffer) => (asked += part.toString()));
    request.on("end", () => reply({ status: { allowed: allowed.some((verb) => asked.includes(`"${verb}"`)) } }));
  }).on("upgrade", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
}

function listOf(item: object): object {
  return { kind: "List", metadata: { resourceVersion: "1" }, items: [item] };
}

async function refusal(api: Server): Promise<string> {
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const access = new KubeConfig();
  access.loadFromOptions({
    clusters: [
      { name: "fake", skipTLSVerify: true, server: `http://127.0.0.1:${(api.address() as AddressInfo).port}` },
    ],
    users: [{ name: "fake" }],
    contexts: [{ name: "fake", cluster: "fake", user: "fake" }],
    currentContext: "fake",
  });
  try {
    await awaitArrival(access, [PLACED], { timeoutSeconds: 3 });
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  } finally {
    api.closeAllConnections();
    await new Promise((resolve) => api.close(resolve));
  }
  assert.fail("it was not refused");
}

describe("a cluster that does not let proxies be looked at", () => {
  it("is told apart by the right that is missing to forward ports", async () => {
    assert.match(
      await refusal(server({})),
      /forward ports of pods\. Missing:\n {2}create and get pods\/portforward in the namespace shop\n.*Role/,
    );
    assert.match(await refusal(server({}, ["get"])), /Missing:\n {2}create pods\/portforward in the namespace shop\n/);
  });

  it("says in the API server's words what may not be listed", async () => {
    assert.match(
      await refusal(server({ "/api/v1/pods": 403 })),
      /^The cluster refuses: \/api\/v1\/pods is forbidden \(403\)$/,
    );
  });

  it("says so where Istio is not installed", async () => {
    const path = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices";
    assert.match(
      await refusal(server({ [path]: 404 })),
      /no VirtualServices in the namespace shop: Istio's CRDs of v1/,
    );
  });
});
