import type { Environment } from "../service/run";

/** What tells the versions of reviews apart: the colour of their stars, or "none" for reviews without ratings. */
export type Stars = { readonly kind: "none" } | { readonly kind: "rated"; readonly color: string };

/**
 * Which stars this instance shows. ENABLE_RATINGS and STAR_COLOR decide, as in the original service; where they are not set
 * SERVICE_VERSION does: v2 black, v3 red, any other none.
 */
export function starsFor(environment: Environment): Stars {
  const version = environment["SERVICE_VERSION"];
  const enabled = environment["ENABLE_RATINGS"]?.toLowerCase() ?? String(version === "v2" || version === "v3");
  if (enabled !== "true") return { kind: "none" };
  return { kind: "rated", color: environment["STAR_COLOR"] ?? (version === "v3" ? "red" : "black") };
}
