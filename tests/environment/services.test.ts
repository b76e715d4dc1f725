import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { kubectl, kubectlWith, npmDo, npmRun, repo } from "./command";
import { restored, upWith } from "./security/stack-with";

/** The second application, of which the stack owns nothing, as the config names it. */
const catalog = {
  namespace: "shop",
  port: 8080,
  versions: { v1: { release: "2026.10" }, v2: { release: "2026.11" } },
};
const beta = { name: "beta", match: { headers: { "x-beta": { exact: "yes" } } }, weights: { v2: 100 } };
const planOf = (v1: number, v2: number) => ({ catalog: { rules: [beta], default: { weights: { v1, v2 } } } });

/** How often each version answers the storefront, as the storefront counts it. */
async function split(
  requests: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Record<string, number>> {
  const url = `http://127.0.0.1:8080/sample?requests=${requests}`;
  const ask = `fetch(${JSON.stringify(url)}, { headers: ${JSON.stringify(headers)} }).then(async (r) => console.log(await r.text()))`;
  const out = await kubectl(
    ...["--namespace", "shop", "exec", "deploy/storefront", "--container", "storefront", "--", "node", "-e", ask],
  );
  return JSON.parse(out) as Record<string, number>;
}

/**
 * What the catalog's owner has made: a split of nine to one, by objects of which one has another name than the stack's.
 */
function routedByItsOwner(): string {
  const to = (subset: string, weight: number) => ({ destination: { host: "catalog", subset }, weight });
  const object = (kind: string, name: string, spec: object) => ({
    apiVersion: "networking.istio.io/v1",
    kind,
    metadata: { name, namespace: "shop" },
    spec,
  });
  const subsets = Object.entries(catalog.versions).map(([name, labels]) => ({ name, labels }));
  const items = [
    object("DestinationRule", "catalog-subsets", { host: "catalog", subsets }),
    object("VirtualService", "catalog", { hosts: ["catalog"], http: [{ route: [to("v1", 9), to("v2", 1)] }] }),
  ];
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

/** What the catalog answers the storefront all the time while something else happens. */
async function answersDuring(work: () => Promise<void>): Promise<Record<string, number>> {
  const program = `const counts = {}; let over = false; process.stdin.resume().on("end", () => (over = true));
    (async () => {
      while (!over) {
        const answer = await fetch("http://127.0.0.1:8080/sample?requests=20");
        for (const [text, count] of Object.entries(await answer.json())) counts[text] = (counts[text] ?? 0) + count;
        await new Promise((done) => setTimeout(done, 50));
      }
      console.log(JSON.stringify(counts));
    })();`;
  const exec = ["exec", "--stdin", "deploy/storefront", "--container", "storefront", "--", "node", "-e", program];
  const load = execa("npm", ["run", "--silent", "kubectl", "--", "--namespace", "shop", ...exec], { cwd: repo });
  try {
    await work();
  } finally {
    load.stdin.end();
  }
  return JSON.parse((await load).stdout) as Record<string, number>;
}

/** Asks until nothing but what is expected answers: proxies get a route a moment after the update. */
async function settles(isAsExpected: (counts: Record<string, number>) => boolean, headers = {}): Promise<void> {
  for (let tries = 0; !isAsExpected(await split(50, headers)); tries++) {
    assert.ok(tries < 40, "the split of the update before is still there");
    await sleep(250);
  }
}

/** Of 400 requests, five standard deviations around a tenth of them: wrong once in two million runs. */
function assertTenth(count = 0): void {
  assert.ok(count > 9 && count < 71, `${count} of 400`);
}

describe("a service of another application", function () {
  before(async () => {
    await kubectl("apply", "--filename", "sandbox/shop/shop.yaml");
    for (const name of ["catalog-v1", "catalog-v2", "storefront"]) {
      await kubectl("--namespace", "shop", "rollout", "status", `deployment/${name}`, "--timeout", "120s");
    }
  });
  after(async () => {
    await restored();
    await kubectl("delete", "--filename", "sandbox/shop/shop.yaml", "--wait=false");
  });

  it("has its objects taken over as they are, without a lost request", async () => {
    await kubectlWith(routedByItsOwner(), "apply", "--filename=-");
    await settles(({ v2 = 0 }) => v2 < 20);
    const identity = () =>
      kubectl("--namespace", "shop", "get", "virtualservice", "catalog", "--output=jsonpath={.metadata.uid}");
    const [uid, printed] = await Promise.all([identity(), npmDo("traffic", "adopt", "catalog.shop")]);
    const { config } = parse(printed) as { config: Readonly<Record<string, unknown>> };
    const counts = await answersDuring(async () => {
      const sections = Object.entries(config).map(([key, section]) => [key.replace("bookinfo-mesh:", ""), section]);
      const up = await upWith(Object.fromEntries(sections) as Readonly<Record<string, unknown>>);
      assert.equal(up.exitCode, 0, up.stdout + up.stderr);
      const remove =
        /^#? *(?:npm run )?kubectl .*(delete destinationrule \S+ --namespace \S+|--namespace \S+ delete destinationrule \S+)$/m;
      const [, command = ""] = remove.exec(printed.replaceAll("# ", "")) ?? [];
      assert.notEqual(command, "", printed);
      await kubectl(...command.split(" "));
    });
    assert.equal(await identity(), uid);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    assert.deepEqual(Object.keys(counts).sort(), ["v1", "v2"], JSON.stringify(counts));
    // Five standard deviations around a tenth of all.
    const share = (counts["v2"] ?? 0) / total;
    assert.ok(Math.abs(share - 0.1) < 5 * Math.sqrt(0.09 / total), JSON.stringify(counts));
  });

  it("is split by the stack that installs Istio, and the split moved", async () => {
    const first = await upWith({ services: { catalog }, traffic: planOf(90, 10) });
    assert.equal(first.exitCode, 0, first.stdout + first.stderr);
    await settles(({ v2 = 0 }) => v2 < 20);
    const counts = await split(400);
    assertTenth(counts["v2"]);
    assert.deepEqual(Object.keys(counts).sort(), ["v1", "v2"]);
    assert.deepEqual(await split(50, { "x-beta": "yes" }), { v2: 50 });

    const moved = await upWith({ services: { catalog }, traffic: planOf(10, 90) });
    assert.match(moved.stdout, /1 updated/);
    await settles(({ v1 = 0 }) => v1 < 20);
    assertTenth((await split(400))["v1"]);
  });

  it("is said not to be measured by requests from outside, and where else to look", async () => {
    const { stdout } = await npmRun("traffic", "check", "--requests", "50");
    assert.match(stdout, /not measured: catalog, rule beta[^\n]*traffic -- evidence/);
  });

  it("is refused where its traffic would go to pods that are not there", async () => {
    const versions = { ...catalog.versions, v3: { release: "2026.12" } };
    const traffic = { catalog: { default: { weights: { v1: 90, v3: 10 } } } };
    const { exitCode, stdout } = await upWith({ services: { catalog: { ...catalog, versions } }, traffic });
    assert.notEqual(exitCode, 0);
    assert.match(stdout, /services\.catalog\.versions\.v3: no pod of catalog\.shop\S* has the labels release=2026\.12/);
  });

  it("is split by a stack of its own, on the Istio that is there, once no other stack does", async () => {
    const stack = "shop";
    const file = join(repo, `Pulumi.${stack}.yaml`);
    const config = {
      cluster: { kind: "existing", kubeconfig: sandbox.kubeconfig, context: "sandbox" },
      istio: { enabled: false },
      bookinfo: { enabled: false },
      services: { catalog },
      traffic: planOf(90, 10),
    };
    const own = Object.fromEntries(Object.entries(config).map(([key, value]) => [`bookinfo-mesh:${key}`, value]));
    await npmDo("pulumi", "stack", "init", stack, "--no-select");
    writeFileSync(file, stringify({ config: own }), { mode: 0o600 });
    try {
      const refused = await npmRun("pulumi", "up", "--yes", "--skip-preview", "--stack", stack);
      assert.notEqual(refused.exitCode, 0);
      assert.match(refused.stdout, /the VirtualService shop\/catalog is there already, and not of this stack/);

      await restored();
      const up = await npmRun("pulumi", "up", "--yes", "--skip-preview", "--stack", stack);
      assert.equal(up.exitCode, 0, up.stdout + up.stderr);
      await settles(({ v2 = 0 }) => v2 < 20);
      assertTenth((await split(400))["v2"]);
    } finally {
      await npmRun("pulumi", "destroy", "--yes", "--skip-preview", "--stack", stack);
      await npmRun("pulumi", "stack", "rm", stack, "--yes");
      rmSync(file, { force: true });
    }
  });
});
