import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packConfig } from "../../commands/policy/pack-config";
import { formatProblems } from "../../config/problem/problem";
import { projectKey } from "../../mesh/config-path";
import { POLICIES } from "../../policies/catalogue";
import { EXCEPTIONS_POLICY } from "../../policies/engine/report-text";
import { answers } from "../components/cluster/eks-answers";
import { record } from "../components/recorder";
import { asProgramSeesIt, type StackConfig, stackConfig, withValue } from "../components/stack";
import { fixed, problemsOf } from "../config/fixing";
import { type StackFile } from "../config/pulumi-config";
import { withControlPlane } from "./eks-control-plane";
import { recordedStack } from "./recorded-stack";
import { type Reported, report } from "./run-pack";

/** What only its user knows of the stack `prod`. */
const GAPS = [
  "bookinfo-mesh:cluster.access.clusterAdmin",
  "bookinfo-mesh:cluster.endpoint.cidrs",
  "bookinfo-mesh:istio.gateway.hosts",
  "bookinfo-mesh:istio.gateway.tls",
];

const prod: StackFile = stackConfig("prod");

describe("the stack prod", () => {
  it("leaves to its user what its user alone knows, each with the command that sets it", () => {
    const problems = problemsOf(prod);
    assert.deepEqual(problems.map(({ path }) => projectKey(path)).sort(), GAPS);
    const told = formatProblems(problems, "pulumi");
    for (const gap of GAPS)
      assert.match(told, new RegExp(`to fix: {2}pulumi config set --path '?${gap.replaceAll(".", "\\.")}[.[]`));
  });

  it("is whole once those have been typed", () => {
    assert.deepEqual(problemsOf(fixed(prod, 1)), []);
  });

  const config = packConfig({ profile: "prod", stack: "prod", allowUnchecked: false });
  const reported = async (file: StackConfig): Promise<Reported[]> => {
    const recording = await record(asProgramSeesIt(file), answers);
    const stack = withControlPlane(recordedStack(recording), recording).withoutOutputs();
    return report(POLICIES, stack, { config });
  };
  const refusals = (all: readonly Reported[]) =>
    all
      .filter(({ policy }) => config[policy]?.["enforcementLevel"] === "mandatory")
      .map(({ policy, message }) => `${policy}: ${message}`);

  it("passes the profile prod without an exception, by what its config says", async () => {
    assert.ok(!existsSync(join(__dirname, "../../policies/exceptions/prod.json")));
    const all = await reported(fixed(prod, 1));
    assert.deepEqual(refusals(all), []);
    assert.deepEqual(
      all.filter(({ policy }) => policy === EXCEPTIONS_POLICY),
      [],
    );
  });

  it("passes it with EKS Auto Mode, too", async () => {
    const auto = withValue(fixed(prod, 1), ["bookinfo-mesh:cluster", "autoMode"], true);
    const balanced = withValue(auto, ["bookinfo-mesh:istio", "gateway", "loadBalancer"], { controller: "auto-mode" });
    const whole = withValue(balanced, ["bookinfo-mesh:cluster", "nodes"], undefined);
    assert.deepEqual(refusals(await reported(whole)), []);
  });

  for (const [path, value, policy] of [
    [["bookinfo-mesh:cluster", "protect"], false, "eks-cluster-is-protected"],
    [["bookinfo-mesh:cluster", "secretsKey"], undefined, "eks-secrets-are-encrypted"],
    [["bookinfo-mesh:cluster", "endpoint", "cidrs"], ["0.0.0.0/0"], "eks-endpoint-is-restricted"],
    [["bookinfo-mesh:istio", "gateway", "hosts"], undefined, "gateways-serve-https"],
    [["bookinfo-mesh:istio", "gateway", "tls"], undefined, "gateways-serve-https"],
    [["bookinfo-mesh:security", "authorization"], "none", "namespaces-deny-by-default"],
    [["bookinfo-mesh:bookinfo", "replicas"], 1, "workloads-tolerate-disruption"],
  ] as const) {
    it(`does not pass with another ${path.join(".")}`, async () => {
      const refused = refusals(await reported(withValue(fixed(prod, 1), path, value)));
      assert.deepEqual([...new Set(refused.map((one) => one.split(":")[0]))], [policy]);
    });
  }
});
