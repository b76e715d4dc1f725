import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEvent, type EngineEvent, type StepMetadata } from "../../../commands/policy/engine-event";
import { keptResources } from "../../../commands/policy/kept-resources";
import { KEPT_POLICY } from "../../../commands/policy/pack";
import { reviewOf } from "../../../commands/policy/review";

const NOTHING = { exceptions: [], today: "2026-11-26" };
const NODES = "aws:eks/nodeGroup:NodeGroup";
const SERVICE = "kubernetes:core/v1:Service";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme";

type Inputs = Readonly<Record<string, unknown>>;

/** A step as the engine tells of it (pulumi/pulumi, sdk/go/common/apitype/events.go: StepEventMetadata). */
function step(op: string, type: string, name: string, more: Partial<StepMetadata> = {}): EngineEvent {
  const urn = `urn:pulumi:prod::bookinfo-mesh::mesh:index:EksCluster$${type}::${name}`;
  return { resourcePreEvent: { metadata: { op, urn, type, old: { inputs: {} }, new: { inputs: {} }, ...more } } };
}

const inputs = (old: Inputs, after: Inputs) => ({ old: { inputs: old }, new: { inputs: after } });

/** What is refused, each as its message. */
function refused(...events: EngineEvent[]): string[] {
  return keptResources(events, NOTHING).violations.map(({ message }) => message);
}

