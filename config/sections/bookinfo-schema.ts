import { z } from "zod";
import { BOOKINFO } from "../../mesh/bookinfo";
import { key } from "../schema/about-key";
import { dnsLabel, typed, WHOLE } from "../schema/values";

/** The versions of the services that have several: of the others there is nothing to choose. */
const versions = z.strictObject(
  Object.fromEntries(
    Object.entries<readonly string[]>(BOOKINFO)
      .filter(([, all]) => all.length > 1)
      .map(([service, all]) => [
        service,
        key(
          z
            .array(
              key(z.enum(all), {
                meaning: `a version of ${service} that is deployed; all are, where none is named`,
                expected: `one of ${all.join(", ")}`,
                example: all[0],
              }),
            )
            .min(1)
            .optional(),
          {
            meaning: `the versions of ${service} that are deployed`,
            expected: `a list with at least one of ${all.join(", ")}`,
            parts: [{ at: [0] }],
          },
        ),
      ]),
  ),
);

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
      versions: key(versions.optional(), {
        meaning: "versions that are deployed, where not all are; `npm run traffic -- retire` takes one out",
        expected: "{<service>: [<version>]}",
        parts: [{ at: ["reviews", 0] }],
      }),
    })
    .prefault({}),
  {
    meaning: "the application",
    expected: "{enabled, namespace, registry, tag, replicas, versions}",
    parts: [{ at: ["namespace"] }],
  },
);
