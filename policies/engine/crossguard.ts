import {
  type Policies,
  type PolicyComplianceFramework,
  type PolicyResource,
  type ReportViolation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { StackView } from "../objects/stack-view";
import { plainProperties } from "../resources/properties";
import { StackResource } from "../resources/stack-resource";
import { type Subject } from "../resources/subject";
import { isObject, Place, UNKNOWN, type Value } from "../resources/value";
import { type Exception, exceptionsSchema, holdsOn, isAbout, whyEnded } from "./exceptions";
import { fits } from "./glob";
import { type MeshPolicy, type Outcome, type Unchecked } from "./policy";
import { settingsFrom, texts } from "./settings";

/** Names of the two policies that the engine itself adds: they tell what the others could not or were not to refuse. */
export const CHECKED_POLICY = "everything-could-be-checked";
export const EXCEPTIONS_POLICY = "exceptions-are-listed";

interface Used {
  readonly policy: string;
  readonly exception: Exception;
  readonly resource: StackResource | undefined;
}

interface UncheckedBy extends Unchecked {
  readonly policy: string;
}

/**
 * What is remembered from one resource to the next and from the resources to the stack. CrossGuard shows a policy each
 * resource's inputs, before it is made, and the whole stack's outputs at the end. In a first preview the outputs of
 * everything inside a cluster that does not exist yet are empty: so the inputs are kept, and the stack is judged by them.
 */
class Session {
  /** Each resource's inputs by its URN, made plain when they are first asked for. */
  readonly inputs = new Map<string, () => Value>();
  readonly used: Used[] = [];
  readonly unchecked: UncheckedBy[] = [];
  private stage: "resource" | "stack" = "resource";

  /** A resource that comes after a stack is the next run's: nothing of one run is to be taken for the other's. */
  seeResource({ urn, props }: ResourceValidationArgs): void {
    if (this.stage === "stack") {
      this.inputs.clear();
      this.used.length = 0;
      this.unchecked.length = 0;
    }
    this.stage = "resource";
    this.inputs.set(
      urn,
      once(() => plainProperties(props)),
    );
  }

  seeStack(): void {
    this.stage = "stack";
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/**
 * The policies as CrossGuard runs them, and after them the engine's own two.
 *
 * @param today the day (UTC, `YYYY-MM-DD`) that exceptions are held against
 */
export function crossGuardPolicies(policies: readonly MeshPolicy[], today: string): Policies {
  const session = new Session();
  return [
    ...policies.map((policy) => crossGuardPolicy(policy, session, today)),
    checkedPolicy(session, today),
    exceptionsPolicy(session),
  ];
}

function crossGuardPolicy(policy: MeshPolicy, session: Session, today: string): Policies[number] {
  const { name, description, severity, url, remediationSteps, levels, settings } = policy;
  const metadata = {
    name,
    description,
    severity,
    url,
    remediationSteps,
    enforcementLevel: levels.prod,
    tags: [...policy.codes],
    framework: frameworkOf(policy),
    configSchema: {
      properties: {
        ...Object.fromEntries(Object.entries(settings).map(([key, { schema }]) => [key, schema])),
        exceptions: exceptionsSchema,
      },
    },
  };
  const judge = (view: StackView, config: PackConfig, report: ReportViolation) => {
    const outcome = policy.evaluate(view, config);
    tell(outcome, policy, config.exceptions ?? [], session, today, report);
  };

  if (policy.stage === "resource") {
    return {
      ...metadata,
      validateResource(args, report) {
        session.seeResource(args);
        judge(new StackView([fromInputs(args)]), args.getConfig<PackConfig>(), report);
      },
    } satisfies ResourceValidationPolicy;
  }
  return {
    ...metadata,
    // Each keeps the inputs itself: CrossGuard does not show them to a policy that is disabled, so none may do it for all.
    validateResource: (args) => session.seeResource(args),
    validateStack(args, report) {
      session.seeStack();
      judge(new StackView(wholeStack(args.resources, session)), args.getConfig<PackConfig>(), report);
    },
  } satisfies ResourceValidationPolicy & StackValidationPolicy;
}

type PackConfig = Readonly<Record<string, unknown>> & { readonly exceptions?: readonly Exception[] };

function tell(
  outcome: Outcome,
  policy: MeshPolicy,
  exceptions: readonly Exception[],
  session: Session,
  today: string,
  report: ReportViolation,
): void {
  session.unchecked.push(...outcome.unchecked.map((unchecked) => ({ ...unchecked, policy: policy.name })));

  for (const { message, resource } of outcome.violations) {
    const about = exceptions.filter((exception) => exceptionCovers(exception, resource));
    const holding = about.find((exception) => holdsOn(exception, today));
    if (holding) {
      session.used.push({ policy: policy.name, exception: holding, resource });
      continue;
    }
    const ended = about.map((exception) => `\n  ${whyEnded(exception)}`);
    report(`${message}\n  to fix: ${policy.remediationSteps}${ended.join("")}`, resource?.urn);
  }
}

function exceptionCovers(exception: Exception, resource: Subject["resource"]): boolean {
  return resource ? isAbout(exception, resource) : fits(exception.resource, "stack");
}

/** Tells at the end what the policies could not look at. */
function checkedPolicy(session: Session, today: string): StackValidationPolicy {
  const allowed = texts([], "Names of policies that may leave something unchecked.");
  return {
    name: CHECKED_POLICY,
    description:
      "Every policy could look at everything that it is about: what a preview does not know yet is not silently passed.",
    severity: "medium",
    enforcementLevel: "mandatory",
    url: "https://www.pulumi.com/docs/insights/policy/",
    remediationSteps:
      "write the value into the program instead of taking it from another resource's output, or allow the policy in " +
      `the config of ${CHECKED_POLICY} ("allowed"), or make an exception for the resource.`,
    configSchema: { properties: { allowed: allowed.schema, exceptions: exceptionsSchema } },
    validateStack(args, report) {
      session.seeStack();
      const config = args.getConfig<PackConfig>();
      const settings = settingsFrom({ allowed }, config);
      for (const { policy, resource, why } of session.unchecked) {
        if (settings.allowed.includes(policy)) continue;
        const exception = config.exceptions?.find((one) => holdsOn(one, today) && exceptionCovers(one, resource));
        if (exception) session.used.push({ policy: CHECKED_POLICY, exception, resource });
        else report(`${policy} could not check ${resource?.name ?? "the stack"}: ${why}`, resource?.urn);
      }
    },
  };
}

function exceptionsPolicy(session: Session): StackValidationPolicy {
  return {
    name: EXCEPTIONS_POLICY,
    description: "Shows every exception that was made use of, with its reason and its last day.",
    severity: "low",
    enforcementLevel: "advisory",
    url: "https://www.pulumi.com/docs/insights/policy/",
    remediationSteps: "mend what the exception covers before its last day, then remove it.",
    validateStack(_args, report) {
      session.seeStack();
      for (const { policy, exception, resource } of session.used) {
        report(`${policy} until ${exception.expires}: ${exception.reason}`, resource?.urn);
      }
    },
  };
}

function fromInputs({ urn, type, name, props, opts, provider }: ResourceValidationArgs): StackResource {
  return new StackResource(urn, type, name, () => plainProperties(props), opts.protect, providerOf(provider));
}

/** The stack's resources as the program describes them, each knowing its parent and its dependencies. */
function wholeStack(resources: readonly PolicyResource[], session: Session): StackResource[] {
  const byUrn = new Map(
    resources.map((resource) => {
      const { urn, type, name, opts, provider } = resource;
      const properties = session.inputs.get(urn) ?? (() => outputsOf(resource));
      return [urn, new StackResource(urn, type, name, properties, opts.protect, providerOf(provider))];
    }),
  );
  const known = (others: readonly PolicyResource[]) => others.flatMap(({ urn }) => byUrn.get(urn) ?? []);

  for (const resource of resources) {
    const own = byUrn.get(resource.urn);
    if (!own) continue;
    own.parent = resource.parent && byUrn.get(resource.parent.urn);
    own.dependencies = known(resource.dependencies);
    own.propertyDependencies = Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, on]) => [property, known(on)]),
    );
  }
  return [...byUrn.values()];
}

