import { CATALOGUE, POLICIES } from "./catalogue";
import { CHECKED_POLICY, EXCEPTIONS_POLICY } from "./engine/report-text";
import { type MeshPolicy, PROFILES } from "./engine/policy";
import { ISTIOCTL_MESSAGES } from "./istioctl-messages";
import { NOT_COVERED } from "./not-covered";
import { CHECKED_LEVELS } from "./profile";

/** What stands between a pair of comments in the README is made from the pack. */
const SECTIONS: Readonly<Record<string, () => string>> = {
  policies: policyTables,
  settings: settingsTable,
  codes: codesTable,
};

/** The README with its generated sections made anew. @throws Error when a section's comments are missing */
export function withSections(readme: string): string {
  return Object.entries(SECTIONS).reduce((text, [name, content]) => {
    const pattern = new RegExp(`(<!-- ${name}: generated -->\n)[^]*?(<!-- /${name} -->)`);
    if (!pattern.test(text))
      throw new Error(`policies/README.md has no section between <!-- ${name}: generated --> and <!-- /${name} -->`);
    return text.replace(
      pattern,
      (_, start: string, end: string) =>
        `${start}\n<!-- prettier-ignore-start -->\n\n${content()}\n\n<!-- prettier-ignore-end -->\n\n${end}`,
    );
  }, readme);
}

function policyTables(): string {
  const areas = Object.entries(CATALOGUE).map(([area, policies]) =>
    [
      `### ${TITLES[area] ?? area}`,
      table(["Policy", "Demands", ...PROFILES, "Codes", "To fix"], policies.map(policyRow)),
    ].join("\n\n"),
  );
  const own = table(
    ["Policy", "Demands", ...PROFILES],
    [
      [
        code(CHECKED_POLICY),
        "Every policy could look at everything that it is about.",
        ...PROFILES.map((profile) => CHECKED_LEVELS[profile]),
      ],
      [
        code(EXCEPTIONS_POLICY),
        "Nothing: it shows every exception that was made use of.",
        ...PROFILES.map(() => "advisory"),
      ],
    ],
  );
  return [...areas, "### The pack itself", own].join("\n\n");
}

const TITLES: Readonly<Record<string, string>> = {
  traffic: "Traffic",
  security: "Security",
  gateways: "Gateways",
  platform: "Platform",
  eks: "EKS",
};

function policyRow({ name, description, levels, codes, remediationSteps }: MeshPolicy): string[] {
  return [
    `[${name}](../docs/policies/${name}.md)`,
    description,
    ...PROFILES.map((profile) => levels[profile]),
    codes.join(", ") || "none",
    remediationSteps,
  ];
}

function settingsTable(): string {
  const rows = POLICIES.flatMap((policy) => settingsRows(policy).map((row) => [code(policy.name), ...row]));
  return table(["Policy", ...SETTINGS_HEAD], rows);
}

export const SETTINGS_HEAD = ["Setting", "Meaning", "Value"] as const;

/** The settings of a policy, each with its value and what profiles make of it. */
export function settingsRows({ settings, profileSettings }: MeshPolicy): string[][] {
  return Object.entries(settings).map(([setting, { schema, fallback }]) => {
    const changed = PROFILES.flatMap((profile) => {
      const value = profileSettings[profile]?.[setting];
      return value === undefined ? [] : [`${profile}: ${code(JSON.stringify(value))}`];
    });
    return [code(setting), schema.description ?? "", [code(JSON.stringify(fallback)), ...changed].join(", ")];
  });
}

function codesTable(): string {
  const codes = [...new Set(POLICIES.flatMap((policy) => policy.codes))].sort();
  const covered = codes.map((name) => [
    named(name),
    POLICIES.filter((policy) => policy.codes.includes(name))
      .map(({ name }) => code(name))
      .join(", "),
  ]);
  const own = POLICIES.filter((policy) => policy.codes.length === 0).map(({ name }) => code(name));
  return [
    table(["Code", "Policy"], covered),
    `Rules that none of these tools has: ${own.join(", ")}.`,
    "What `istioctl` looks for and the pack does not:",
    table(
      ["Code", "Why"],
      Object.entries(NOT_COVERED).map(([name, why]) => [named(name), why]),
    ),
  ].join("\n\n");
}

/** A code with the name of istioctl's message, for those who know it by that. */
export function named(name: string): string {
  const message = ISTIOCTL_MESSAGES[name];
  return message === undefined ? name : `${name} ${message}`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function code(text: string): string {
  return `\`${text}\``;
}
