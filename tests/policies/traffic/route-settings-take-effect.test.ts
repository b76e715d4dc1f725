import { unknownValue } from "@pulumi/pulumi/runtime";
import { routeSettingsTakeEffect } from "../../../policies/traffic/route-settings-take-effect";
import { describePolicy } from "../describe-policy";
import { OTHER_ROUTES } from "../other-versions";
import { type Properties, type TestStack } from "../test-stack";

const FIRST = "spec.http[0]";
const RULE = "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user)";
const DELAY = { delay: { fixedDelay: "2s", percentage: { value: 10 } } };

/** The first rule of reviews with other settings than its own. */
function withSettings(mesh: TestStack, settings: Properties): TestStack {
  const bare = ["timeout", "retries"].reduce((built, key) => built.unset("reviews-routes", `${FIRST}.${key}`), mesh);
  return Object.entries(settings).reduce(
    (built, [key, value]) => built.set("reviews-routes", `${FIRST}.${key}`, value),
    bare,
  );
}

function rewriting(mesh: TestStack, match: readonly Properties[], uri: string): TestStack {
  return withSettings(mesh, { match, rewrite: { uri } });
}

const accepted: readonly (readonly [when: string, settings: Properties])[] = [
  ["a fault alone", { fault: DELAY }],
  [
    "a fault beside retries and a timeout that are switched off",
    { fault: DELAY, retries: { attempts: 0 }, timeout: "0s" },
  ],
  ["a fault for none of the requests", { fault: { abort: { percentage: { value: 0 } } }, timeout: "5s" }],
  ["tries with a time each", { retries: { attempts: 1, perTryTimeout: "1s" } }],
  ["a mirror with its percentage", { mirror: { host: "reviews", subset: "v1" }, mirrorPercentage: { value: 5 } }],
  ["mirrors with their percentages", { mirrors: [{ destination: { host: "reviews" }, percentage: { value: 5 } }] }],
  ["a query by its parameters", { match: [{ uri: { prefix: "/a" }, queryParams: { q: { exact: "1" } } }] }],
  ["a question mark that makes something optional", { match: [{ uri: { regex: "/v[0-9]+/?(\\?.*)?" } }] }],
  ["a question mark in one of several alternatives", { match: [{ uri: { regex: "/a\\?b|/c" } }] }],
];

const rewrites: readonly (readonly [when: string, match: readonly Properties[], uri: string])[] = [
  ["both in a slash", [{ uri: { prefix: "/shop/" } }], "/"],
  ["neither in a slash", [{ uri: { prefix: "/shop" } }], "/store"],
  ["a whole path", [{ uri: { exact: "/shop" } }], "/"],
  ["a regular expression", [{ uri: { regex: "/shop/.*" } }], "/"],
  ["everything under the root", [], "/store/"],
  ["a prefix in the middle of a word", [{ uri: { prefix: "/v1-" } }], "/"],
  [
    "the prefix with its slash first, and then without",
    [{ uri: { prefix: "/shop/" } }, { uri: { prefix: "/shop" } }],
    "/",
  ],
];

const refused: readonly (readonly [when: string, settings: Properties, saying: string])[] = [
  [
    "a fault beside retries and a timeout",
    { fault: DELAY, retries: { attempts: 2 }, timeout: "5s" },
    "injects a fault (delay) and has retries (attempts 2) and a timeout (5s), which are off where faults are injected",
  ],
  [
    "a fault of old beside a timeout",
    { fault: { abort: { httpStatus: 500, percent: 1 } }, timeout: "500ms" },
    "injects a fault (abort) and has a timeout (500ms), which are off where faults are injected",
  ],
  [
    "a time for each try of none",
    { retries: { attempts: 0, perTryTimeout: "1s" } },
    "has retries.perTryTimeout (1s) and no attempts: nothing is tried again",
  ],
  [
    "a time for each try, and no word of how many",
    { retries: { perTryTimeout: "1s" } },
    "has retries.perTryTimeout (1s) and no attempts: nothing is tried again",
  ],
  ["a percentage without a mirror", { mirrorPercentage: { value: 5 } }, "has a mirrorPercentage and no mirror"],
  [
    "a percentage for mirrors that have their own",
    { mirrorPercent: 5, mirrors: [{ destination: { host: "reviews" } }] },
    "has a mirrorPercent and no mirror: each of mirrors has its own",
  ],
  [
    "a query in a path",
    { match: [{ uri: { prefix: "/a" } }, { uri: { exact: "/search?q=1" } }] },
    "never matches by match[1].uri: its exact has a query, which is no part of the path",
  ],
  [
    "a query in a regular expression",
    { match: [{ uri: { regex: "/(a|b)\\?q=.*" } }] },
    "never matches by match[0].uri: its regex has a query, which is no part of the path",
  ],
  [
    "a rewrite that leaves two slashes",
    { match: [{ uri: { prefix: "/shop" } }], rewrite: { uri: "/" } },
    "rewrites the prefix /shop to /: /shop/page becomes //page",
  ],
  [
    "a rewrite that leaves two slashes, tried before the one that does not",
    { match: [{ uri: { prefix: "/shop" } }, { uri: { prefix: "/shop/" } }], rewrite: { uri: "/store/" } },
    "rewrites the prefix /shop to /store/: /shop/page becomes /store//page",
  ],
  [
    "a rewrite that joins two words",
    { match: [{ uri: { prefix: "/shop/" } }], rewrite: { uri: "/store" } },
    "rewrites the prefix /shop/ to /store: /shop/page becomes /storepage",
  ],
  [
    "a rewrite of everything",
    { match: [{ headers: { a: { exact: "1" } } }], rewrite: { uri: "/store" } },
    "rewrites the prefix / to /store: /page becomes /storepage",
  ],
];

describePolicy(routeSettingsTakeEffect, {
  accepts: [
    ...accepted.map(([when, settings]) => ({ when, change: (mesh: TestStack) => withSettings(mesh, settings) })),
    ...rewrites.map(([when, match, uri]) => ({
      when: `a rewrite: ${when}`,
      change: (mesh: TestStack) => rewriting(mesh, match, uri),
    })),
    {
      when: "a rewrite whose paths with a slash the rule before takes",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].match", [{ uri: { prefix: "/shop/" } }])
          .set("reviews-routes", "spec.http[1].match", [{ uri: { prefix: "/shop" } }])
          .set("reviews-routes", "spec.http[1].rewrite", { uri: "/" }),
    },
  ],
  refuses: refused.map(([when, settings, saying]) => ({
    when,
    change: (mesh: TestStack) => withSettings(mesh, settings),
    saying: [`${RULE} ${saying}`],
  })),
  unknown: {
    when: "a fault's percentage",
    change: (mesh) => withSettings(mesh, { fault: { delay: { percentage: { value: unknownValue } } } }),
    saying: [
      "reviews-routes: route-settings-take-effect could not check reviews-routes: spec.http[0].fault.delay.percentage.value is not known before the update",
    ],
  },
  absent: {
    when: "a fault's percentage, which then is for all",
    change: (mesh) => withSettings(mesh, { fault: { abort: { httpStatus: 500 } }, timeout: "5s" }),
    saying: [`${RULE} injects a fault (abort) and has a timeout (5s), which are off where faults are injected`],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_ROUTES,
  patch: { resource: "reviews-routes" },
});
