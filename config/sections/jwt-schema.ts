import { createPublicKey, type JsonWebKey } from "node:crypto";
import { z } from "zod";
import { key } from "../schema/about-key";
import { SOME_TEXT, typed, words } from "../schema/values";

/**
 * Whether a text is a set of public keys, none of which tells more than it should: it stands in the config and on an
 * object.
 */
function isKeySet(text: string): boolean {
  try {
    const { keys } = JSON.parse(text) as { keys: JsonWebKey[] };
    return keys.length > 0 && keys.every(isPublicKey);
  } catch {
    return false; // Text that is not JSON or has no list of keys is no key set.
  }
}

function isPublicKey(key: JsonWebKey): boolean {
  // Node reads over what is no base64 where Istio does not: so a key must be what Node has read.
  const read = createPublicKey({ key, format: "jwk" }).export({ format: "jwk" });
  return !("d" in key || "k" in key) && Object.entries(read).every(([name, value]) => key[name] === value);
}

export const jwtSchema = key(
  z
    .strictObject({
      issuer: key(words, {
        meaning: "the `iss` of the tokens",
        expected: SOME_TEXT,
        example: "https://issuer.example.com",
      }),
      jwksUri: key(typed(z.url({ protocol: /^https?$/, hostname: /./ })).optional(), {
        meaning: "where istiod fetches the issuer's public keys",
        expected: "an http:// or https:// address",
        example: "https://issuer.example.com/.well-known/jwks.json",
      }),
      jwks: key(typed(z.string().refine(isKeySet)).optional(), {
        meaning: "the public keys themselves, in place of `jwksUri`",
        expected: 'a JSON web key set of public keys as text: {"keys": [...]} with at least one',
        example: "JSON",
        file: "jwks.json",
        secret: "unquoted",
      }),
      audiences: key(
        z.array(key(words, { meaning: "one audience", expected: SOME_TEXT, example: "bookinfo" })).default([]),
        {
          meaning: "the audiences of which a token must name one; without any, a token for whomever is accepted",
          expected: "a list of texts",
          parts: [{ at: [0] }],
        },
      ),
      required: key(
        z
          .array(
            key(typed(z.string().regex(/^\/[^*]*\*?$/)), {
              meaning: "one path",
              expected: "a path such as /api/v1/*",
              example: "/api/v1/*",
            }),
          )
          .default([]),
        {
          meaning:
            "paths that take no request without a token that names its `iss` and `sub`: Istio knows who asks by the two together, and one without `sub` gets a 403; a `*` at the end stands for any rest",
          expected: "a list of paths",
          parts: [{ at: [0] }],
        },
      ),
    })
    .optional(),
  {
    meaning: "whose JSON web tokens the ingress gateway takes",
    expected: "{issuer, jwksUri or jwks, audiences, required}",
    parts: [{ at: ["issuer"] }],
  },
);
