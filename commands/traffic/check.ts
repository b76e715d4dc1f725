import { Pool } from "undici";
import { ENTRANCE } from "../../mesh/traffic/entrance";
import { describeMatch } from "../../mesh/traffic/request-match";
import {
  type DefaultRoute,
  DEFAULT_RULE,
  routeFor,
  type Rule,
  type TrafficPlan,
} from "../../mesh/traffic/traffic-plan";
import { UserError } from "../terminal/user-error";
import { answeringVersion } from "./answering-version";
import { type Expectation, judge } from "./judge";
import { eitherFails, type PlannedFailures, plannedFailures } from "./planned-failures";
import { describeProbe, headersOf, isReachedBy, type Probe, reach, requestAtGateway } from "./probe";
import { type CheckReport, type MeasuredRule, type RuleReport } from "./report";
import { answersNeeded, NOTICED } from "./sample-size";
import { connectionFailure, sample } from "./sampler";
import { signIn } from "./session";
import { CONFIDENCE } from "./statistics";

/** What is checked: the address that leads to productpage, and what the mesh behind it is meant to do. */
export interface CheckTarget {
  /** `http://HOST/productpage`; undefined where the stack tells no such address. */
  readonly url: string | undefined;
  readonly plans: readonly TrafficPlan[];
  /** The names of services that are none of Bookinfo's, so that no request to its page leads to a call of theirs. */
  readonly foreign?: readonly string[];
}

export interface CheckOptions {
  /** Requests per rule; where it is not given, as many as the rule's weights take ({@link answersNeeded}). */
  readonly requests?: number;
  /** Requests under way at the same time, at most. */
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  /** How unlikely counts must be before they count as wrong; the share of false alarms per rule. */
  readonly alpha: number;
  /** Takes any certificate of the gateway, such as one of an authority that this machine does not know. */
  readonly insecure?: boolean;
}

export const DEFAULT_CHECK_OPTIONS: CheckOptions = {
  concurrency: 16,
  timeoutSeconds: 10,
  alpha: 0.001,
};

/** How far a check is. */
export interface CheckProgress {
  readonly service: string;
  readonly rule: string;
  /** Requests of this rule that are done, and all of them. */
  readonly done: number;
  readonly requests: number;
}

/**
 * Measures every rule of every plan, one after the other, with requests through the gateway as its users send them.
 * Throws a {@link UserError} where nothing answers at the address or signing in fails; failures while measuring are
 * part of the report.
 */
export async function checkTraffic(
  target: CheckTarget,
  options: CheckOptions,
  onProgress: (progress: CheckProgress) => void = () => {},
): Promise<CheckReport> {
  const startedAt = new Date();
  const { url, foreign = [] } = target;
  const report = (rules: readonly RuleReport[]): CheckReport => ({
    formatVersion: 1,
    ...(url !== undefined && { url }),
    startedAt: startedAt.toISOString(),
    durationSeconds: (Date.now() - startedAt.getTime()) / 1000,
    requests: Math.max(0, ...rules.map((rule) => (rule.status === "not measured" ? 0 : rule.requests))),
    ...(options.requests === undefined && { notices: NOTICED }),
    concurrency: options.concurrency,
    alpha: options.alpha,
    confidence: CONFIDENCE,
    ok: rules.every(({ status }) => status !== "off") && rules.some(({ status }) => status === "ok"),
    rules,
  });
  const isForeign = ({ service }: TrafficPlan) => foreign.includes(service);
  if (url === undefined || target.plans.every(isForeign)) {
    return report(target.plans.flatMap((plan) => unmeasured(plan, isForeign(plan) ? NOT_BEHIND_BOOKINFO : NO_ADDRESS)));
  }
  const { origin, base } = splitUrl(url);
  const gateway = new Pool(origin, {
    connections: options.concurrency,
    connect: { rejectUnauthorized: !options.insecure },
  });
  try {
    await knock(gateway, `${base}/productpage`, url, options.timeoutSeconds);
    const sessions = new Map<string, Promise<string>>();
    const sessionOf = (user: string) => {
      const session = sessions.get(user) ?? signIn(gateway, base, user);
      sessions.set(user, session);
      return session;
    };

    const rules: RuleReport[] = [];
    for (const plan of target.plans) {
      if (isForeign(plan)) {
        rules.push(...unmeasured(plan, NOT_BEHIND_BOOKINFO));
        continue;
      }
      for (const route of [...plan.rules, plan.default]) {
        const measuring: Measuring = {
          gateway,
          base,
          plan,
          route,
          plans: target.plans,
          options,
          sessionOf,
          onProgress,
        };
        rules.push(await measure(measuring));
      }
    }
    return report(rules);
  } finally {
    await gateway.close();
  }
}

