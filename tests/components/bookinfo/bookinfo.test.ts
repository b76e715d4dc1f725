import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { type types } from "@pulumi/kubernetes";
import { BOOKINFO } from "../../../mesh/bookinfo";
import { record, type Recording } from "../recorder";
import { asProgramSeesIt, onCluster, stackConfig, startTestCluster, type TestCluster, withValue } from "../stack";

type PodSpec = types.output.core.v1.PodSpec;
interface Workload {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly selector: Record<string, string>;
  readonly pod: PodSpec;
  readonly container: PodSpec["containers"][number];
}

function workloads({ registrations }: Recording): Workload[] {
  return registrations
    .filter(({ type }) => type === "kubernetes:apps/v1:Deployment")
    .map(({ inputs }) => {
      const { metadata, spec } = inputs as unknown as types.output.apps.v1.Deployment;
      const [container, ...others] = spec.template.spec.containers;
      assert.ok(container && others.length === 0);
      const { labels } = spec.template.metadata;
      return { name: metadata.name, labels, selector: spec.selector.matchLabels, pod: spec.template.spec, container };
    });
}

describe("Bookinfo", () => {
  let cluster: TestCluster;
  let recording: Recording;

  before(async () => {
    cluster = await startTestCluster();
    const config = withValue(onCluster(stackConfig("local"), cluster), ["bookinfo-mesh:bookinfo"], {
      namespace: "shop",
      registry: "registry.example.com/mirror",
      tag: "1.2.3",
    });
    recording = await record(asProgramSeesIt(config));
  });
  after(() => cluster.remove());

  it("runs every version that it declares, from the configured registry", () => {
    const expected = Object.entries(BOOKINFO).flatMap(([service, versions]) =>
      versions.map((version) => ({
        name: `${service}-${version}`,
        labels: { app: service, version },
        image: `registry.example.com/mirror/examples-bookinfo-${service}-${version}:1.2.3`,
        account: `bookinfo-${service}`,
      })),
    );
    const found = workloads(recording).map(({ name, labels, container, pod }) => ({
      name,
      labels,
      image: container.image,
      account: pod.serviceAccountName,
    }));
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    assert.deepEqual(found.sort(byName), expected.sort(byName));
  });

  it("has neither pods nor a subset of a version that the config leaves out, and all else as before", async () => {
    const config = withValue(onCluster(stackConfig("local"), cluster), ["bookinfo-mesh:bookinfo"], {
      namespace: "shop",
      registry: "registry.example.com/mirror",
      tag: "1.2.3",
      replicas: 2,
    });
    // The stack's own rule gives v1 weight.
    const plain = withValue(config, ["bookinfo-mesh:traffic", "reviews", "rules"], []);
    const chosen = ["bookinfo-mesh:bookinfo", "versions", "reviews"];
    const all = await record(asProgramSeesIt(plain));
    const without = await record(asProgramSeesIt(withValue(plain, chosen, ["v3", "v2"])));
    const named = ({ registrations }: Recording) => registrations.map(({ type, name }) => `${type} ${name}`).sort();
    assert.deepEqual(
      named(all).filter((one) => !named(without).includes(one)),
      [
        "kubernetes:apps/v1:Deployment bookinfo-reviews-v1",
        "kubernetes:policy/v1:PodDisruptionBudget bookinfo-reviews-v1-budget",
      ],
    );
    const rule = without.registrations.find(({ name }) => name === "reviews-versions")?.inputs["spec"];
    const { subsets } = rule as { subsets: readonly { name: string }[] };
    assert.deepEqual(
      subsets.map(({ name }) => name),
      ["v2", "v3"],
    );
  });

  it("keeps the versions of a service apart by their selectors, and together by its Service", () => {
    for (const { selector, labels } of workloads(recording)) assert.deepEqual(selector, labels);
    const services = recording.registrations.filter(({ type }) => type === "kubernetes:core/v1:Service");
    for (const { inputs } of services) {
      const { metadata, spec } = inputs as unknown as types.output.core.v1.Service;
      assert.deepEqual(spec.selector, { app: metadata.name });
      assert.deepEqual(
        spec.ports.map(({ name, port }) => ({ name, port })),
        [{ name: "http", port: 9080 }],
      );
    }
    assert.equal(services.length, 4);
  });

  it("lets no container do more than it needs", () => {
    for (const { name, pod, container } of workloads(recording)) {
      assert.equal(pod.securityContext.runAsNonRoot, true, name);
      assert.ok(pod.securityContext.runAsUser > 0 && pod.securityContext.runAsUser !== 1337, name);
      assert.deepEqual(pod.securityContext.seccompProfile, { type: "RuntimeDefault" }, name);
      assert.equal(container.securityContext.allowPrivilegeEscalation, false, name);
      assert.deepEqual(container.securityContext.capabilities, { drop: ["ALL"] }, name);
      for (const resource of ["cpu", "memory"]) {
        assert.ok(container.resources.requests[resource] && container.resources.limits[resource], name);
      }
    }
    const writable = workloads(recording).filter(({ container }) => !container.securityContext.readOnlyRootFilesystem);
    assert.deepEqual([...new Set(writable.map(({ labels }) => labels["app"]))], ["reviews"]);
  });

  it("mounts each volume that it declares, and no other", () => {
    for (const { name, pod, container } of workloads(recording)) {
      const names = (list: readonly { name: string }[]) => list.map((one) => one.name).sort();
      assert.deepEqual(names(container.volumeMounts), names(pod.volumes), name);
    }
  });

  it("is asked for its health where the services answer, and has time to end", () => {
    for (const { name, pod, container } of workloads(recording)) {
      for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
        assert.deepEqual(probe.httpGet, { path: "/health", port: "http" }, name);
      }
      assert.ok(pod.terminationGracePeriodSeconds > container.lifecycle.preStop.sleep.seconds, name);
    }
  });

  it("is in the configured namespace, which it labels and does not own", () => {
    const isNamespace = ({ type }: { type: string }) => /:Namespace(Patch)?$/.test(type);
    const elsewhere = recording.registrations
      .filter(({ name, type }) => type.startsWith("kubernetes:") && /^(bookinfo|reviews)-/.test(name))
      .filter((one) => !isNamespace(one))
      .filter(({ inputs }) => (inputs as { metadata: { namespace?: string } }).metadata.namespace !== "shop");
    assert.deepEqual(elsewhere, []);

    const namespaces = recording.registrations
      .filter(isNamespace)
      .filter(({ inputs }) => (inputs as { metadata: { name: string } }).metadata.name === "shop");
    assert.deepEqual(
      namespaces.map(({ type, inputs }) => [type, inputs["metadata"]]),
      [["kubernetes:core/v1:NamespacePatch", { name: "shop", labels: { "istio-injection": "enabled" } }]],
    );
  });

  it("is open to the outside at the page's paths, and nowhere else", () => {
    const routes = recording.registrations.find(({ name }) => name === "bookinfo-routes")?.inputs["spec"];
    assert.deepEqual(routes, {
      hosts: ["*"],
      gateways: ["bookinfo-gateway"],
      http: [
        {
          match: [
            { uri: { exact: "/productpage" } },
            { uri: { prefix: "/static" } },
            { uri: { exact: "/login" } },
            { uri: { exact: "/logout" } },
            { uri: { prefix: "/api/v1/products" } },
          ],
          route: [{ destination: { host: "productpage.shop.svc.cluster.local", port: { number: 9080 } } }],
          retries: { attempts: 2, retryOn: "connect-failure,refused-stream,unavailable,cancelled,reset" },
        },
      ],
    });
  });

  it("listens at the gateway's pods, on the port that their Service opens", () => {
    const gateway = recording.registrations.find(({ name }) => name === "bookinfo-gateway")?.inputs["spec"];
    assert.deepEqual(gateway, {
      selector: { istio: "ingressgateway" },
      servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] }],
    });
  });

  describe("with a plan for the service behind the gateway", () => {
    const planned = async (weight: number) => {
      const productpage = {
        rules: [
          { name: "slow", match: { headers: { "x-slow": { exact: "1" } } }, weights: { v1: 100 }, timeout: "9s" },
        ],
        default: { weights: { v1: 100 }, timeout: `${weight}s` },
      };
      const config = onCluster(stackConfig("local"), cluster);
      const { registrations } = await record(
        asProgramSeesIt(withValue(config, ["bookinfo-mesh:traffic"], { productpage })),
      );
      return registrations;
    };

    it("has it in the gateway's routes alone, so that a change of it changes one resource", async () => {
      const [one, other] = [await planned(1), await planned(2)];
      const inputs = new Map(other.map((resource) => [resource.urn, resource.inputs]));
      const changed = one.filter((resource) => !isDeepStrictEqual(resource.inputs, inputs.get(resource.urn)));
      assert.deepEqual(
        changed.map(({ name }) => name),
        ["bookinfo-routes"],
      );
      assert.equal(one.length, other.length);
      assert.ok(!one.some(({ name }) => name === "productpage-routes"), "a VirtualService of the mesh besides");
    });

    it("knows its versions before a route names one, under the name that they had before", async () => {
      const registrations = await planned(1);
      const versions = registrations.find(({ name }) => name === "productpage-versions");
      const routes = registrations.find(({ name }) => name === "bookinfo-routes");
      assert.ok(versions && routes?.dependencies.includes(versions.urn));
      assert.deepEqual(
        versions.aliases.map(({ spec }) => spec?.parenturn),
        ["urn:pulumi:test::bookinfo-mesh::mesh:index:TrafficPolicy::productpage"],
      );
    });
  });
});
