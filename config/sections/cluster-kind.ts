import { z } from "zod";
import { key } from "../schema/about-key";

/** The key that says of which kind a cluster is. */
export const kindOf = <Kind extends string>(kind: Kind) =>
  key(z.literal(kind), {
    meaning: "`eks` makes a cluster and its network, `existing` uses one",
    expected: "eks or existing",
    example: "eks",
  });
