import { BOOKINFO_PLAN, istio, type MeshPlan } from "./mesh-plan";
import { type Properties, TestStack } from "./test-stack";
import { onEks, withIstio } from "./valid-cluster";
import { withEntrance, withService, withSplit } from "./valid-services";

/**
 * A mesh that no policy has anything against, not even in the strict profile: Bookinfo on EKS, behind a gateway, with a
 * split of reviews. Tests take it and change one thing.
 */
export function validMesh(): TestStack {
  return meshOf(BOOKINFO_PLAN);
}

/** The host in that mesh whose requests are split. */
export const REVIEWS = "reviews.default.svc.cluster.local";

/**
 * The stack that a plan describes. Resources are named after what they are: `reviews-v1`, `reviews-routes`,
 * `injection`.
 */
export function meshOf(plan: MeshPlan): TestStack {
  const steps = [
    onEks,
    withIstio,
    withSecurity,
    ...Object.entries(plan.services).map(
      ([service, versions]) =>
        (stack: TestStack) =>
          withService(stack, plan, service, versions),
    ),
    withEntrance,
    ...plan.splits.map((split) => (stack: TestStack) => withSplit(stack, plan, split)),
  ];
  return steps.reduce((stack, step) => step(stack, plan), TestStack.named(plan.stack));
}

function withSecurity(stack: TestStack, plan: MeshPlan): TestStack {
  const { namespace, injection, strictIn } = plan;
  const policy = (name: string, spec: Properties) => istio(plan, "security", "AuthorizationPolicy", name, spec);
  const own = { parent: "security" };
  const components = ["security", "bookinfo"].reduce(
    (built, name) => built.with(name, `mesh:index:${name}`, {}, { dependencies: ["istiod"] }),
    stack,
  );
  return components
    .with(
      "mesh-mtls",
      `kubernetes:security.istio.io/${plan.api}:PeerAuthentication`,
      istio(
        { ...plan, namespace: strictIn === "mesh" ? "istio-system" : namespace },
        "security",
        "PeerAuthentication",
        "default",
        { mtls: { mode: "STRICT" } },
      ),
      own,
    )
    .with(
      "allow-nothing",
      `kubernetes:security.istio.io/${plan.api}:AuthorizationPolicy`,
      policy("allow-nothing", {}),
      own,
    )
    .with(
      "allow-bookinfo",
      `kubernetes:security.istio.io/${plan.api}:AuthorizationPolicy`,
      policy("allow-bookinfo", { action: "ALLOW", rules: [{ to: [{ operation: { methods: ["GET"] } }] }] }),
      own,
    )
    .with("injection", "kubernetes:core/v1:NamespacePatch", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: injection },
    });
}
