import assert from "node:assert/strict";
import { readStack, type StackOutputs } from "../../../commands/stack/outputs";
import { UserError } from "../../../commands/terminal/user-error";
import { planOf, WALK_THROUGH } from "../traffic/plans";
import { FakePulumi } from "./fake-pulumi";

const READ = { productpageUrl: "http://mesh.example/productpage", traffic: [WALK_THROUGH] };
const OUTPUTS = { ...READ, security: { namespace: "bookinfo" } };

/**
 * Reads a stack with a pulumi on the PATH that gives these outputs of the stack `test`; with none at all for
 * `undefined`.
 */
async function read(outputs: unknown, stack = "test", printed?: string): Promise<StackOutputs> {
  const pulumi = outputs === undefined ? undefined : new FakePulumi(outputs, printed);
  const path = process.env["PATH"];
  process.env["PATH"] = pulumi ? `${pulumi.folder}:${path}` : "/nowhere";
  try {
    return await readStack(stack);
  } finally {
    process.env["PATH"] = path;
    pulumi?.remove();
  }
}

function userError(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof UserError && pattern.test(error.message);
}

describe("reading a stack", () => {
  it("gives the address, the namespace and the plans", async () => {
    assert.deepEqual(await read(OUTPUTS), { ...READ, namespace: "bookinfo" });
  });

  it("gives the services that the stack does not own, where it names some", async () => {
    const services = {
      catalog: {
        namespace: "shop",
        host: "catalog.shop.svc.cluster.local",
        port: 8080,
        versions: { v1: { version: "v1" } },
        gateway: { name: "shop/front", hosts: ["shop.example.com"] },
      },
    };
    assert.deepEqual((await read({ ...OUTPUTS, services })).services, services);
    assert.ok(!("services" in (await read(OUTPUTS))));
  });

  it("keeps all that a plan says", async () => {
    const plan = planOf(
      [{ match: { uri: { prefix: "/reviews" }, method: { exact: "GET" }, sourceLabels: { app: "productpage" } } }],
      {
        fault: { delay: { percent: 1, fixedDelay: "1s" }, abort: { percent: 2, httpStatus: 503 } },
        timeout: "2s",
        retries: { attempts: 2, perTryTimeout: "1s", retryOn: "5xx" },
        mirror: { version: "v3", percent: 5 },
      },
    );
    assert.deepEqual((await read({ ...OUTPUTS, traffic: [plan] })).traffic, [plan]);
  });

  it("says what to do about a stack that does not exist", async () => {
    await assert.rejects(read(OUTPUTS, "other"), userError(/no stack named 'other' found[^]*pulumi stack ls/));
  });

  it("says what to do about a stack that was never brought up", async () => {
    await assert.rejects(read({}), userError(/^The stack test was never up[^]*\n {2}pulumi up --stack test$/));
  });

  it("says what is missing of the outputs of another program", async () => {
    await assert.rejects(
      read({ url: "http://x.test/" }),
      userError(/not those of this program[^]*productpageUrl[^]*pulumi up --stack test/),
    );
  });

  it("says what to do where there is no pulumi", async () => {
    await assert.rejects(read(undefined), userError(/pulumi, which is not on the PATH\. Install it/));
  });

  it("quotes nothing of what is not JSON, which may be secret", async () => {
    await assert.rejects(
      read({}, "test", "token: hunter2"),
      userError(/^pulumi stack output --json of the stack test printed no JSON\. Run it to see what it prints\.$/),
    );
  });
});
