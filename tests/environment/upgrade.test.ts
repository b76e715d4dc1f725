import assert from "node:assert/strict";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { ISTIO_VERSION } from "../../sandbox/toolchain/versions";
import { kubectl, npmDo, npmRun } from "./command";
import { eventually } from "./eventually";
import { nextIstio, type NextIstio } from "./next-istio";
import { underLoad } from "./steady-load";

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

const PATHS = ["/productpage", "/api/v1/products/0/reviews", "/api/v1/products/0/ratings"];

async function configure(version: string, charts: string): Promise<void> {
  const settings = { istioVersion: version, "istio.chartSource": charts, "istio.values.istiod.global.tag": version };
  for (const [key, value] of Object.entries(settings)) {
    await npmDo("pulumi", "config", "set", "--path", `bookinfo-mesh:${key}`, value);
  }
}

async function pods(namespace: string): Promise<Pod[]> {
  const { items } = JSON.parse(await kubectl("get", "pods", "--namespace", namespace, "--output=json")) as {
    items: Pod[];
  };
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

const sidecarOf = ({ metadata }: Pod) => metadata.annotations?.["bookinfo-mesh/sidecar"] ?? "";

/** The application's pods once each has its sidecar of a version: the old ones go a moment after the update. */
async function rolledTo(version: string): Promise<Pod[]> {
  return eventually(async () => {
    const application = (await pods("default")).filter(({ metadata }) => metadata.labels["app"] !== undefined);
    const old = application.filter((pod) => !sidecarOf(pod).startsWith(version));
    assert.deepEqual(
      old.map(({ metadata }) => metadata.name),
      [],
    );
    return application;
  });
}

/** When the youngest of some pods was made. */
function youngest(some: readonly Pod[], label: string, value: string): number {
  const made = some.filter(({ metadata }) => metadata.labels[label] === value);
  assert.ok(made.length > 0, `no pod has the label ${label}=${value}`);
  return Math.max(...made.map(({ metadata }) => Date.parse(metadata.creationTimestamp)));
}

describe("another version of Istio", () => {
  let next: NextIstio;
  before(async () => {
    next = await nextIstio();
    await configure(next.version, next.charts);
  });
  after(async () => {
    await configure(ISTIO_VERSION, sandbox.charts);
    await npmDo("pulumi", "up", "--yes", "--skip-preview");
    await next.remove();
  });

  it("is announced by the review: what is upgraded, and which pods start anew for it", async () => {
    const { stdout, stderr } = await npmRun("policy");
    const told = stdout.slice(stdout.indexOf("Pods:"));
    assert.match(told, /^Pods:\n/, stdout + stderr);
    for (const release of ["istio-base", "istiod", "istio-ingressgateway"]) {
      assert.match(told, new RegExp(`${release}: ${ISTIO_VERSION} -> ${next.version}`.replaceAll(".", "\\.")));
    }
    assert.match(told, /productpage-v1/);
  });

  it("gives every pod its sidecar anew, after the control plane and the gateway, and loses no request", async () => {
    const { answered, lost } = await underLoad(`http://127.0.0.1:${sandbox.gatewayNodePort}`, PATHS, async () => {
      await npmDo("pulumi", "up", "--yes", "--skip-preview");
    });
    console.log(`      ${answered} requests were answered meanwhile`);
    assert.deepEqual(lost, []);
    assert.ok(answered > 500, `${answered} requests are too few to tell`);

    const [system, application] = [await pods("istio-system"), await rolledTo(next.version)];
    const istiod = youngest(system, "app", "istiod");
    const gateway = youngest(system, "istio", "ingressgateway");
    assert.ok(istiod < gateway, "the gateway's pod is older than istiod's");
    for (const { metadata } of application) {
      assert.ok(Date.parse(metadata.creationTimestamp) > gateway, `${metadata.name} is older than the gateway's pod`);
      const proxy = `{.spec.initContainers[?(@.name=="istio-proxy")].image}`;
      const image = await kubectl("get", "pod", metadata.name, `--output=jsonpath=${proxy}`);
      assert.ok(image.endsWith(`:${next.version}`), `${metadata.name} runs ${image}`);
    }
  });

  it("leaves nothing to change, and traffic as it was", async () => {
    await npmDo("pulumi", "preview", "--expect-no-changes");
    const { exitCode, stdout } = await npmRun("traffic", "check", "--requests", "200");
    assert.equal(exitCode, 0, stdout);
  });
});
