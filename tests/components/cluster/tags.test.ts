import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { record, type Recording, type Registration } from "../recorder";
import { asProgramSeesIt, stackConfig, withValue } from "../stack";
import { answers } from "./eks-answers";

/** Whether the package's typings have tags among the arguments of a resource of a type such as `aws:ec2/vpc:Vpc`. */
function takesTags(type: string): boolean {
  const [, file = ""] = type.split(":");
  const folder = join(__dirname, "../../../node_modules/@pulumi/aws");
  const [, args = ""] = readFileSync(join(folder, `${file}.d.ts`), "utf8").split(/export interface \w+Args \{/);
  assert.notEqual(args, "", `the typings of ${type} have no arguments`);
  return /^ {4}tags\?:/m.test(args);
}

describe("the tags of what AWS makes", () => {
  let ofAws: readonly Registration[];
  let recording: Recording;
  before(async () => {
    const tagged = withValue(stackConfig("dev"), ["bookinfo-mesh:tags"], { owner: "platform" });
    const costly = withValue(tagged, ["bookinfo-mesh:cluster", "network"], { endpoints: true, natPerZone: true });
    const encrypted = withValue(costly, ["bookinfo-mesh:cluster", "secretsKey"], "new");
    recording = await record(asProgramSeesIt(encrypted), answers);
    ofAws = recording.registrations.filter(({ type }) => type.startsWith("aws:"));
  });

  const own = { project: "bookinfo-mesh", stack: "test", owner: "platform" };

  it("are on everything that takes any, beside its own, and on nothing else", () => {
    for (const { type, name, inputs } of ofAws) {
      const tags = inputs["tags"] as Record<string, string> | undefined;
      if (!takesTags(type)) assert.equal(tags, undefined, `${name} takes no tags`);
      else assert.deepEqual({ ...tags, ...own }, tags, `${name} (${type})`);
    }
    const vpc = ofAws.find(({ name }) => name === "cluster-network-vpc");
    assert.deepEqual(vpc?.inputs["tags"], { ...own, Name: "istio-test-cluster-vpc" });
  });

  it("are handed to pulumi-eks for what it makes", () => {
    const cluster = recording.registrations.find(({ type }) => type === "eks:index:Cluster");
    assert.deepEqual(cluster?.inputs["tags"], own);
  });

  it("are on instances, their volumes and interfaces", () => {
    const template = ofAws.find(({ type }) => type.endsWith(":LaunchTemplate"));
    assert.deepEqual(
      template?.inputs["tagSpecifications"],
      ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags: own })),
    );
  });

  it("are on the load balancer, by its controller", () => {
    const gateway = recording.registrations.find(
      ({ name, type }) => name === "istio-gateway" && type.endsWith(":Release"),
    );
    const { service } = gateway?.inputs["values"] as { service: { annotations: Record<string, string> } };
    assert.equal(
      service.annotations["service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags"],
      "project=bookinfo-mesh,stack=test,owner=platform",
    );
  });
});
