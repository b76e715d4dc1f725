import { type Policies } from "@pulumi/policy";
import { type Level } from "./engine/policy";

const LEVELS: readonly Level[] = ["advisory", "mandatory", "disabled"];

/**
 * The JSON schema of the pack's config: by each policy's name its level, settings and exceptions, and under `all` the
 * level of those that have none of their own. Pulumi itself does not look at names: a misspelt one has no effect and no
 * message.
 */
export function packConfigSchema(pack: readonly Pick<Policies[number], "name" | "configSchema">[]) {
  const enforcementLevel = { enum: LEVELS };
  const configOf = (settings: object) => ({
    type: "object",
    additionalProperties: false,
    properties: { ...settings, enforcementLevel },
  });
  return {
    type: "object",
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(pack.map(({ name, configSchema }) => [name, configOf(configSchema?.properties ?? {})])),
      all: configOf({}),
    },
  };
}
