import { unknownValue } from "@pulumi/pulumi/runtime";
import assert from "node:assert/strict";
import { packConfig } from "../../commands/policy/pack-config";
import { POLICIES } from "../../policies/catalogue";
import { CHECKED_POLICY, EXCEPTIONS_POLICY } from "../../policies/engine/report-text";
import { type Exception } from "../../policies/engine/exceptions";
import { type Profile } from "../../policies/engine/policy";
import { profileConfig } from "../../policies/profile";
import { type Answers, record } from "../components/recorder";
import { asProgramSeesIt, type StackConfig, stackConfig, withValue } from "../components/stack";
import { withControlPlane } from "./eks-control-plane";
import { recordedStack } from "./recorded-stack";
import { type PackConfig, type Reported, report } from "./run-pack";
import { type TestStack } from "./test-stack";

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
  return report(POLICIES, await firstStack(config), { config: { ...profileConfig(POLICIES, profile), ...settings } });
}

async function firstStack(config: StackConfig): Promise<TestStack> {
  const recording = await record(asProgramSeesIt(config), ANSWERS);
  return withControlPlane(recordedStack(recording), recording).withoutOutputs();
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
      "eks-cluster-is-protected",
      "eks-endpoint-is-restricted",
      "eks-secrets-are-encrypted",
      "gateways-serve-https",
      "istio-releases-undo-failures",
      "namespaces-deny-by-default",
      "routes-are-resilient",
      "workloads-tolerate-disruption",
    ]);
  });

  it("can be configured so that no policy of security and gateways refuses it", async () => {
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
      "eks-cluster-is-protected",
      "eks-endpoint-is-restricted",
      "eks-secrets-are-encrypted",
      "istio-releases-undo-failures",
      "routes-are-resilient",
      "workloads-tolerate-disruption",
    ]);
  });
});

describe("the dev stack, as CI reviews it", () => {
  const config = packConfig({ profile: "prod", stack: "dev", allowUnchecked: false });
  const refusing = (reported: readonly Reported[]) =>
    policies(reported).filter((policy) => config[policy]?.["enforcementLevel"] === "mandatory");

  it("passes the profile prod, but for exceptions each of which it needs", async () => {
    const reported = await report(POLICIES, await firstStack(stackConfig("dev")), { config });
    assert.deepEqual(refusing(reported), []);
    const used = reported.filter(({ policy }) => policy === EXCEPTIONS_POLICY).map(({ message }) => message);
    const listed = Object.entries(config).flatMap(([policy, { exceptions = [] }]) =>
      (exceptions as readonly Exception[]).map(({ expires, reason }) => `${policy} until ${expires}: ${reason}`),
    );
    assert.deepEqual([...new Set(used)].sort(), listed.sort());
  });

  it("is refused for weights that do not add up, and for what could not be checked", async () => {
    const stack = await firstStack(stackConfig("dev"));
    const weight = "spec.http[0].route[0].weight";
    const broken = stack.set("reviews-routes", weight, 15);
    assert.deepEqual(refusing(await report(POLICIES, broken, { config })), ["weights-add-up-to-100"]);
    const unknown = stack.set("reviews-routes", weight, unknownValue);
    assert.deepEqual(refusing(await report(POLICIES, unknown, { config })), [CHECKED_POLICY]);
  });
});

describe("the rules of a service that the stack does not own, in a first preview", () => {
  it("pass every policy that Bookinfo's pass", async () => {
    const config = stackConfig("dev");
    const gateway = { name: "shop/front", hosts: ["shop.example.com"] };
    const versions = { v1: { app: "catalog", version: "v1" }, v2: { app: "catalog", version: "v2" } };
    const named = withValue(config, ["bookinfo-mesh:services", "catalog"], {
      namespace: "shop",
      port: 8080,
      versions,
      gateway,
    });
    const split = withValue(named, ["bookinfo-mesh:traffic", "catalog"], { default: { v1: 90, v2: 10 } });
    assert.deepEqual(policies(await firstPreview(split, "prod")), policies(await firstPreview(config, "prod")));
  });

  it("are held to what holds for all: weights that do not add up are refused", async () => {
    const versions = { v1: { version: "v1" }, v2: { version: "v2" } };
    const catalog = { namespace: "shop", port: 8080, versions };
    const named = withValue(stackConfig("dev"), ["bookinfo-mesh:services", "catalog"], catalog);
    const split = withValue(named, ["bookinfo-mesh:traffic", "catalog"], { default: { v1: 90, v2: 10 } });
    const broken = (await firstStack(split)).set("catalog-routes", "spec.http[0].route[0].weight", 95);
    const reported = await report(POLICIES, broken, { config: profileConfig(POLICIES, "prod") });
    assert.ok(policies(reported).includes("weights-add-up-to-100"));
  });
});
