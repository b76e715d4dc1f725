import { z } from "zod";
import { key } from "../schema/about-key";
import { dnsLabel, typed, WHOLE } from "../schema/values";

export const bookinfoSchema = key(
  z
    .strictObject({
      enabled: key(z.boolean().default(true), {
        meaning: "whether the stack installs Bookinfo; without it `traffic` is for `services` alone",
        expected: "true or false",
      }),
      namespace: key(dnsLabel.default("default"), {
        meaning: "the namespace that gets sidecars and holds Bookinfo; it must exist, and is labelled but not owned",
        expected: "the name of a namespace",
      }),
      registry: key(typed(z.string().regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)*$/)).default("docker.io/istio"), {
        meaning: "where the images `examples-bookinfo-*` come from",
        expected: "a registry and path without a trailing slash",
      }),
      tag: key(typed(z.string().regex(/^\w[\w.-]{0,127}$/)).default("1.20.3"), {
        meaning: "the images' tag",
        expected: "an image tag",
      }),
      replicas: key(z.number().int().min(1).max(100).optional(), {
        meaning:
          "how many pods each version of each service has; from 2 on a budget keeps all but one of them while nodes are drained",
        expected: `${WHOLE} from 1 to 100`,
        default: 1,
      }),
    })
    .prefault({}),
  {
    meaning: "the application",
    expected: "{enabled, namespace, registry, tag, replicas}",
    parts: [{ at: ["namespace"] }],
  },
);
