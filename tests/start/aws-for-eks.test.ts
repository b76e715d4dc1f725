import assert from "node:assert/strict";
import { asProgramSeesIt, stackConfig } from "../components/stack";
import { runInProgramNode } from "./program-node";

describe("the AWS SDK", () => {
  it("is loaded for a stack on EKS, once it is known that it is needed", async () => {
    const { stdout, stderr } = await runInProgramNode(`
      const pulumi = require("@pulumi/pulumi");
      const isLoaded = () => Object.keys(require.cache).some((file) => file.includes("/node_modules/@pulumi/aws/index.js"));
      const zones = ["ap-northeast-1a", "ap-northeast-1c"];
      const made = [];
      const mocks = {
        newResource: ({ type, name, inputs }) => {
          made.push(type);
          return { id: name, state: type === "eks:index:Cluster" ? { eksCluster: { name } } : inputs };
        },
        call: ({ token }) => (token.includes("Zones") ? { names: zones, region: "ap-northeast-1" } : { partition: "aws" }),
      };
      (async () => {
        await pulumi.runtime.setMocks(mocks, "bookinfo-mesh", "dev", true);
        pulumi.runtime.setAllConfig(${JSON.stringify(asProgramSeesIt(stackConfig("dev")))}, []);
        const program = require("./index.ts");
        console.log("loaded with the program:", isLoaded());
        await program();
        await pulumi.runtime.disconnect();
        console.log("loaded by the end:", isLoaded());
        console.log(made.join(" "));
      })();
    `);
    // Beside what the program tells of the cluster.
    const [before, after, made] = stdout.split("\n").filter((line) => !line.startsWith("info: "));
    assert.equal(before, "loaded with the program: false", stderr);
    assert.equal(after, "loaded by the end: true", stderr);
    assert.match(made ?? "", /eks:index:Cluster .*aws:eks\/nodeGroup:NodeGroup .*kubernetes:apps\/v1:Deployment/);
  });
});
