import fc from "fast-check";
import assert from "node:assert/strict";
import { POLICIES } from "../../policies/catalogue";
import { profileConfig } from "../../policies/profile";
import { anyMesh } from "./random-mesh";
import { type MeshPlan, meshOf } from "./valid-mesh";
import { type PackConfig, report, type TestStack } from "./test-stack";

/** One thing that goes wrong, and the one policy that has to notice. */
interface Mutation {
  readonly policy: string;
  readonly what: string;
  readonly mutate: (mesh: TestStack, plan: MeshPlan, names: Names) => TestStack;
}

/** The names of the resources that most mutations are about. */
interface Names {
  readonly routes: string;
  readonly versions: string;
  readonly service: string;
  readonly workload: string;
  readonly entrance: string;
}

const CONTAINER = "spec.template.spec.containers[0]";
const FIRST_ROUTE = "spec.http[0].route";

const MUTATIONS: readonly Mutation[] = [
  {
    policy: "weights-add-up-to-100",
    what: "one more percent for the stable version",
    mutate: (mesh, _, { routes }) => mesh.set(routes, `${FIRST_ROUTE}[0].weight`, weightOf(mesh, routes, 0) + 1),
  },
  {
    policy: "weights-add-up-to-100",
    what: "half a percent",
    mutate: (mesh, _, { routes }) => mesh.set(routes, `${FIRST_ROUTE}[1].weight`, 0.5),
  },
  {
    policy: "weights-add-up-to-100",
    what: "a weight that was forgotten",
    mutate: (mesh, _, { routes }) => mesh.unset(routes, `${FIRST_ROUTE}[1].weight`),
  },
  {
    policy: "subsets-are-declared",
    what: "a mirror to a subset that is misspelt",
    mutate: (mesh, _, { routes, service }) =>
      mesh.set(routes, "spec.http[0].mirrors", [
        { destination: { host: service, subset: "v01" }, percentage: { value: 1 } },
      ]),
  },
  {
    policy: "subsets-are-declared",
    what: "a rule that loses its last subset",
    mutate: (mesh, plan, { versions, service }) =>
      mesh.unset(versions, `spec.subsets[${(plan.services[service] ?? []).length - 1}]`),
  },
  {
    policy: "subsets-select-workloads",
    what: "a subset with a label that no pod has",
    mutate: (mesh, _, { versions }) => mesh.set(versions, "spec.subsets[0].labels.version", "v99"),
  },
  {
    policy: "subsets-select-workloads",
    what: "a Service that selects other pods",
    mutate: (mesh, _, { service }) => mesh.set(service, "spec.selector.app", "others"),
  },
  {
    policy: "hosts-are-known",
    what: "a route to a Service that is not there",
    mutate: (mesh, _, { entrance }) => mesh.set(entrance, `${FIRST_ROUTE}[0].destination.host`, "nowhere-to-be-found"),
  },
  {
    policy: "hosts-are-known",
    what: "a rule for a Service that is not there",
    mutate: (mesh, plan) =>
      mesh.with(
        "stray",
        `kubernetes:networking.istio.io/${plan.api}:DestinationRule`,
        {
          apiVersion: `networking.istio.io/${plan.api}`,
          kind: "DestinationRule",
          metadata: { name: "stray", namespace: plan.namespace },
          spec: { host: "nowhere-to-be-found", trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } },
        },
        { parent: "security" },
      ),
  },
  {
    policy: "delegates-exist",
    what: "requests that are handed on to nobody",
    mutate: (mesh, _, { entrance }) =>
      mesh.set(entrance, "spec.http[0]", { match: [{ uri: { prefix: "/a" } }], delegate: { name: "nobody" } }),
  },
  {
    policy: "routes-end-in-a-default",
    what: "a default that got a match",
    mutate: (mesh, plan, { routes, service }) =>
      mesh.set(routes, `spec.http[${rulesOf(plan, service)}].match`, [{ uri: { prefix: "/api" } }]),
  },
  {
    policy: "routes-are-reachable",
    what: "a first rule that takes everything",
    mutate: (mesh, _, { routes }) => mesh.set(routes, "spec.http[0].match", [{ uri: { prefix: "/" } }]),
  },
  {
    policy: "hosts-have-one-owner",
    what: "a second set of routes for a host",
    mutate: (mesh, plan, { routes, versions }) =>
      mesh.with(
        "second",
        mesh.get(routes).type,
        { ...mesh.get(routes).properties, metadata: { name: "second", namespace: plan.namespace } },
        { parent: mesh.get(routes).parent ?? "", dependencies: [versions] },
      ),
  },
  {
    policy: "hosts-have-one-owner",
    what: "a route to one subset twice",
    mutate: (mesh, _, { routes }) => mesh.set(routes, `${FIRST_ROUTE}[1].destination.subset`, "v1"),
  },
  {
    policy: "splits-work-at-the-ingress",
    what: "a gateway's route to a host that is split",
    mutate: (mesh, _, { entrance, service }) => mesh.set(entrance, `${FIRST_ROUTE}[0].destination.host`, service),
  },
  {
    policy: "weighted-versions-have-capacity",
    what: "a version with weight that is scaled to 0",
    mutate: (mesh, _, { workload }) => mesh.set(workload, "spec.replicas", 0),
  },
  {
    policy: "canary-weight-is-capped",
    what: "a canary with almost half",
    mutate: (mesh, plan, { routes, service }) =>
      (plan.services[service] ?? []).reduce(
        (changed, _, index) => changed.set(routes, `${FIRST_ROUTE}[${index}].weight`, [55, 45][index] ?? 0),
        mesh,
      ),
  },
  {
    policy: "mesh-objects-wait-for-istio",
    what: "routes that do not wait for their subsets",
    mutate: (mesh, _, { routes }) => mesh.change(routes, { dependencies: [] }),
  },
  {
    policy: "mesh-objects-wait-for-istio",
    what: "a component that does not wait for Istio",
    mutate: (mesh) => mesh.change("security", { dependencies: [] }),
  },
  {
    policy: "service-ports-name-their-protocol",
    what: "a port with a name that is no protocol",
    mutate: (mesh, _, { service }) => mesh.set(service, "spec.ports[0].name", "web"),
  },
  {
    policy: "routes-are-resilient",
    what: "a timeout that was forgotten",
    mutate: (mesh, _, { routes }) => mesh.unset(routes, "spec.http[0].timeout"),
  },
  {
    policy: "routes-are-resilient",
    what: "more tries than the timeout has room for",
    mutate: (mesh, _, { routes }) => mesh.set(routes, "spec.http[0].retries.attempts", 4),
  },
  {
    policy: "routes-inject-no-faults",
    what: "a fault that was left in",
    mutate: (mesh, _, { routes }) =>
      mesh.set(routes, "spec.http[0].fault", { abort: { percentage: { value: 1 }, httpStatus: 500 } }),
  },
  {
    policy: "routes-inject-no-faults",
    what: "a mirror of everything",
    mutate: (mesh, plan, { routes, service }) =>
      mesh.set(routes, "spec.http[0].mirror", {
        host: `${service}.${plan.namespace}.svc.cluster.local`,
        subset: "v1",
      }),
  },
  {
    policy: "peer-authentication-is-strict",
    what: "one port that takes plain text",
    mutate: (mesh) => mesh.set("mesh-mtls", "spec.portLevelMtls", { "9080": { mode: "PERMISSIVE" } }),
  },
  {
    policy: "strict-mtls-is-in-force",
    what: "no PeerAuthentication any more",
    mutate: (mesh) => mesh.without("mesh-mtls"),
  },
  {
    policy: "destinations-use-mutual-tls",
    what: "plain text to one subset",
    mutate: (mesh, _, { versions }) =>
      mesh.set(versions, "spec.subsets[0].trafficPolicy", { tls: { mode: "DISABLE" } }),
  },
  {
    policy: "destinations-use-mutual-tls",
    what: "one-sided TLS to one port",
    mutate: (mesh, _, { versions }) =>
      mesh.set(versions, "spec.trafficPolicy.portLevelSettings", [{ port: { number: 9080 }, tls: { mode: "SIMPLE" } }]),
  },
  {
    policy: "workload-namespaces-are-injected",
    what: "a namespace that loses its label",
    mutate: (mesh) => mesh.unset("injection", "metadata.labels"),
  },
  {
    policy: "workload-namespaces-are-injected",
    what: "a namespace with both labels",
    mutate: (mesh) =>
      mesh.set("injection", "metadata.labels", { "istio-injection": "enabled", "istio.io/rev": "canary" }),
  },
  {
    policy: "workloads-keep-their-sidecar",
    what: "a workload that opts out",
    mutate: (mesh, _, { workload }) =>
      mesh.set(workload, ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "false"),
  },
  {
    policy: "workloads-keep-their-sidecar",
    what: "a port that is led past the sidecar",
    mutate: (mesh, _, { workload }) =>
      mesh.set(workload, "spec.template.metadata.annotations", {
        "traffic.sidecar.istio.io/excludeOutboundPorts": "3306",
      }),
  },
  {
    policy: "namespaces-deny-by-default",
    what: "policies that only refuse",
    mutate: (mesh) => mesh.without("allow-nothing").set("allow-bookinfo", "spec.action", "DENY"),
  },
  {
    policy: "gateway-selectors-match",
    what: "a gateway that was renamed",
    mutate: (mesh) => mesh.set("istio-gateway", "name", "edge"),
  },
  {
    policy: "referenced-gateways-exist",
    what: "a Gateway that was renamed",
    mutate: (mesh) => mesh.set("bookinfo-gateway", "metadata.name", "other-gateway"),
  },
  {
    policy: "hosts-are-served-by-their-gateway",
    what: "a host that the gateway does not serve",
    mutate: (mesh, _, { entrance }) => mesh.set(entrance, "spec.hosts", ["elsewhere.example.org"]),
  },
  {
    policy: "gateways-serve-https",
    what: "plain HTTP that is not redirected any more",
    mutate: (mesh) => mesh.unset("bookinfo-gateway", "spec.servers[0].tls"),
  },
  {
    policy: "gateways-serve-https",
    what: "HTTPS without a certificate",
    mutate: (mesh) => mesh.unset("bookinfo-gateway", "spec.servers[1].tls.credentialName"),
  },
  {
    policy: "gateways-do-not-conflict",
    what: "a second Gateway for the same host",
    mutate: (mesh, plan) =>
      mesh.with(
        "second",
        mesh.get("bookinfo-gateway").type,
        { ...mesh.get("bookinfo-gateway").properties, metadata: { name: "second", namespace: plan.namespace } },
        { parent: "bookinfo" },
      ),
  },
  {
    policy: "istio-releases-agree",
    what: "a gateway of another version",
    mutate: (mesh) => mesh.set("istio-gateway", "version", "1.27.99"),
  },
  {
    policy: "istio-releases-agree",
    what: "a range of versions",
    mutate: (mesh) => mesh.set("istiod", "version", ">=1.20"),
  },
  {
    policy: "istio-releases-undo-failures",
    what: "a release that leaves a failed upgrade behind",
    mutate: (mesh) => mesh.unset("istiod", "atomic"),
  },
  {
    policy: "kubernetes-provider-is-explicit",
    what: "whichever cluster is at hand",
    mutate: (mesh, _, { workload }) => mesh.change(workload, { provider: { name: "default_4_34_2" } }),
  },
  {
    policy: "workloads-are-hardened",
    what: "an image of the day",
    mutate: (mesh, _, { workload }) => mesh.set(workload, `${CONTAINER}.image`, "example.com/app:latest"),
  },
  {
    policy: "workloads-are-hardened",
    what: "the sidecar's user",
    mutate: (mesh, _, { workload }) => mesh.set(workload, `${CONTAINER}.securityContext.runAsUser`, 1337),
  },
  {
    policy: "workloads-tolerate-disruption",
    what: "a budget that is gone",
    mutate: (mesh, _, { workload }) => mesh.without(`${workload}-budget`),
  },
  {
    policy: "eks-endpoint-is-restricted",
    what: "an API server for everyone",
    mutate: (mesh) => mesh.unset("cluster", "vpcConfig.publicAccessCidrs"),
  },
  {
    policy: "eks-secrets-are-encrypted",
    what: "no key for Secrets",
    mutate: (mesh) => mesh.unset("cluster", "encryptionConfig"),
  },
  {
    policy: "eks-control-plane-is-logged",
    what: "no audit log",
    mutate: (mesh) => mesh.unset("cluster", "enabledClusterLogTypes[1]"),
  },
  {
    policy: "eks-version-is-supported",
    what: "no version",
    mutate: (mesh) => mesh.unset("cluster", "version"),
  },
  {
    policy: "eks-access-is-by-entries",
    what: "the ConfigMap too",
    mutate: (mesh) => mesh.set("cluster", "accessConfig.authenticationMode", "API_AND_CONFIG_MAP"),
  },
  {
    policy: "eks-cluster-is-protected",
    what: "no protection",
    mutate: (mesh) => mesh.change("cluster", { protect: false }),
  },
  {
    policy: "eks-nodes-span-zones",
    what: "one zone for all nodes",
    mutate: (mesh) => mesh.set("nodes-1", "availabilityZone", "ap-northeast-1a"),
  },
  {
    policy: "eks-nodes-are-private",
    what: "public addresses",
    mutate: (mesh) => mesh.set("nodes-1", "mapPublicIpOnLaunch", true),
  },
  {
    policy: "eks-nodes-guard-their-metadata",
    what: "version 1 of the metadata service",
    mutate: (mesh) => mesh.set("launch-template", "metadataOptions.httpTokens", "optional"),
  },
];

