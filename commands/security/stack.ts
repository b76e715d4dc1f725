import { z } from "zod";
import { egressSchema } from "../../config/sections/egress-schema";
import { mtlsSchema, securitySchema } from "../../config/sections/security-schema";
import { type SecurityPlan } from "../../mesh/security/security-plan";
import { isFields } from "../../mesh/fields";
import { foreignOutputs, readOutputs } from "../stack/outputs";
import { UserError } from "../terminal/user-error";

/** What a stack's last update left behind that its security is checked against. */
export interface SecuredStack {
  readonly productpageUrl: string;
  /** Holds the credentials of the cluster's administrator. */
  readonly kubeconfig: string;
  readonly security: SecurityPlan;
}

// Defaults have been filled in when the stack was updated, so the schemas of the config fit what they gave.
const { exceptions, clientRules, clientTls, apiServerTls, authorization } = securitySchema.unwrap().shape;

const outputs = z.object({
  productpageUrl: z.url(),
  kubeconfig: z.string(),
  security: z.object({
    mtls: mtlsSchema,
    exceptions,
    clientRules,
    clientTls,
    apiServerTls,
    authorization,
    egress: egressSchema,
    namespace: z.string(),
    gatewayNamespace: z.string(),
    httpPort: z.number(),
    https: z.boolean(),
    redirect: z.boolean(),
    tokenPaths: z.array(z.string()),
    meshRoot: z.discriminatedUnion("from", [
      z.object({ from: z.literal("istiod") }),
      z.object({ from: z.literal("config"), sha256: z.string() }),
    ]),
    secrets: z.array(z.object({ key: z.string(), namespace: z.string(), name: z.string() })),
  }),
});

/** Reads what a stack says of its security, with the kubeconfig, which is secret. */
export async function readSecuredStack(stack: string): Promise<SecuredStack> {
  const json = await readOutputs(stack, ["--show-secrets"]);
  if (isFields(json) && "traffic" in json && !("security" in json)) {
    throw new UserError(
      `The stack ${stack} has no output security: the check calls Bookinfo's services under the rules that the stack made, and ` +
        "istio.enabled or bookinfo.enabled is false there. Name a stack that installs both with --stack NAME.",
    );
  }
  const parsed = outputs.safeParse(json);
  if (!parsed.success) throw foreignOutputs(stack, parsed.error);
  return parsed.data;
}
