import { unknownValue } from "@pulumi/pulumi/runtime";
import { routesAreResilient } from "../../../policies/traffic/routes-are-resilient";
import { describePolicy } from "../describe-policy";
import { OTHER_ROUTES } from "../other-versions";

describePolicy(routesAreResilient, {
  accepts: [
    {
      when: "tries that fill the timeout exactly, though no binary fraction does",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[1].timeout", "300ms")
          .set("reviews-routes", "spec.http[1].retries.perTryTimeout", "100ms"),
    },
    {
      when: "a timeout that is switched off",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].timeout", "0s"),
    },
    {
      when: "a redirect",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http", [{ redirect: { scheme: "https" } }]),
    },
    {
      when: "no retries at all",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].retries", { attempts: 0 }),
    },
    {
      when: "neither, where neither is needed",
      change: (mesh) =>
        mesh.unset("reviews-routes", "spec.http[1].timeout").unset("reviews-routes", "spec.http[1].retries"),
      settings: { needsTimeout: false, needsRetries: false },
    },
  ],
  refuses: [
    {
      when: "tries that do not fit into the timeout",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].timeout", "8s500ms"),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): 2 retries make 3 tries of 3 s, which do not fit into the timeout of 8.5 s",
      ],
    },
    {
      when: "a try that the timeout does not let end",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].timeout", "1s500ms"),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): a try of 3 s does not end before the timeout of 1.5 s",
      ],
    },
  ],
  unknown: {
    when: "a timeout",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[1].timeout", unknownValue),
    saying: [
      "reviews-routes: routes-are-resilient could not check reviews-routes: spec.http[1].timeout is not known before the update",
    ],
  },
  absent: {
    when: "timeout and retries",
    change: (mesh) =>
      mesh.unset("reviews-routes", "spec.http[1].timeout").unset("reviews-routes", "spec.http[1].retries"),
    saying: [
      "reviews-routes: VirtualService default/reviews, http[1] (default) does not say how often it is tried again",
      "reviews-routes: VirtualService default/reviews, http[1] (default) has no timeout",
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_ROUTES,
});
