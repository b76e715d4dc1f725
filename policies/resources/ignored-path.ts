/**
 * Whether a resource's `ignoreChanges` covers a property: the property itself or one around it is named, in Pulumi's
 * syntax of property paths, where `*` stands for any key or index (pulumi.com, ignoreChanges).
 *
 * @param path e.g. `spec.http[0].route[1].weight`
 */
export function isIgnored(ignoreChanges: readonly string[], path: string): boolean {
  const wanted = segments(path);
  return ignoreChanges.some((ignored) => {
    const pattern = segments(ignored);
    return (
      pattern.length > 0 &&
      pattern.length <= wanted.length &&
      pattern.every((segment, at) => segment === "*" || segment === wanted[at])
    );
  });
}

/** The keys and indices of `a.b[0]["c.d"]`. */
function segments(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]"]+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, key]) => quoted?.replaceAll(/\\(.)/g, "$1") ?? index ?? key ?? "",
  );
}
