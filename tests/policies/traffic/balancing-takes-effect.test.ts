import { unknownValue } from "@pulumi/pulumi/runtime";
import { balancingTakesEffect } from "../../../policies/traffic/balancing-takes-effect";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";

const RULE = "reviews-versions: DestinationRule default/reviews";
const ROUTE = "VirtualService default/reviews, http[0] (roundrobin-user)";
const FAILOVER = { loadBalancer: { localityLbSetting: { enabled: true, failover: [{ from: "a", to: "b" }] } } };
const HASH = { loadBalancer: { consistentHash: { httpCookie: { name: "user", ttl: "0s" } } } };
const OUTLIERS = { outlierDetection: { consecutive5xxErrors: 5 } };

function withPolicy(mesh: TestStack, trafficPolicy: Properties): TestStack {
  return mesh.set("reviews-versions", "spec.trafficPolicy", trafficPolicy);
}

function ofSubset(mesh: TestStack, trafficPolicy: Properties): TestStack {
  return mesh.set("reviews-versions", "spec.subsets[0].trafficPolicy", trafficPolicy);
}

function ofPort(trafficPolicy: Properties): Properties {
  return { portLevelSettings: [{ port: { number: 9080 }, ...trafficPolicy }] };
}

function locality(setting: Properties): Properties {
  return { loadBalancer: { localityLbSetting: setting } };
}

describePolicy(balancingTakesEffect, {
  accepts: [
    { when: "failover with outlier detection", change: (mesh) => withPolicy(mesh, { ...FAILOVER, ...OUTLIERS }) },
    {
      when: "failover of a subset with the host's outlier detection",
      change: (mesh) => ofSubset(withPolicy(mesh, OUTLIERS), FAILOVER),
    },
    {
      when: "weights for localities, which need none",
      change: (mesh) =>
        withPolicy(mesh, locality({ enabled: true, distribute: [{ from: "a/*", to: { "a/*": 100 } }] })),
    },
    {
      when: "locality balancing that is switched off",
      change: (mesh) => withPolicy(mesh, locality({ enabled: false, failover: [{ from: "a", to: "b" }] })),
    },
    {
      when: "hashing for a host whose rules each have one version",
      change: (mesh) =>
        withPolicy(mesh, HASH).set("reviews-routes", "spec.http[0].route", [
          { destination: { host: "reviews", subset: "v1" }, weight: 100 },
          { destination: { host: "reviews", subset: "v2" }, weight: 0 },
        ]),
    },
    {
      when: "hashing in a subset that has no part of a split",
      change: (mesh) =>
        ofSubset(mesh, HASH).set("reviews-routes", "spec.http[0].route", [
          { destination: { host: "reviews", subset: "v2" }, weight: 10 },
          { destination: { host: "reviews", subset: "v3" }, weight: 90 },
        ]),
    },
  ],
  refuses: [
    {
      when: "failover without outlier detection",
      change: (mesh) => withPolicy(mesh, FAILOVER),
      saying: [
        `${RULE}: trafficPolicy has localityLbSetting.failover and no outlierDetection: nothing ever fails over`,
      ],
    },
    {
      when: "failover with outlier detection that is switched off",
      change: (mesh) => withPolicy(mesh, { ...FAILOVER, outlierDetection: { consecutive5xxErrors: 0 } }),
      saying: [
        `${RULE}: trafficPolicy has localityLbSetting.failover and no outlierDetection: nothing ever fails over`,
      ],
    },
    {
      when: "priorities of a subset, and no outlier detection anywhere",
      change: (mesh) => ofSubset(mesh, locality({ failoverPriority: ["topology.kubernetes.io/zone"] })),
      saying: [
        `${RULE}: subsets[0].trafficPolicy has localityLbSetting.failoverPriority and no outlierDetection: nothing ever fails over`,
      ],
    },
    {
      when: "failover of a port, which the host's outlier detection does not hold for",
      change: (mesh) => withPolicy(mesh, { ...OUTLIERS, ...ofPort(FAILOVER) }),
      saying: [
        `${RULE}: trafficPolicy.portLevelSettings[0] has localityLbSetting.failover and no outlierDetection: nothing ever fails over`,
      ],
    },
    {
      when: "locality balancing that is no more than switched on",
      change: (mesh) => withPolicy(mesh, locality({ enabled: true })),
      saying: [`${RULE}: trafficPolicy has localityLbSetting.enabled and no outlierDetection: nothing ever fails over`],
    },
    {
      when: "hashing for a host that a rule splits",
      change: (mesh) => withPolicy(mesh, HASH),
      saying: [`${RULE}: trafficPolicy hashes consistently, but ${ROUTE} draws a version for each request before that`],
    },
    {
      when: "hashing in a subset that gets a part",
      change: (mesh) => ofSubset(mesh, HASH),
      saying: [
        `${RULE}: subsets[0].trafficPolicy hashes consistently, but ${ROUTE} draws a version for each request before that`,
      ],
    },
    {
      when: "hashing for versions that are Services of their own",
      change: (mesh) =>
        withPolicy(mesh, HASH).set("reviews-routes", "spec.http[0].route", [
          { destination: { host: "reviews" }, weight: 10 },
          { destination: { host: "ratings" }, weight: 90 },
        ]),
      saying: [`${RULE}: trafficPolicy hashes consistently, but ${ROUTE} draws a version for each request before that`],
    },
  ],
  unknown: {
    when: "the load balancer",
    change: (mesh) => withPolicy(mesh, { loadBalancer: unknownValue }),
    saying: [
      "reviews-versions: balancing-takes-effect could not check reviews-versions: spec.trafficPolicy.loadBalancer is not known before the update",
    ],
  },
  absent: {
    when: "the traffic policy",
    change: (mesh) => mesh.unset("reviews-versions", "spec.trafficPolicy"),
    saying: [],
  },
  empty: { resource: "reviews-versions", saying: [] },
  otherVersion: { resource: "reviews-versions", type: "kubernetes:networking.istio.io/v1beta1:DestinationRule" },
});
