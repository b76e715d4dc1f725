// Which file may import which, types included: `npm run imports`, a part of `npm run check`. All else is refused.

/** What the files of each folder may import of other folders. Tests may import all, and nothing may import them. */
const ARROWS = {
  "index.ts": ["start", "components", "config", "mesh"],
  start: [],
  components: ["config", "mesh"],
  config: ["mesh"],
  mesh: [],
  policies: ["mesh"],
  commands: ["config", "mesh", "policies"],
  sandbox: ["commands", "config", "mesh", "policies"],
  docs: ["config"],
};

/** Tests, and the files at the top that stand for themselves. */
const FREE = ["tests", "bootstrap.mjs", ".dependency-cruiser.mjs"];

const PACKAGES = "node_modules";

/** Matches files in any of these folders, and those among the names that are files. */
const within = (...names) => `^(?:${names.map((name) => name.replaceAll(".", "\\.")).join("|")})(?:/|$)`;

const severity = "error";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    { name: "no-circles", severity, from: {}, to: { circular: true } },
    {
      // An import that leads nowhere here would be under no rule.
      name: "no-unknown-imports",
      severity,
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-unknown-folders",
      comment: "Say in .dependency-cruiser.mjs what the files of a new folder may import",
      severity,
      from: { pathNot: within(...Object.keys(ARROWS), ...FREE) },
      to: {},
    },
    ...Object.entries(ARROWS).map(([folder, others]) => ({
      name: `arrows-of-${folder}`,
      comment: `${folder} may import ${others.length === 0 ? "no other folder" : others.join(", ")}`,
      severity,
      from: { path: within(folder) },
      to: { pathNot: within(folder, ...others, PACKAGES), dependencyTypesNot: ["core"] },
    })),
    {
      name: "mesh-is-without-pulumi",
      severity,
      from: { path: within("mesh") },
      to: { path: `${PACKAGES}/@pulumi/` },
    },
    {
      // Of these it takes what computes: digests, certificates, what is an address, the list of HTTP's statuses.
      name: "mesh-is-without-files-and-environment",
      severity,
      from: { path: within("mesh") },
      to: { dependencyTypes: ["core"], pathNot: "^(?:node:)?(?:crypto|net|http)$" },
    },
    {
      name: "config-is-read-in-one-place",
      severity,
      // The regions of AWS are a list in its SDK.
      from: { path: within("config"), pathNot: within("config/read-config.ts", "config/surroundings.ts") },
      to: { path: `${PACKAGES}/@pulumi/` },
    },
    {
      // A copy of the pack needs no other package. Those two files make it, and are no part of it.
      name: "policies-need-pulumi-policy-alone",
      severity,
      from: { path: within("policies"), pathNot: within("policies/generate.ts", "policies/bundle.js") },
      to: { path: PACKAGES, pathNot: `${PACKAGES}/@pulumi/policy/` },
    },
  ],
  options: {
    doNotFollow: { path: PACKAGES },
    tsConfig: { fileName: "tsconfig.json" },
    // Imports of types alone count: who needs to know what is what an arrow is about.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