describe("resources that people rely on for years", () => {
  it("are not replaced: the property that causes it is named", () => {
    const change = {
      ...inputs({ instanceTypes: ["t3.medium"] }, { instanceTypes: ["t3.large"] }),
      keys: ["instanceTypes"],
      detailedDiff: { instanceTypes: { diffKind: "update-replace" }, tags: { diffKind: "update" } },
    };
    const events = ["create-replacement", "replace", "delete-replaced"].map((op) => step(op, NODES, "nodes", change));
    assert.deepEqual(keptResources(events, NOTHING).violations, [
      {
        policy: KEPT_POLICY,
        level: "mandatory",
        severity: "critical",
        urn: `urn:pulumi:prod::bookinfo-mesh::mesh:index:EksCluster$${NODES}::nodes`,
        resource: "nodes",
        message:
          `${NODES} nodes would be replaced because of instanceTypes (["t3.medium"] -> ["t3.large"]): ` +
          "it is a node group, and every pod on its nodes has to move to others",
        remedy:
          "leave instanceTypes as it was; or, where that is meant, allow it by name, once with --allow-replace nodes or " +
          `with a reason and a last day under "${KEPT_POLICY}" in policies/exceptions/prod.json.`,
      },
    ]);
  });

  it("are the NodePools of EKS Auto Mode as much as node groups", () => {
    const [message] = refused(step("delete", "kubernetes:karpenter.sh/v1:NodePool", "pool"));
    assert.match(message ?? "", /it is a node group, and every pod on its nodes has to move to others/);
  });

  it("are not replaced where the provider names no more than the property, or nothing at all", () => {
    assert.match(refused(step("replace", NODES, "nodes", { keys: ["amiType"] }))[0] ?? "", /because of amiType:/);
    const events = [step("create-replacement", NODES, "nodes"), step("replace", NODES, "nodes", { keys: ["amiType"] })];
    assert.match(refused(...events)[0] ?? "", /because of amiType:/);
    assert.match(
      refused(step("replace", NODES, "nodes"))[0] ?? "",
      /because something that it depends on, its provider/,
    );
  });

  it("are not deleted", () => {
    assert.deepEqual(refused(step("delete", "aws:ec2/vpc:Vpc", "vpc", { new: null })), [
      "aws:ec2/vpc:Vpc vpc would be deleted because the program does not have it any more: " +
        "it is a network, and what is in it, the cluster above all, has to go first",
    ]);
  });

  for (const type of [
    "aws:eks/cluster:Cluster",
    "aws:eks/fargateProfile:FargateProfile",
    "aws:autoscaling/group:Group",
    "aws:ec2/subnet:Subnet",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:elb/loadBalancer:LoadBalancer",
    "kubernetes:gateway.networking.k8s.io/v1:Gateway",
  ]) {
    it(`are those of type ${type}`, () => {
      assert.equal(refused(step("replace", type, "one")).length, 1);
      assert.equal(refused(step("delete", type, "one", { new: null })).length, 1);
    });
  }

  const service = (spec: Inputs, annotations: Inputs = {}) => ({ spec, metadata: { annotations } });
  const gateway = (service: Inputs, chart = "gateway") => ({ chart, values: { service } });

  it("are Services with a load balancer, and Istio's gateway releases, whose chart asks for one", () => {
    const gone = (type: string, old: Inputs) =>
      refused(step("delete", type, "gateway", { old: { inputs: old }, new: null }));
    assert.equal(gone(SERVICE, service({ type: "LoadBalancer" })).length, 1);
    assert.equal(gone(SERVICE, service({ type: "ClusterIP" })).length, 0);
    assert.equal(gone(SERVICE, service({})).length, 0);
    assert.equal(gone(RELEASE, gateway({})).length, 1);
    assert.equal(gone(RELEASE, gateway({}, "oci://host/charts/gateway")).length, 1);
    assert.equal(gone(RELEASE, gateway({}, "./charts/gateway-1.31.1.tgz")).length, 1);
    assert.equal(gone(RELEASE, gateway({ type: "NodePort" })).length, 0);
    assert.equal(gone(RELEASE, gateway({}, "istiod")).length, 0);
  });

  it("lose their load balancer by an update, too", () => {
    const updated = (type: string, old: Inputs, after: Inputs) =>
      refused(step("update", type, "gateway", inputs(old, after)));
    const public_ = { type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb" };
    assert.match(
      updated(RELEASE, gateway({}), gateway({ type: "NodePort" }))[0] ?? "",
      /would be deleted .* Service's type/,
    );
    assert.match(
      updated(SERVICE, service({ type: "LoadBalancer" }), service(public_))[0] ?? "",
      /would be replaced because of the load balancer's class \("" -> "service\.k8s\.aws\/nlb"\)/,
    );
    assert.match(
      updated(SERVICE, service(public_, { [SCHEME]: "internet-facing" }), service(public_))[0] ?? "",
      /the load balancer's scheme \("internet-facing" -> "internal"\)/,
    );
    assert.deepEqual(updated(SERVICE, service(public_), service(public_, { [SCHEME]: "internal" })), []);
    assert.deepEqual(
      updated(SERVICE, service({ type: "LoadBalancer" }), service({ type: "LoadBalancer", ports: [] })),
      [],
    );
    assert.deepEqual(updated(RELEASE, gateway({}), gateway({ type: "LoadBalancer", annotations: { other: "x" } })), []);
  });

  it("may change in place, be made, read, imported or left standing, and what others rely on less may go", () => {
    const old = { old: null };
    for (const op of [
      "same",
      "update",
      "refresh",
      "read",
      "discard-replaced",
      "delete-replaced",
      "remove-pending-replace",
    ]) {
      assert.deepEqual(refused(step(op, NODES, "nodes")), [], op);
    }
    for (const op of ["create", "import"]) assert.deepEqual(refused(step(op, NODES, "nodes", old)), [], op);
    assert.deepEqual(
      refused(step("delete", NODES, "nodes", { old: { inputs: {}, retainOnDelete: true }, new: null })),
      [],
    );
    assert.deepEqual(refused(step("delete", NODES, "nodes", { old: { inputs: {}, external: true }, new: null })), []);
    for (const type of ["aws:eks/addon:Addon", "aws:iam/role:Role", "kubernetes:apps/v1:Deployment"]) {
      assert.deepEqual(refused(step("replace", type, "one"), step("delete", type, "two", { new: null })), [], type);
    }
  });

  it("show no secret and nothing that is not known yet", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hidden" };
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    for (const value of [secret, unknown]) {
      const change = { ...inputs({ nodeRoleArn: value }, { nodeRoleArn: "other" }), keys: ["nodeRoleArn"] };
      assert.match(refused(step("replace", NODES, "nodes", change))[0] ?? "", /because of nodeRoleArn: /);
    }
    const deep = {
      ...inputs({ launchTemplate: { id: "lt-1" } }, { launchTemplate: { id: "lt-2" } }),
      detailedDiff: { "launchTemplate.id": { diffKind: "update-replace" } },
    };
    assert.match(refused(step("replace", NODES, "nodes", deep))[0] ?? "", /launchTemplate\.id \("lt-1" -> "lt-2"\)/);
  });

  it("may be replaced where that is allowed by name, until the last day", () => {
    const events = [step("replace", NODES, "nodes"), step("replace", NODES, "others")];
    const allow = (resource: string, expires: string) =>
      keptResources(events, { exceptions: [{ resource, reason: "larger nodes", expires }], today: "2026-11-26" });
    for (const resource of ["nodes", `${NODES}/nodes`, `*::nodes`]) {
      const { violations, exceptions } = allow(resource, "2026-11-26");
      assert.deepEqual(
        violations.map((violation) => violation.resource),
        ["others"],
      );
      assert.deepEqual(exceptions, [
        { policy: KEPT_POLICY, resource: "nodes", expires: "2026-11-26", reason: "larger nodes" },
      ]);
    }
    const { violations } = allow("nodes", "2026-11-25");
    assert.equal(violations.length, 2);
    assert.match(violations[0]?.remedy ?? "", /the exception for it ended on 2026-11-25 \(larger nodes\)$/);
  });

  it("are told apart in what a real engine tells of a replacement", () => {
    const file = readFileSync(join(__dirname, "replacement-events.jsonl"), "utf8");
    const events = file
      .trim()
      .split("\n")
      .flatMap((line) => parseEvent(line) ?? []);
    const messages = refused(...events);
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? "", /cluster-nodes-group would be replaced because of instanceTypes/);
  });
});

describe("a review of a run that replaces what people rely on", () => {
  const asked: EngineEvent = { policyAnalyzeStackSummaryEvent: {} };
  const context = { stack: "prod", profile: "prod", source: "preview", disabled: [], exitCode: 0, stderr: "" } as const;

  it("is refused, and passes where that is allowed", () => {
    const events = [step("replace", NODES, "nodes"), asked];
    assert.equal(reviewOf(events, context).verdict, "violated");
    const allowed = {
      exceptions: [{ resource: "nodes", reason: "larger", expires: "2026-11-26" }],
      today: "2026-11-26",
    };
    const review = reviewOf(events, { ...context, allowed });
    assert.deepEqual([review.verdict, review.exceptions.length], ["passed", 1]);
  });

  it("says, too, why Pulumi itself failed", () => {
    const review = reviewOf([step("replace", NODES, "nodes"), asked], {
      ...context,
      exitCode: 255,
      stderr: "error: boom",
    });
    assert.deepEqual(review.errors, ["error: boom"]);
  });
});
