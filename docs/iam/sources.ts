/** The actions of IAM that something of the program takes, by what is done with it. */
export interface Actions {
  readonly read: readonly string[];
  readonly create?: readonly string[];
  readonly update?: readonly string[];
  readonly delete?: readonly string[];
  /** The code that calls AWS's API, where each call is named as its action is (with few exceptions, all made here). */
  readonly source: string;
}

/** Where pulumi-aws' calls are: it is terraform-provider-aws behind a bridge. */
export const TF = "hashicorp/terraform-provider-aws, internal/service";
