import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeCached } from "../../../sandbox/toolchain/cache";
import { downloadedProvider, downloadProvider } from "../../../sandbox/toolchain/provider-release";

const silent = (): void => {};
/** A version that nobody has ever released: the cache that these tests share with the user's sandbox has none of it. */
const VERSION = "0.0.0-test";

describe("the released Kubernetes provider", () => {
  let folder: string;
  let server: Server;
  let asked: string[];
  let answer: { status: number; body: Buffer };
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "release-"));
    writeFileSync(join(folder, "pulumi-resource-kubernetes"), "the program", { mode: 0o755 });
    execFileSync("tar", ["--create", "--gzip", "--file", join(folder, "plugin.tar.gz"), "pulumi-resource-kubernetes"], {
      cwd: folder,
    });
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(answer.status, { "content-length": answer.body.length });
      response.end(request.method === "HEAD" ? undefined : answer.body);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    asked = [];
    answer = { status: 200, body: readFileSync(join(folder, "plugin.tar.gz")) };
  });
  afterEach(() => {
    const entry = downloadedProvider(VERSION);
    if (entry !== undefined) removeCached(entry);
  });

  it("is asked for once, downloaded and kept", async () => {
    const entry = (await downloadProvider(VERSION, silent, url())) ?? "";
    assert.equal(readFileSync(join(entry, "pulumi-resource-kubernetes"), "utf8"), "the program");
    assert.equal(asked.length, 2, asked.join());
    assert.match(asked[0] ?? "", /^HEAD \/pulumi-resource-kubernetes-v0\.0\.0-test-linux-(amd64|arm64)\.tar\.gz$/);
    assert.equal(await downloadProvider(VERSION, silent, url()), entry);
    assert.equal(asked.length, 2, "what the cache has is asked for no more");
  });

  it("is left where it cannot be had", async () => {
    answer = { status: 404, body: Buffer.alloc(0) };
    assert.equal(await downloadProvider(VERSION, silent, url()), undefined);
    assert.equal(await downloadProvider(VERSION, silent, "http://127.0.0.1:1"), undefined);
    assert.equal(downloadedProvider(VERSION), undefined);
  });

  it("is left, with a word on why, where what comes is no archive", async () => {
    answer = { status: 200, body: Buffer.from("<html>sign in</html>") };
    const told: string[] = [];
    assert.equal(await downloadProvider(VERSION, (line) => told.push(line), url()), undefined);
    assert.match(told.at(-1) ?? "", /failed: unpacking the released Kubernetes provider/);
    assert.equal(downloadedProvider(VERSION), undefined);
  });
});