/** No outputs at all: the provider was not asked, and nothing is known of the resource. */
function outputsOf({ props }: PolicyResource) {
  const outputs = plainProperties(props);
  return isObject(outputs) && Object.keys(outputs).length === 0 ? UNKNOWN : outputs;
}

function providerOf(provider: ResourceValidationArgs["provider"]): StackResource["provider"] {
  return provider && { name: provider.name, properties: Place.root(plainProperties(provider.props)) };
}

const FRAMEWORKS = [
  {
    prefix: "IST",
    name: "Istio configuration analysis",
    version: "1.31",
    specification: "https://istio.io/latest/docs/reference/config/analysis/",
  },
  {
    prefix: "KIA",
    name: "Kiali validations",
    version: "2",
    specification: "https://kiali.io/docs/features/validations/",
  },
  {
    prefix: "CIS",
    name: "CIS Amazon EKS Benchmark",
    version: "1.5.0",
    specification: "https://www.cisecurity.org/benchmark/kubernetes",
  },
  {
    prefix: "CKV",
    name: "Checkov",
    version: "3",
    specification: "https://www.checkov.io/5.Policy%20Index/terraform.html",
  },
  {
    prefix: "EKS",
    name: "AWS Security Hub",
    version: "1.0.0",
    specification: "https://docs.aws.amazon.com/securityhub/latest/userguide/eks-controls.html",
  },
];

/** The rule book that a policy's first code comes from; the pack's own where no other has the rule. */
export function frameworkOf({ codes, url }: Pick<MeshPolicy, "codes" | "url">): PolicyComplianceFramework {
  const book = FRAMEWORKS.find(({ prefix }) => codes[0]?.startsWith(prefix));
  if (!book) return { name: "bookinfo-mesh", version: "1", reference: "own rule", specification: url };
  const { name, version, specification } = book;
  return { name, version, specification, reference: codes.join(", ") };
}
