import assert from "node:assert/strict";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from "node:net";
import { execa } from "execa";
import { agentScript } from "../../../commands/security/agent/bundle";
import { type Findings, FINDINGS_MARK, PLAN_VARIABLE, type ProbePlan } from "../../../commands/security/agent/protocol";
import { makeAuthority } from "../../mesh/security/authority";

describe("the agent in a client pod", () => {
  let script: string;
  let web: Server;
  let closer: TcpServer;
  let secure: TlsServer;
  const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

  before(async () => {
    script = await agentScript();
    web = createHttpServer((request, response) => response.writeHead(request.url === "/no" ? 403 : 200).end("ok"));
    closer = createTcpServer((socket) => socket.resetAndDestroy());
    const { server } = makeAuthority("a.test");
    secure = createTlsServer({ cert: server.cert, key: server.key, ALPNProtocols: ["istio"] });
    for (const one of [web, closer, secure]) {
      await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
    }
  });
  after(() => {
    for (const one of [web, closer, secure]) one.close();
  });

  async function run(plan: Partial<ProbePlan>): Promise<Findings> {
    const whole: ProbePlan = { sidecar: false, attempts: 1, timeoutSeconds: 2, urls: [], handshakes: [], ...plan };
    const { stdout } = await execa(process.execPath, ["-e", script], {
      env: { [PLAN_VARIABLE]: JSON.stringify(whole) },
    });
    assert.ok(stdout.startsWith(FINDINGS_MARK));
    return JSON.parse(stdout.slice(FINDINGS_MARK.length)) as Findings;
  }

  it("tries every address as often as it is told, and tells how each try ended", async () => {
    const urls = [`http://127.0.0.1:${port(web)}/`, `http://127.0.0.1:${port(web)}/no`];
    const reset = `http://127.0.0.1:${port(closer)}/`;
    const { attempts } = await run({ attempts: 2, urls: [...urls, reset] });
    assert.deepEqual(attempts, {
      [urls[0] ?? ""]: [
        { kind: "answered", status: 200 },
        { kind: "answered", status: 200 },
      ],
      [urls[1] ?? ""]: [
        { kind: "answered", status: 403 },
        { kind: "answered", status: 403 },
      ],
      [reset]: [
        { kind: "failed", reason: "ECONNRESET" },
        { kind: "failed", reason: "ECONNRESET" },
      ],
    });
  });

  it("tells when there was no certificate to see, and when one has no identity", async () => {
    const servers = [`127.0.0.1:${port(secure)}`, `127.0.0.1:${port(web)}`];
    const { shown } = await run({ handshakes: servers });
    assert.deepEqual(Object.keys(shown), servers.slice(0, 1));
    assert.deepEqual(shown[servers[0] ?? ""]?.uris, []);
  });

  it("is small enough for a command line, and needs no Node of today", () => {
    assert.ok(script.length < 10_000, `${script.length} characters`);
    assert.doesNotMatch(script, /node:|\?\?=|\?\./);
  });
});
