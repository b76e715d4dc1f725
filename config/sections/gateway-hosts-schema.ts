import { z } from "zod";
import { isHostName } from "../../mesh/istio/host-name";
import { key } from "../schema/about-key";
import { typed } from "../schema/values";

export const gatewayHostsSchema = key(
  z
    .array(
      key(typed(z.string().refine(isHostName)), {
        meaning: "one name, in lower case; `*.` in front stands for any names under it",
        expected: "a host name such as bookinfo.example.com",
        example: "bookinfo.example.com",
      }),
    )
    .min(1)
    .optional(),
  {
    meaning: "the names that the application is served at, and at no other; any where none are set",
    expected: "a list of at least one host name",
    parts: [{ at: [0] }],
  },
);

// Route 53's IDs of hosted zones.
export const dnsZoneSchema = key(typed(z.string().regex(/^Z[A-Z0-9]{1,31}$/)).optional(), {
  meaning: "EKS: the hosted zone of Route 53 that gets a record for each of `hosts`",
  expected: "the ID of a hosted zone, such as Z0123456789ABCDEFGHIJ",
  example: "Z0123456789ABCDEFGHIJ",
});
