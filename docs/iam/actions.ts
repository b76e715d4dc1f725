import { type Actions } from "./sources";
import { EC2_ACTIONS } from "./ec2-actions";
import { FUNCTION_ACTIONS } from "./function-actions";
import { SERVICE_ACTIONS } from "./service-actions";

/**
 * What each resource type and function of AWS needs, by Pulumi's names. What an action is called, and for what:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const ACTIONS: Readonly<Record<string, Actions>> = {
  ...EC2_ACTIONS,
  ...SERVICE_ACTIONS,
  ...FUNCTION_ACTIONS,
};
