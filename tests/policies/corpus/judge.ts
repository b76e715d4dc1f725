import { POLICIES } from "../../../policies/catalogue";
import { EXCEPTIONS_POLICY } from "../../../policies/engine/report-text";
import { profileConfig } from "../../../policies/profile";
import { type PackConfig, report } from "../run-pack";
import { TestStack } from "../test-stack";
import { ADVICE } from "./choices";
import { namespace, type Manifest } from "./manifest";

/** What the platform's stack guarantees to a team's, and what of it is not in the stack. */
const PLATFORM: PackConfig = {
  "platform-is-known": {
    platform: {
      mtls: "STRICT",
      denyByDefault: true,
      revisions: ["default"],
      gateways: [
        "istio-system/app=istio-ingressgateway, istio=ingressgateway",
        "istio-system/app=istio-egressgateway, istio=egressgateway",
        "istio-system/app=istio-eastwestgateway, istio=eastwestgateway",
      ],
    },
  },
  "hosts-are-known": {
    outsideHosts: [
      "istio-egressgateway.istio-system.svc.cluster.local",
      "istiod*.istio-system.svc.cluster.local",
      "cert-manager-resolver.istio-system.svc.cluster.local",
    ],
  },
  ...notOfTheMesh("strict-mtls-is-in-force", "namespaces-deny-by-default", "workload-namespaces-are-injected"),
};

/** Namespaces in which tasks run what is outside of the mesh: who is kept out, or who is called there. */
function notOfTheMesh(...policies: string[]): PackConfig {
  const exemptNamespaces = ["istio-system", "kube-system", "legacy", "mesh-external"];
  return Object.fromEntries(policies.map((policy) => [policy, { exemptNamespaces }]));
}

const PROD = profileConfig(POLICIES, "prod");

/**
 * What the pack says of a stack in the profile prod, be it a refusal or advice: the policies, and each line that they
 * say. Advice about timeouts and retries, which hardly a sample has, is left out.
 */
export interface Verdict {
  readonly toldBy: readonly string[];
  readonly lines: readonly string[];
}

/**
 * @param platform what the pack is told of the mesh that another stack made; nothing where the manifests are all of it
 */
export async function judge(manifests: readonly Manifest[], platform: PackConfig = PLATFORM): Promise<Verdict> {
  const config = Object.fromEntries(
    Object.entries(PROD).map(([policy, settings]) => [policy, { ...settings, ...platform[policy] }]),
  );
  const reported = await report(POLICIES, stackOf(manifests), { config });
  const told = reported.filter(({ policy }) => policy !== EXCEPTIONS_POLICY && policy !== ADVICE);
  return {
    toldBy: [...new Set(told.map(({ policy }) => policy))].sort(),
    lines: told.map(({ policy, resource, message }) => `${policy} ${resource ?? "stack"}: ${message}`),
  };
}

/**
 * The manifests as the resources of a program that labels its namespaces and makes what others wait for first:
 * Namespaces, then DestinationRules, then the rest.
 */
function stackOf(manifests: readonly Manifest[]): TestStack {
  const first = (kind: string) => manifests.filter((manifest) => manifest.kind === kind).map(nameOf);
  const before = [...first("Namespace"), ...first("DestinationRule")];
  return withNamespaces(manifests).reduce((stack, manifest) => {
    const dependencies = BEFORE.includes(manifest.kind) ? [] : before;
    return stack.with(nameOf(manifest), typeOf(manifest), manifest, { dependencies });
  }, TestStack.named("samples"));
}

const BEFORE: readonly string[] = ["Namespace", "DestinationRule"];

/** With the label for sidecars on the namespaces that the manifests take for granted. */
function withNamespaces(manifests: readonly Manifest[]): Manifest[] {
  const made = manifests.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
  const used = new Set(manifests.map(({ metadata }) => metadata.namespace ?? "default"));
  return [...[...used].filter((name) => !made.includes(name)).map((name) => namespace(name)), ...manifests];
}

function nameOf({ kind, metadata }: Manifest): string {
  return [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join("/");
}

function typeOf({ apiVersion, kind }: Manifest): string {
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}
