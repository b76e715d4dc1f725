/**
 * Bundles the pack's sources, and those of mesh/ that they use, into one file of JavaScript that needs @pulumi/policy
 * alone.
 */
export function bundlePack(outfile: string): void;
