import { definePolicy } from "../engine/policy";

export const kubernetesProviderIsExplicit = definePolicy({
  name: "kubernetes-provider-is-explicit",
  description:
    "Every Kubernetes resource has a provider that the program made for its cluster. The default one takes whatever cluster the kubeconfig of the person or the CI job points to.",
  severity: "critical",
  codes: [],
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/provider/",
  remediationSteps:
    "pass the cluster's provider in the resource's options (provider), or in those of the component around it.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {},
  subjects: (view) =>
    view.resources.filter(({ type }) => type.startsWith("kubernetes:")).map((resource) => ({ resource })),
  check({ resource }, { report }) {
    const { type, name, provider } = resource;
    if (provider && DEFAULT_PROVIDER.test(provider.name))
      report(`${type} ${name} has the default provider ${provider.name}`);
  },
});

/**
 * Pulumi's name for the provider that it makes by itself, with the version of the package where the program has one.
 */
const DEFAULT_PROVIDER = /^default(_\d+_\d+_\d+.*)?$/;
