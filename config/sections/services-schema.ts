import { z } from "zod";
import { isHostName } from "../../mesh/istio/host-name";
import { isLabelName, isLabelValue } from "../../mesh/traffic/labels";
import { key } from "../schema/about-key";
import { dnsLabel, LABEL_VALUE, port, typed, WHOLE } from "../schema/values";

/** The name of an object, of a subset and of a Service alike (RFC 1123, DNS label). */
const name = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);

const labels = key(
  z
    .record(
      z.string().refine(isLabelName),
      key(typed(z.string().min(1).max(63).refine(isLabelValue)), {
        meaning: "the label's value",
        expected: LABEL_VALUE,
        example: "v1",
      }),
    )
    .refine((labels) => Object.keys(labels).length > 0),
  {
    meaning: "labels that all pods of this version have, and no pod of another version",
    expected: "{<label>: <value>}, at least one",
    parts: [{ at: ["version"] }],
    names: "<label>",
  },
);

const gateway = z.strictObject({
  name: key(typed(z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\/[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/)), {
    meaning: "the Gateway object that requests from outside come through",
    expected: "NAMESPACE/NAME of a Gateway",
    example: "shop/shop-gateway",
  }),
  hosts: key(
    z
      .array(
        key(typed(z.string().refine(isHostName)), {
          meaning: "one name, in lower case; `*.` in front stands for any names under it",
          expected: "a host name such as shop.example.com",
          example: "shop.example.com",
        }),
      )
      .min(1),
    {
      meaning: "the names that are asked for there: everything that is asked of them goes to this service",
      expected: "a list of at least one host name",
      parts: [{ at: [0] }],
    },
  ),
});

const service = z.strictObject({
  namespace: key(dnsLabel, {
    meaning: "the namespace of the Service; the rules for its traffic are made there",
    expected: "the name of a namespace",
    example: "shop",
  }),
  host: key(typed(z.string().refine((text) => isHostName(text) && !text.startsWith("*"))).optional(), {
    meaning:
      "the full name that clients call; that of a ServiceEntry too. `<service>.<namespace>.svc.cluster.local` where it is not set",
    expected: "a full host name such as catalog.shop.svc.cluster.local",
    example: "catalog.shop.svc.cluster.local",
  }),
  port: key(port, {
    meaning: "the port that clients call, which speaks HTTP, HTTP/2 or gRPC",
    expected: `${WHOLE} from 1 to 65535`,
    example: 8080,
  }),
  versions: key(
    z.record(name, labels).refine((versions) => Object.keys(versions).length > 0),
    {
      meaning: "the versions that weights can be given to, each with the labels of its pods",
      expected: "{<version>: {<label>: <value>}}, at least one",
      parts: [{ at: ["v1", "version"], value: "v1" }],
      names: "<version>",
    },
  ),
  gateway: key(gateway.optional(), {
    meaning:
      "the gateway that requests from outside come through, where they do: it needs a VirtualService of its own, because it does not follow that of the sidecars",
    expected: "{name, hosts}",
    parts: [{ at: ["name"] }, { at: ["hosts", 0], value: "shop.example.com" }],
  }),
});

export const servicesSchema = key(
  z
    .record(
      name,
      key(service, {
        meaning: "one service, by the name that it has under `traffic`",
        expected: "{namespace, host, port, versions, gateway}",
        parts: [{ at: ["namespace"] }, { at: ["port"] }, { at: ["versions", "v1", "version"], value: "v1" }],
      }),
    )
    .default({}),
  {
    meaning: "services that others deploy: `traffic` splits their requests, and the stack makes nothing else of them",
    expected: "{<service>: {namespace, host, port, versions, gateway}}",
    parts: [
      { at: ["catalog", "namespace"], value: "shop" },
      { at: ["catalog", "port"], value: 8080 },
      { at: ["catalog", "versions", "v1", "version"], value: "v1" },
    ],
    names: "<service>",
  },
);

/** The services as the program hands them out: each with its host. */
export const placedServicesSchema = z.record(name, service.extend({ host: z.string() }));

export type ServicesInput = z.output<typeof servicesSchema>;
