import { type Elsewhere, type Guarantees, Platform } from "../objects/platform";
import { type StackView } from "../objects/stack-view";
import { exemptNamespaces } from "../objects/namespaces";
import { ifKnown } from "../rules/if-known";
import { fields, text } from "./settings";

/** The policy whose settings say what the stack that installs the mesh guarantees. All others read them here. */
export const PLATFORM_POLICY = "platform-is-known";

/** The policies whose `exemptNamespaces`, where Istio is installed elsewhere, leave a namespace to that stack. */
export const ELSEWHERE_POLICIES = {
  mtls: "strict-mtls-is-in-force",
  denyByDefault: "namespaces-deny-by-default",
  injection: "workload-namespaces-are-injected",
} as const satisfies Record<keyof Elsewhere, string>;

export const platformSettings = {
  platform: fields<Guarantees>(
    {
      mtls: { enum: ["STRICT", "PERMISSIVE"], description: "The mode of mutual TLS of the whole mesh." },
      denyByDefault: {
        type: "boolean",
        description: "Whether calls are refused in every namespace unless an AuthorizationPolicy allows them.",
      },
      revisions: {
        type: "array",
        items: { type: "string" },
        description: "The revisions and tags that have an istiod; istio-injection=enabled asks for default.",
      },
      gateways: {
        type: "array",
        items: { type: "string", pattern: "=" },
        description: "The labels of each gateway's pods, as NAMESPACE/NAME=VALUE, NAME=VALUE.",
      },
    },
    "What the stack that installs Istio guarantees to this one: mtls, denyByDefault, revisions, gateways.",
  ),
  platformStack: text(
    "",
    "The stack that installs Istio, as ORG/PROJECT/STACK: its output platform says the same.",
    "^([^/]+/[^/]+/[^/]+)?$",
  ),
};

type AllSettings = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** Reads what another stack guarantees. @throws NotKnown when it cannot be read */
export type ReadGuarantees = (stack: string) => Guarantees;

/** The mesh that a stack runs on, as the pack's settings tell. */
export function platformOf(stack: StackView, settings: AllSettings, readGuarantees: ReadGuarantees): Platform {
  // Read late: by then each policy has told its settings.
  const read = () => {
    const { platform, platformStack } = settings.get(PLATFORM_POLICY) ?? {};
    const isNamed = typeof platformStack === "string" && platformStack !== "";
    return isNamed ? readGuarantees(platformStack) : ((platform ?? {}) as Guarantees);
  };
  return new Platform(read, () => elsewhere(stack, settings));
}

/**
 * A namespace that is exempt in a stack with an istiod of its own is outside of the mesh; in a stack without, it is in
 * the mesh of another stack, which takes care of what is demanded.
 */
function elsewhere(stack: StackView, settings: AllSettings): Elsewhere {
  const exempt = (policy: string) => {
    const given = settings.get(policy)?.["exemptNamespaces"];
    const names = Array.isArray(given) && !mayHaveIstiod(stack) ? (given as readonly string[]) : [];
    return names.filter((name) => !exemptNamespaces.fallback.includes(name));
  };
  const { mtls, denyByDefault, injection } = ELSEWHERE_POLICIES;
  return { mtls: exempt(mtls), denyByDefault: exempt(denyByDefault), injection: exempt(injection) };
}

function mayHaveIstiod(stack: StackView): boolean {
  return ifKnown(() => stack.hasIstiod) ?? true;
}
