import { type StackOutputs } from "../../stack/outputs";
import { UserError } from "../../terminal/user-error";

/** Where probes are sent; every one of them goes to Bookinfo's page. */
export function pageOf({ productpageUrl }: StackOutputs, stack: string): string {
  if (productpageUrl !== undefined) return productpageUrl;
  throw new UserError(
    `The stack ${stack} tells no address of Bookinfo's page, which is where --probe sends its requests. Without it the ` +
      "requests of real callers are counted.",
  );
}