/** The strict profile, but with a cap that leaves room for splits of every kind. */
const CONFIG: PackConfig = {
  ...profileConfig(POLICIES, "strict"),
  "canary-weight-is-capped": { largestCanary: 30 },
};

/** The names for one of the splits, whichever a number picks. */
function namesIn({ splits }: MeshPlan, pick: number): Names {
  const service = splits[pick % splits.length]?.service ?? "";
  return {
    service,
    routes: `${service}-routes`,
    versions: `${service}-versions`,
    workload: `${service}-v1`,
    entrance: "bookinfo-routes",
  };
}

function rulesOf({ splits }: MeshPlan, service: string): number {
  return splits.find((split) => split.service === service)?.rules.length ?? 0;
}

function weightOf(mesh: TestStack, routes: string, index: number): number {
  const { spec } = mesh.get(routes).properties as { spec: { http: { route: { weight: number }[] }[] } };
  return spec.http[0]?.route[index]?.weight ?? 0;
}

describe("mutations of valid meshes", () => {
  let tried = 0;
  let killed = 0;
  after(() => console.log(`    mutations killed: ${killed} of ${tried} (${((100 * killed) / tried).toFixed(1)} %)`));

  it("no policy has anything against any valid mesh, in the strict profile", async () => {
    await fc.assert(
      fc.asyncProperty(anyMesh, async (plan) => {
        assert.deepEqual(await report(POLICIES, meshOf(plan), { config: CONFIG }), []);
      }),
      { numRuns: 20 },
    );
  });

  for (const { policy, what, mutate } of MUTATIONS) {
    it(`${policy}, and no other, notices ${what}`, async () => {
      await fc.assert(
        fc.asyncProperty(anyMesh, fc.nat({ max: 1 }), async (plan, pick) => {
          const mutated = mutate(meshOf(plan), plan, namesIn(plan, pick));
          tried += 1;
          const noticedBy = new Set((await report(POLICIES, mutated, { config: CONFIG })).map((one) => one.policy));
          assert.deepEqual([...noticedBy], [policy]);
          killed += 1;
        }),
        { numRuns: 5 },
      );
    });
  }

  it("there is a mutation for every policy", () => {
    const tried = new Set(MUTATIONS.map(({ policy }) => policy));
    assert.deepEqual(
      POLICIES.map(({ name }) => name).filter((name) => !tried.has(name)),
      [],
    );
  });
});
