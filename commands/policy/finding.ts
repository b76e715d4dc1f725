/** One thing that a policy has against the stack. */
export interface Finding {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly severity?: string;
  readonly urn?: string;
  /** The resource's name; `stack` where it is all of it. */
  readonly resource: string;
  readonly message: string;
  readonly remedy?: string;
}

/** Leave to break a policy that was made use of. */
export interface UsedException {
  readonly policy: string;
  readonly resource: string;
  readonly expires: string;
  readonly reason: string;
}
