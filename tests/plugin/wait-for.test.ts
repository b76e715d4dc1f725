import assert from "node:assert/strict";
import { waitForCheck } from "../../sandbox/plugin/await/wait-for";
import { Cluster } from "../../sandbox/plugin/cluster/cluster";
import { selectKubeconfig } from "../../sandbox/plugin/cluster/kubeconfig";
import { type JsonObject } from "../../sandbox/plugin/wire/json";

const KUBECONFIG = JSON.stringify({
  "current-context": "none",
  clusters: [{ name: "none", cluster: { server: "http://127.0.0.1:1" } }],
  contexts: [{ name: "none", context: { cluster: "none", user: "" } }],
});

describe("what a program waits for", () => {
  // No expectation asks the cluster for more than the object.
  const cluster = new Cluster(selectKubeconfig({ kubeconfig: KUBECONFIG }));

  const told = async (annotation: string, object: JsonObject): Promise<string> => {
    const readiness = await waitForCheck(annotation)(object, cluster, new AbortController().signal);
    return readiness.state === "ready" ? "ready" : `${readiness.state}: ${readiness.summary}`;
  };

  const showing = (status: JsonObject, generation = 2): JsonObject => ({ metadata: { generation }, status });
  const conditions = (...list: JsonObject[]): JsonObject => ({ conditions: list });
  const ready = { type: "Ready", status: "True" };
  const failed = { type: "Failed", status: "False" };

  const cases: readonly [string, string, JsonObject, string][] = [
    ["a condition", "condition=Ready", conditions(failed, ready), "ready"],
    ["a condition in other letters", "condition=ready=true", conditions(ready), "ready"],
    ["a condition's status", "condition=Failed=False", conditions(failed), "ready"],
    [
      "a condition that is not so",
      "condition=Failed",
      conditions(failed),
      "waiting: its condition Failed is False, not True",
    ],
    ["a condition that is missing", "condition=Ready", {}, "waiting: it has no condition Ready yet"],
    [
      "a condition of an old state",
      "condition=Ready",
      conditions({ ...ready, observedGeneration: 1 }),
      "waiting: its condition Ready is not of its newest state",
    ],
    [
      "a condition of an old status",
      "condition=Ready",
      { ...conditions(ready), observedGeneration: 1 },
      "waiting: its condition Ready is not of its newest state",
    ],
    ["a field", "jsonpath={.status.phase}", { phase: "Bound" }, "ready"],
    ["a field that is empty", "jsonpath={$.status.phase}", { phase: null }, "ready"],
    ["a field that is missing", "jsonpath={.status.phase}", {}, "waiting: it has no {.status.phase} yet"],
    ["a field's value", "jsonpath={ .status.phase }=Bound", { phase: "Bound" }, "ready"],
    ["a number", "jsonpath={.status.replicas}=3", { replicas: 3 }, "ready"],
    [
      "another value",
      "jsonpath={.status.phase}=Bound",
      { phase: "Lost" },
      "waiting: {.status.phase} is Lost, not Bound",
    ],
    [
      "a list where a value is to be",
      "jsonpath={.status.a}=b",
      { a: [] },
      "failed: {.status.a} is no single value to compare with b",
    ],
    [
      "a field of a chosen item",
      'jsonpath={.status.conditions[?(@.type=="Failed"||@.type=="Ready")].status}=True',
      conditions(ready),
      "ready",
    ],
    [
      "a field of an old status",
      "jsonpath={.status.phase}",
      { phase: "Bound", observedGeneration: 1 },
      "waiting: its status is not of its newest state",
    ],
    [
      "several things, of which one is missing",
      '["condition=Ready", "jsonpath={.status.phase}"]',
      conditions(ready),
      "waiting: it has no {.status.phase} yet",
    ],
    [
      "several things",
      '["condition=Ready", "jsonpath={.status.phase}"]',
      { ...conditions(ready), phase: "a" },
      "ready",
    ],
  ];
  for (const [title, annotation, status, expected] of cases) {
    it(`is ${title}`, async () => assert.equal(await told(annotation, showing(status)), expected));
  }

  const refused: readonly [string, RegExp][] = [
    ["Ready", /^Error: "Ready" is none of condition=TYPE, condition=TYPE=STATUS, jsonpath=\{\.PATH\}/],
    ["condition=", /"condition=" is none of/],
    ["jsonpath=.status.phase", /is none of/],
    ["jsonpath={.a}=", /is none of/],
    ["jsonpath={.a[]}", /\{\.a\[\]\} is not a JSONPath: /],
    ["[]", /\[\] is not a list of expectations/],
    ['["condition=Ready", 7]', /is not a list of expectations/],
    ['["condition=Ready", "phase"]', /"phase" is none of/],
  ];
  for (const [annotation, message] of refused) {
    it(`is not ${annotation}`, () => assert.throws(() => waitForCheck(annotation), message));
  }
});
