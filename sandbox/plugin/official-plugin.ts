import { version } from "@pulumi/kubernetes/package.json";

/** The version of the official plugin that this one behaves as: the one that the program asks for. */
export const VERSION = version;

/** What helps where something is needed that only the official plugin has. */
export const INSTALL_OFFICIAL =
  `install the official plugin with a Pulumi of your own (pulumi plugin install resource kubernetes ${VERSION}) ` +
  `and run npm start`;

/** Refuses a feature in a check, where a guess would come back to the user later. */
export function onlyOfficial(feature: string): string {
  return `the sandbox's stand-in for the Kubernetes provider has no ${feature}: leave it out, or ${INSTALL_OFFICIAL}`;
}
