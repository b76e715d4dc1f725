/** A place in the config: names of fields and numbers of elements, the section first. */
export type Path = readonly PropertyKey[];

/** The project's name, which Pulumi puts before each of its keys. */
export const PROJECT = "bookinfo-mesh";

/** The full key of a place in the project's config. */
export function projectKey(path: Path): string {
  return `${PROJECT}:${configPath(path)}`;
}

/** A key inside a config value as Pulumi writes paths: `traffic.reviews.rules[0].match.headers["x.y"]`. */
export function configPath(segments: Path): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === "number") return `${path}[${segment}]`;
    const name = String(segment);
    // A quote is all that Pulumi has a way to escape.
    if (!/^[\w-]+$/.test(name)) return `${path}["${name.replaceAll('"', '\\"')}"]`;
    return path === "" ? name : `${path}.${name}`;
  }, "");
}
