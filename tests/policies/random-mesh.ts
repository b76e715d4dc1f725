import fc from "fast-check";
import { istioMinorsFor } from "../../mesh/versions/istio-versions";
import { API_VERSIONS, type MeshPlan } from "./mesh-plan";

const word = fc.stringMatching(/^[a-z][a-z0-9]{2,8}$/);

/** Weights that add up to 100, of which the first version has most and each other at most 30. */
function weights(versions: readonly string[]): fc.Arbitrary<Readonly<Record<string, number>>> {
  const [stable = "", ...others] = versions;
  return fc
    .array(fc.integer({ min: 0, max: Math.min(30, Math.floor(100 / (others.length + 1))) }), {
      minLength: others.length,
      maxLength: others.length,
    })
    .map((canaries): Readonly<Record<string, number>> => {
      const rest = 100 - canaries.reduce((sum, weight) => sum + weight, 0);
      return Object.fromEntries([
        [stable, rest] as const,
        ...others.map((version, index) => [version, canaries[index] ?? 0] as const),
      ]);
    });
}

function split(service: string, versions: readonly string[]): fc.Arbitrary<MeshPlan["splits"][number]> {
  const rule = fc.record({ name: word, user: word, weights: weights(versions) });
  return fc.record({
    service: fc.constant(service),
    rules: fc.uniqueArray(rule, { minLength: 1, maxLength: 3, selector: ({ user }) => user }),
    default: weights(versions),
  });
}

/** Plans of valid meshes: other services, versions, weights, namespaces and versions of everything. */
export const anyMesh: fc.Arbitrary<MeshPlan> = fc
  .record({
    names: fc.uniqueArray(
      word.filter((name) => !["bookinfo", "security", "cluster", "nodes", "istiod", "injection"].includes(name)),
      { minLength: 2, maxLength: 4 },
    ),
    versionCounts: fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 4, maxLength: 4 }),
    splitCount: fc.integer({ min: 1, max: 2 }),
    istioMinor: fc.constantFrom("1.28", "1.29", "1.30", "1.31"),
    kubernetesMinor: fc.constantFrom(34, 35),
    patch: fc.integer({ min: 0, max: 9 }),
  })
  .filter(({ istioMinor, kubernetesMinor }) => istioMinorsFor(kubernetesMinor).includes(istioMinor))
  .chain(({ names, versionCounts, splitCount, istioMinor, kubernetesMinor, patch }) => {
    // The first service is the one that the gateway sends to, which a split would have no effect on.
    const services = Object.fromEntries(
      names.map((name, index) => [
        name,
        Array.from({ length: index === 0 ? 1 : (versionCounts[index] ?? 2) }, (_, version) => `v${version + 1}`),
      ]),
    );
    const splitServices = names.slice(1, 1 + splitCount);
    return fc.record({
      stack: word,
      namespace: word.filter((name) => name !== "istio-system"),
      istioVersion: fc.constant(`${istioMinor}.${patch}`),
      kubernetesVersion: fc.constant(`1.${kubernetesMinor}`),
      api: fc.constantFrom(...API_VERSIONS),
      services: fc.constant(services),
      splits: fc.tuple(...splitServices.map((name) => split(name, services[name] ?? []))),
      replicas: fc.integer({ min: 2, max: 5 }),
      strictIn: fc.constantFrom("mesh" as const, "namespace" as const),
      injection: fc.constantFrom<Readonly<Record<string, string>>>(
        { "istio-injection": "enabled" },
        { "istio.io/rev": "canary" },
      ),
      host: word.map((name) => `${name}.example.com`),
      shortNames: fc.boolean(),
    });
  });
