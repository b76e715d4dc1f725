/** A place in the config: names of fields and numbers of elements, the section first. */
export type Path = readonly PropertyKey[];

/** The project's name, which Pulumi puts before each of its keys. */
export const PROJECT = "bookinfo-mesh";

/** The one key that is another project's, the AWS provider's. As a path it stands for itself. */
export const REGION = "aws:region";

/** The full key of a place in the project's config. */
export function projectKey(path: Path): string {
  return path[0] === REGION ? REGION : `${PROJECT}:${configPath(path)}`;
}

/** Whether a place is another one, or somewhere in it. */
export function isAtOrIn(path: Path, parent: Path): boolean {
  return parent.every((segment, index) => segment === path[index]);
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

/** A key that was written by hand, such as `traffic.reviews.rules[0]`, as a place. */
export function parsePath(key: string): Path {
  return [...key.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([part, index]) =>
    index === undefined ? part : Number(index),
  );
}