const NOT_BEHIND_BOOKINFO =
  "it is not one of Bookinfo's services, and no request of this check reaches it. Read its callers' logs with: npm run traffic -- evidence";
const NO_ADDRESS = "the stack's outputs have no address of Bookinfo's page: give it with --url";

/** The rules of a plan that nothing measures. */
function unmeasured(plan: TrafficPlan, reason: string): RuleReport[] {
  return [...plan.rules, plan.default].map((route) => ({ ...nameOf(plan, route), status: "not measured", reason }));
}

interface Measuring {
  readonly gateway: Pool;
  readonly base: string;
  readonly plan: TrafficPlan;
  readonly route: Rule | DefaultRoute;
  /** All plans: that of the gateway decides about requests for every service. */
  readonly plans: readonly TrafficPlan[];
  readonly options: CheckOptions;
  readonly sessionOf: (user: string) => Promise<string>;
  readonly onProgress: (progress: CheckProgress) => void;
}

async function measure(measuring: Measuring): Promise<RuleReport> {
  const { gateway, base, plan, route, options, sessionOf, onProgress } = measuring;
  const name = nameOf(plan, route);
  const answering = answeringVersion(plan);
  if (answering.kind === "untold") return { ...name, status: "not measured", reason: answering.reason };
  const found = reach(plan, route);
  if (found.kind === "unreachable") return { ...name, status: "not measured", reason: found.reason };

  const { probe } = found;
  const session = probe.user === undefined ? undefined : await sessionOf(probe.user);
  if (!isReachedBy(plan, route, probe, session)) {
    return { ...name, status: "not measured", reason: "the session's cookie makes another rule match" };
  }
  const path = base + probe.call.publicPath(probe.product);
  const expected = expectation(measuring, probe, session);
  const requests = options.requests ?? requestsFor(expected, options.alpha);
  const tally = await sample(gateway, { path, headers: headersOf(probe, session) }, answering.versionOf, {
    ...options,
    requests,
    onProgress: (done) => onProgress({ ...name, done, requests }),
  });
  return { ...name, ...asked(probe, path), ...judge(expected, tally, options.alpha) };
}

/** Requests for enough answers, though some fail as the rules' faults have it. */
function requestsFor({ weights, failures }: Expectation, alpha: number): number {
  const answered = Math.max(1 - failures.share, LEAST_ANSWERED);
  return Math.ceil(answersNeeded(weights, alpha) / answered);
}

function nameOf({ service }: TrafficPlan, route: Rule | DefaultRoute) {
  return "match" in route
    ? { service, rule: route.name, match: describeMatch(route.match) }
    : { service, rule: DEFAULT_RULE, match: "everything else" };
}

function asked(probe: Probe, path: string): Pick<MeasuredRule, "askedAs" | "path"> {
  return { askedAs: describeProbe(probe), path };
}

/** A rule that fails nearly all of its requests has no split to see. */
const LEAST_ANSWERED = 0.05;

function expectation({ plan, plans, route }: Measuring, probe: Probe, session: string | undefined): Expectation {
  return {
    weights: route.weights,
    versions: plan.versions,
    failures: eitherFails(failuresAtGateway(plan, plans, probe, session), plannedFailures(route, probe.call)),
  };
}

/** What the gateway's own rules make fail of requests for a service behind productpage. */
function failuresAtGateway(
  plan: TrafficPlan,
  plans: readonly TrafficPlan[],
  probe: Probe,
  session: string | undefined,
): PlannedFailures {
  const entrance = plans.find(({ service }) => service === ENTRANCE);
  if (!entrance || entrance === plan) return { share: 0, statuses: [] };
  return plannedFailures(routeFor(entrance, requestAtGateway(probe, session)), { tries: 1, waits: Infinity });
}

/** The gateway's origin, and the path under which productpage is, mostly empty. */
function splitUrl(url: string): { readonly origin: string; readonly base: string } {
  const { origin, pathname } = new URL(url);
  return { origin, base: pathname.replace(/\/(productpage)?$/, "") };
}

async function knock(gateway: Pool, path: string, url: string, timeoutSeconds: number): Promise<void> {
  try {
    const answer = await gateway.request({
      method: "GET",
      path,
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    await answer.body.dump();
    if (answer.statusCode === 404) {
      throw new UserError(`${url} answered 404: the gateway has no route to productpage. Is the stack up?`);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${url} does not answer: ${connectionFailure(error, timeoutSeconds)}.\n` +
        "Is the stack up? For the sandbox, `npm run status` says so and `npm start` starts it.",
    );
  }
}
