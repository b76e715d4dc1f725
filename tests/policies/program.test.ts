import assert from "node:assert/strict";
import { POLICIES } from "../../policies/catalogue";
import { CHECKED_POLICY } from "../../policies/engine/crossguard";
import { type Profile } from "../../policies/engine/policy";
import { profileConfig } from "../../policies/profile";
import { type Answers, record } from "../components/recorder";
import { asProgramSeesIt, type StackConfig, stackConfig, withValue } from "../components/stack";
import { recordedStack } from "./recorded-stack";
import { type PackConfig, type Reported, report } from "./test-stack";

/** What AWS and the cluster answer, as far as the program reads it. */
const ANSWERS: Answers = {
  outputs: (type, inputs) => {
    if (type === "eks:index:Cluster") return { eksCluster: { name: inputs["name"] }, kubeconfigJson: "{}" };
    if (type === "kubernetes:core/v1:Service")
      return { status: { loadBalancer: { ingress: [{ hostname: "lb.test" }] } } };
    return {};
  },
  calls: {
    "aws:index/getAvailabilityZones:getAvailabilityZones": { names: ["a", "b", "c"], region: "ap-northeast-1" },
    "aws:index/getPartition:getPartition": { partition: "aws" },
  },
};

/** What the pack says of the program on EKS in a first preview, when nothing in the cluster has outputs. */
async function firstPreview(config: StackConfig, profile: Profile, settings: PackConfig = {}): Promise<Reported[]> {
  const recording = await record(asProgramSeesIt(config), ANSWERS);
  return report(POLICIES, recordedStack(recording).withoutOutputs(), {
    config: { ...profileConfig(POLICIES, profile), ...settings },
  });
}

const policies = (reported: readonly Reported[]) => [...new Set(reported.map(({ policy }) => policy))].sort();

describe("the program itself, in the first preview of the dev stack", () => {
  it("leaves nothing unchecked, though the cluster is yet to be made", async () => {
    const reported = await firstPreview(stackConfig("dev"), "strict");
    assert.deepEqual(
      reported.filter(({ policy }) => policy === CHECKED_POLICY),
      [],
    );
  });

  it("breaks only those policies that are choices of its config, or cost more than learning needs", async () => {
    assert.deepEqual(policies(await firstPreview(stackConfig("dev"), "prod")), [
      "gateways-serve-https",
      "istio-releases-undo-failures",
      "namespaces-deny-by-default",
      "routes-are-resilient",
      "workloads-tolerate-disruption",
    ]);
  });

  it("can be configured so that no policy of security and gateways has anything against it", async () => {
    const authorized = withValue(stackConfig("dev"), ["bookinfo-mesh:security"], {
      authorization: "enforced",
      clientTls: "mutual",
    });
    const encrypted = withValue(authorized, ["bookinfo-mesh:istio", "gateway", "tls"], {
      credentialName: "books",
      redirect: true,
    });
    const closed = withValue(encrypted, ["bookinfo-mesh:egress"], {
      policy: "REGISTRY_ONLY",
      via: "gateway",
      hosts: [
        {
          host: "payments.example.com",
          ports: [
            { number: 443, protocol: "HTTPS" },
            { number: 80, protocol: "HTTP", tls: "originate" },
          ],
        },
      ],
    });
    // The gateway has no name of its own: it answers at whatever address its load balancer gets.
    const settings = { "gateways-serve-https": { allowsAnyHost: true } };
    assert.deepEqual(policies(await firstPreview(closed, "prod", settings)), [
      "istio-releases-undo-failures",
      "routes-are-resilient",
      "workloads-tolerate-disruption",
    ]);
  });
});
