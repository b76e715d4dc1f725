import { type MeshPlan } from "../mesh-plan";
import { type Properties, type TestStack } from "../test-stack";

/** Who may call what speaks no HTTP, of which the mesh's own rule, for GET, lets nobody in. */
export function tcpCallers({ namespace }: MeshPlan): Properties {
  return { from: [{ source: { namespaces: [namespace] } }] };
}

export function withTcpCallers(mesh: TestStack, plan: MeshPlan): TestStack {
  return mesh.set("allow-bookinfo", "spec.rules[1]", tcpCallers(plan));
}
