import { z } from "zod";
import { BOOKINFO } from "../../mesh/bookinfo";
import { isClusterHost } from "../../mesh/istio/host-name";
import { key } from "../schema/about-key";
import { port, SOME_TEXT, typed, WHOLE, words } from "../schema/values";
import { caCertificatesSchema } from "./authority-schema";
import { jwtSchema } from "./jwt-schema";

export const mtlsSchema = key(z.enum(["mesh", "namespace", "permissive"]).default("mesh"), {
  meaning:
    "where mutual TLS is demanded: of the whole `mesh`, of the application's `namespace`, or nowhere (`permissive`)",
  expected: "mesh, namespace or permissive",
});

const REASON = "the reason; it is on the object in the cluster, too";

const exceptionSchema = z.strictObject({
  workload: key(z.enum(Object.keys(BOOKINFO) as [keyof typeof BOOKINFO]), {
    meaning: "a service of the application",
    expected: "productpage, details, ratings or reviews",
    example: "ratings",
  }),
  port: key(port.optional(), {
    meaning: "the one port that is meant; without it all of the workload's",
    expected: `${WHOLE} from 1 to 65535`,
    example: 9080,
  }),
  mode: key(z.enum(["permissive", "strict"]).default("permissive"), {
    meaning: "`permissive` takes plain text beside mutual TLS, `strict` demands mutual TLS",
    expected: "permissive or strict",
  }),
  reason: key(words, { meaning: REASON, expected: SOME_TEXT, example: "the nightly export has no sidecar" }),
});

const clientRuleSchema = z.strictObject({
  host: key(typed(z.string().refine(isClusterHost)), {
    meaning: "a Service's full name, or a wildcard such as `*.legacy.svc.cluster.local`",
    expected: "the full name of a Service, or a wildcard such as *.legacy.svc.cluster.local",
    example: "orders.legacy.svc.cluster.local",
  }),
  tls: key(z.enum(["DISABLE", "SIMPLE", "ISTIO_MUTUAL"]), {
    meaning: "`DISABLE`, `SIMPLE` or `ISTIO_MUTUAL`; refused where it would cut the application off",
    expected: "DISABLE, SIMPLE or ISTIO_MUTUAL",
    example: "DISABLE",
  }),
  reason: key(words, { meaning: REASON, expected: SOME_TEXT, example: "the database has no sidecar" }),
});

export const securitySchema = key(
  z
    .strictObject({
      clientTls: key(z.enum(["auto", "mutual"]).default("auto"), {
        meaning:
          "when sidecars use mutual TLS: `auto`, where the other end has a sidecar too; `mutual`, towards every host of the cluster (DestinationRule `*.local`)",
        expected: "auto or mutual",
      }),
      apiServerTls: key(z.enum(["disable", "auto"]).default("disable"), {
        meaning:
          "`disable` has sidecars pass calls to the API server on as they are (DestinationRule `kubernetes.default`), `auto` makes no rule for it",
        expected: "disable or auto",
      }),
      exceptions: key(
        z
          .array(
            key(exceptionSchema, {
              meaning: "one exception",
              expected: "{workload, port, mode, reason}",
              parts: [{ at: ["workload"] }],
            }),
          )
          .default([]),
        {
          meaning: "workloads or ports for which the mode does not hold",
          expected: "a list of {workload, port, mode, reason}",
          parts: [{ at: [0, "workload"] }],
        },
      ),
      clientRules: key(
        z
          .array(
            key(clientRuleSchema, { meaning: "one rule", expected: "{host, tls, reason}", parts: [{ at: ["host"] }] }),
          )
          .default([]),
        {
          meaning:
            "hosts of the cluster to which sidecars connect otherwise than Istio would by itself, such as a server without sidecar",
          expected: "a list of {host, tls, reason}",
          parts: [{ at: [0, "host"] }],
        },
      ),
      authorization: key(z.enum(["none", "enforced"]).default("none"), {
        meaning:
          "`enforced` lets through just the calls that Bookinfo makes, by the callers' certificates; `none` any call",
        expected: "none or enforced",
        example: "enforced",
      }),
      jwt: jwtSchema,
      caCertificates: caCertificatesSchema,
    })
    .prefault({}),
  {
    meaning: "what goes with mutual TLS: who may connect how, and who may call whom",
    expected: "{clientTls, apiServerTls, exceptions, clientRules, authorization, jwt, caCertificates}",
    parts: [{ at: ["authorization"] }],
  },
);

export type SecurityInput = z.output<typeof securitySchema>;
