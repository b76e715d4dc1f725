import { type Mutation } from "./mutation";

export const SPLIT_STACKS_MUTATIONS: readonly Mutation[] = [
  {
    policy: "platform-is-known",
    what: "Istio that another stack installs",
    mutate: (mesh) => mesh.without("istiod", "istio-base"),
    twin: (mesh) => mesh.without("istio-base"),
  },
];
