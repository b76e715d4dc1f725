import manifest from "../package.json";

/**
 * Where a policy is explained. Where the pack's package.json has a `homepage`, the address under which this
 * repository's files can be read, that is the policy's own page, which leads on to its source; else the source itself.
 */
export function policyPage(
  { name, url }: { readonly name: string; readonly url: string },
  homepage: string | undefined = (manifest as { readonly homepage?: string }).homepage,
): string {
  return homepage ? `${homepage.replace(/\/+$/, "")}/${pageFile(name)}` : url;
}

/** The file of a policy's page in this repository. */
export function pageFile(policy: string): string {
  return `docs/policies/${policy}.md`;
}
