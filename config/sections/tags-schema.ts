import { z } from "zod";
import { key } from "../schema/about-key";
import { typed } from "../schema/values";

// What AWS takes in the value of a tag of any service (docs.aws.amazon.com, Tag naming limits).
const value = key(typed(z.string().regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u)), {
  meaning: "one tag",
  expected: "1 to 256 letters, digits, blanks and _.:/=+-@",
  example: "platform",
});

export const tagsSchema = key(z.record(z.string(), value).optional(), {
  meaning:
    "EKS: tags of everything that AWS makes for the stack, instances and volumes too, beside `project` and `stack`; `owner` says whom to ask",
  expected: "an object of tags",
  parts: [{ at: ["owner"], value: "platform" }],
  names: "<tag>",
});
