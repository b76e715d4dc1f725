import assert from "node:assert/strict";
import { request, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { WebOutput } from "../../../../commands/traffic/watch/web-output";
import { type Recorded } from "../../../../commands/traffic/watch/recording";
import { recordedShift, shiftAt } from "./samples";

async function ask(
  url: string,
  { host, method = "GET" }: { host?: string; method?: string } = {},
): Promise<IncomingMessage> {
  const asked = request(url, { method, ...(host !== undefined && { headers: { host } }) });
  asked.end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return response;
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of response) text += String(part);
  return text;
}

describe("the live page", () => {
  let web: WebOutput;
  let recorded: Recorded | undefined;

  beforeEach(async () => {
    recorded = recordedShift();
    const record = {
      get recorded() {
        return recorded;
      },
    };
    web = await WebOutput.open({ port: 0, record });
  });
  afterEach(() => web.close());

  it("is on this machine's own address, and answers to no other name", async () => {
    assert.match(web.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    const page = await ask(web.url);
    assert.equal(page.statusCode, 200);
    assert.match(await bodyOf(page), /<title>Traffic of sandbox<\/title>/);
    const { port } = new URL(web.url);
    assert.equal((await ask(web.url, { host: `localhost:${port}` })).statusCode, 200);
    for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1", `127.0.0.1.evil.example:${port}`]) {
      for (const path of ["", "events"]) assert.equal((await ask(web.url + path, { host })).statusCode, 403, host);
    }
  });

  it("takes nothing, has no other page, and says when there is nothing yet", async () => {
    assert.equal((await ask(web.url, { method: "POST" })).statusCode, 405);
    assert.equal((await ask(`${web.url}secret`)).statusCode, 404);
    recorded = undefined;
    assert.equal((await ask(web.url)).statusCode, 503);
  });

  it("tells all that was seen, then each snapshot, and ends with the command", async () => {
    const response = await ask(`${web.url}events`);
    assert.equal(response.headers["content-type"], "text/event-stream");
    const body = bodyOf(response);
    web.show(shiftAt(180));
    await web.close();
    const events = (await body).split("\n\n").filter(Boolean);
    assert.deepEqual(
      events.map((one) => one.split("\n")[0]),
      ["event: all", "event: snapshot"],
    );
    const [, data = ""] = events[1]?.split("\ndata: ") ?? [];
    assert.deepEqual(JSON.parse(data), shiftAt(180));
  });

  it("says which port is taken", async () => {
    const port = Number(new URL(web.url).port);
    await assert.rejects(WebOutput.open({ port, record: { recorded } }), {
      message: `The live page can't listen on 127.0.0.1:${port}: listen EADDRINUSE: address already in use 127.0.0.1:${port}. Name another --port, or none.`,
    });
  });
});
