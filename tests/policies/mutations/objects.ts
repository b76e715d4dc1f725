import { istio, type MeshPlan } from "../mesh-plan";
import { type Properties, type TestStack } from "../test-stack";

/** What keeps a rule from being refused for its timeout or its retries. */
export const CALM = { timeout: "10s", retries: { attempts: 2, perTryTimeout: "3s" } };

/** A host beside the mesh's own, which no plan has. */
export const OTHER_HOST = "the-other.example.com";

/** One more of Istio's objects, which waits for Istio and for what it is said to need. */
export function withObject(
  mesh: TestStack,
  plan: MeshPlan,
  kind: string,
  name: string,
  spec: Properties,
  dependencies: readonly string[] = [],
): TestStack {
  return mesh.with(
    name,
    `kubernetes:networking.istio.io/${plan.api}:${kind}`,
    istio(plan, "networking", kind, name, spec),
    { parent: "security", dependencies },
  );
}

/** The service behind the gateway, which no rule of the mesh is for. */
export function firstService({ services }: MeshPlan): string {
  return Object.keys(services)[0] ?? "";
}

/** A rule with some matches that sends to the service behind the gateway. */
export function rule(plan: MeshPlan, ...match: readonly Properties[]): Properties {
  const destination = { host: firstService(plan), port: { number: 9080 } };
  return { ...(match.length > 0 && { match }), route: [{ destination }], ...CALM };
}
