import { CHECKED_POLICY, EXCEPTIONS_POLICY } from "./engine/report-text";
import { type Level, type MeshPolicy, type Profile } from "./engine/policy";

/** What a pack's config says about one policy. */
export type PolicyConfig = Readonly<Record<string, unknown>> & { readonly enforcementLevel: Level };

/** Whether it fails a preview that something could not be checked. */
export const CHECKED_LEVELS: Readonly<Record<Profile, Level>> = {
  dev: "advisory",
  prod: "mandatory",
  strict: "mandatory",
};

/** A profile as a config file for the pack (`--policy-pack-config`): the level of every policy, and what it sets. */
export function profileConfig(policies: readonly MeshPolicy[], profile: Profile): Record<string, PolicyConfig> {
  return {
    ...Object.fromEntries(
      policies.map(({ name, levels, profileSettings }) => [
        name,
        { enforcementLevel: levels[profile], ...profileSettings[profile] },
      ]),
    ),
    [EXCEPTIONS_POLICY]: { enforcementLevel: "advisory" },
    [CHECKED_POLICY]: { enforcementLevel: CHECKED_LEVELS[profile] },
  };
}
