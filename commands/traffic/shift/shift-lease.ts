import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { ApiException, CoordinationV1Api, type KubeConfig, type V1Lease, V1MicroTime } from "@kubernetes/client-node";
import { SHIFT_LABEL } from "../../../mesh/traffic/shift-mark";
import { answered, unlessGone } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";
import { whoMoves } from "../moves/who";
import { shiftName } from "./shift-name";

/**
 * How long a Lease lasts after it was last renewed, in seconds: so long after its holder's death nobody else may take
 * it.
 */
export const LEASE_SECONDS = 30;

/** How often it is renewed, in milliseconds. */
const RENEW_MS = 5000;

/** Who has a rule's shift in hand. */
export interface Holder {
  /** `USER on HOST, process PID`. */
  readonly name: string;
  readonly renewedAt: Date;
}

/** Somebody else has the Lease. */
export class LeaseTaken extends UserError {}

/** The Lease of a rule's shift: whoever has it is the only one to move the rule's traffic. */
export class ShiftLease {
  readonly #api: CoordinationV1Api;
  readonly #place: { readonly namespace: string; readonly name: string };
  /** Two shifts of one process after the other are two holders. */
  readonly #identity = `${whoMoves()} on ${hostname()}, process ${process.pid} (${randomUUID().slice(0, 8)})`;
  #lease: V1Lease | undefined;
  #renewing: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(access: KubeConfig, namespace: string, service: string, rule: string) {
    this.#api = access.makeApiClient(CoordinationV1Api);
    this.#place = { namespace, name: shiftName(service, rule) };
  }

  /** Who has it; undefined where nobody does, or whoever had it has died. */
  async holder(): Promise<Holder | undefined> {
    return holderOf(await this.#read(), Date.now());
  }

  /**
   * Takes it, and keeps it until {@link release}.
   *
   * @throws LeaseTaken with who has it
   */
  async acquire(): Promise<void> {
    const found = await this.#read();
    const holder = holderOf(found, Date.now());
    if (holder) throw taken(holder);
    this.#lease = await this.#write(found, new V1MicroTime());
    this.#renewing = setInterval(() => void this.#renew().catch(() => undefined), RENEW_MS);
    this.#renewing.unref();
  }

  /**
   * Makes sure, before something is changed, that it is still this process that has it: the machine may have slept.
   *
   * @throws LeaseTaken where another process has taken it meanwhile
   */
  async hold(): Promise<void> {
    await this.#renew();
  }

  /** Gives it back, so that the next one need not wait. */
  async release(): Promise<void> {
    clearInterval(this.#renewing);
    await this.#last;
    const held = this.#lease;
    this.#lease = undefined;
    if (!held) return;
    const spec = { ...held.spec, holderIdentity: "" };
    // Whoever has taken it meanwhile is left alone, and what is not given back runs out by itself.
    await this.#api
      .replaceNamespacedLease({ ...this.#place, body: { ...held, spec: withoutUndefined(spec) } })
      .catch(() => undefined);
  }

  /** One renewal after the other: two at once would take each other for somebody else. */
  #renew(): Promise<void> {
    const renewed = this.#last.then(() => this.#renewOnce());
    this.#last = renewed.catch(() => undefined);
    return renewed;
  }

  async #renewOnce(): Promise<void> {
    if (!this.#lease) return;
    const found = await this.#read();
    if (found?.spec?.holderIdentity !== this.#identity) {
      clearInterval(this.#renewing);
      throw taken(holderOf(found, Date.now()));
    }
    this.#lease = await this.#write(found, found.spec.acquireTime);
  }

  async #read(): Promise<V1Lease | undefined> {
    return unlessGone(this.#api.readNamespacedLease(this.#place));
  }

  async #write(before: V1Lease | undefined, acquireTime: V1MicroTime | undefined): Promise<V1Lease> {
    const { namespace, name } = this.#place;
    const labels = { [SHIFT_LABEL]: "true", "app.kubernetes.io/managed-by": "bookinfo-mesh" };
    const version = before?.metadata?.resourceVersion;
    const body: V1Lease = {
      metadata: { namespace, name, labels, ...(version !== undefined && { resourceVersion: version }) },
      spec: {
        holderIdentity: this.#identity,
        leaseDurationSeconds: LEASE_SECONDS,
        renewTime: new V1MicroTime(),
        ...(acquireTime && { acquireTime }),
      },
    };
    try {
      return before
        ? await this.#api.replaceNamespacedLease({ ...this.#place, body })
        : await this.#api.createNamespacedLease({ namespace, body });
    } catch (error) {
      // Somebody was quicker.
      if (error instanceof ApiException && error.code === 409) throw taken(holderOf(await this.#read(), Date.now()));
      return answered(Promise.reject(error as Error));
    }
  }
}

/** Who holds a Lease at a time; undefined where it is free or has run out. */
export function holderOf(lease: Pick<V1Lease, "spec"> | undefined, now: number): Holder | undefined {
  const { holderIdentity, renewTime, leaseDurationSeconds = LEASE_SECONDS } = lease?.spec ?? {};
  if (!holderIdentity || !renewTime) return undefined;
  const renewedAt = new Date(renewTime);
  if (renewedAt.getTime() + leaseDurationSeconds * 1000 < now) return undefined;
  return { name: holderIdentity.replace(/ \([0-9a-f]+\)$/, ""), renewedAt };
}

function taken(holder: Holder | undefined): LeaseTaken {
  const who = holder
    ? `${holder.name}, which was at work at ${holder.renewedAt.toISOString().slice(11, 19)} UTC`
    : "another process";
  return new LeaseTaken(
    `This rule's shift is in the hands of ${who}.\n` +
      "See what it does with:  npm run traffic -- status\n" +
      `Ask it to stop with:  npm run traffic -- pause, or abort. If that process has died, the rule is free ${LEASE_SECONDS} s after its last sign of life.`,
  );
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
