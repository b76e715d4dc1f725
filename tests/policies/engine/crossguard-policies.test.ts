import { unknownValue } from "@pulumi/pulumi/runtime";
import fc from "fast-check";
import assert from "node:assert/strict";
import { POLICIES } from "../../../policies/catalogue";
import { crossGuardPolicies } from "../../../policies/engine/crossguard-policies";
import { definePolicy } from "../../../policies/engine/policy";
import { CHECKED_POLICY, EXCEPTIONS_POLICY } from "../../../policies/engine/report-text";
import { subsetsAreDeclared } from "../../../policies/traffic/subsets-are-declared";
import { weightsAddUpTo100 } from "../../../policies/traffic/weights-add-up-to-100";
import { lines } from "../describe-policy";
import { report, runPack } from "../run-pack";
import { validMesh } from "../valid-mesh";

const WEIGHT = "spec.http[0].route[0].weight";

describe("what could not be checked", () => {
  const unknown = () => validMesh().set("reviews-routes", WEIGHT, unknownValue);

  it("is reported once, with what was not known", async () => {
    assert.deepEqual(lines(await report([weightsAddUpTo100], unknown()), CHECKED_POLICY), [
      `reviews-routes: weights-add-up-to-100 could not check reviews-routes: ${WEIGHT} is not known before the update`,
    ]);
  });

  it("can be allowed for a policy", async () => {
    const config = { [CHECKED_POLICY]: { allowed: [weightsAddUpTo100.name] } };
    assert.deepEqual(await report([weightsAddUpTo100], unknown(), { config }), []);
  });

  it("can be excepted for a resource, until a day", async () => {
    const exceptions = [{ resource: "reviews-*", reason: "weights come from another stack", expires: "2026-11-30" }];
    const config = { [CHECKED_POLICY]: { exceptions } };
    const excepted = await report([weightsAddUpTo100], unknown(), { config });
    assert.deepEqual(lines(excepted, CHECKED_POLICY), []);
    assert.deepEqual(lines(excepted, EXCEPTIONS_POLICY), [
      "reviews-routes: everything-could-be-checked until 2026-11-30: weights come from another stack",
    ]);
    const refused = await report([weightsAddUpTo100], unknown(), { config, today: "2026-12-01" });
    assert.equal(lines(refused, CHECKED_POLICY).length, 1);
    assert.deepEqual(lines(refused, EXCEPTIONS_POLICY), []);
  });

  it("does not keep the rest of the stack from being checked", async () => {
    const stack = unknown().set("reviews-routes", "spec.http[1].route[0].weight", 90);
    assert.equal(lines(await report([weightsAddUpTo100], stack), weightsAddUpTo100.name).length, 1);
  });

  it("is also what a fault in a policy leaves unchecked", async () => {
    const faulty = definePolicy({
      ...weightsAddUpTo100,
      name: "always-fails",
      settings: {},
      subjects: (view) => view.destinationRules,
      check: () => {
        throw new TypeError("no such thing");
      },
    });
    assert.deepEqual(lines(await report([faulty], validMesh()), CHECKED_POLICY), [
      "reviews-versions: always-fails could not check reviews-versions: the policy itself failed: TypeError: no such thing",
    ]);
  });

  for (const level of ["advisory", "disabled"]) {
    it(`is not remembered from one run to the next, with ${EXCEPTIONS_POLICY} ${level}`, async () => {
      const pack = crossGuardPolicies([weightsAddUpTo100], "2026-11-23");
      const config = { [EXCEPTIONS_POLICY]: { enforcementLevel: level } };
      assert.equal((await runPack(pack, unknown(), { config })).length, 1);
      assert.deepEqual(await runPack(pack, validMesh(), { config }), []);
    });
  }
});

describe("a pack that is asked more than once", () => {
  const broken = () => validMesh().set("reviews-routes", "spec.http[1].route[0].destination.subset", "v4");

  it("looks at the stack anew, be it without a resource in between", async () => {
    const pack = crossGuardPolicies([subsetsAreDeclared], "2026-11-23");
    assert.equal((await runPack(pack, broken(), { inputsAreSeen: false })).length, 1);
    assert.deepEqual(await runPack(pack, validMesh(), { inputsAreSeen: false }), []);
    assert.equal((await runPack(pack, broken())).length, 1);
    assert.deepEqual(await runPack(pack, validMesh()), []);
  });

  it("takes a resource's last inputs, where a policy sees it twice before the stack", async () => {
    const pack = crossGuardPolicies([subsetsAreDeclared, weightsAddUpTo100], "2026-11-23");
    const twice = validMesh().set("reviews-routes", WEIGHT, 7);
    assert.equal((await runPack(pack, twice, { stackIsSeen: false })).length, 1);
    assert.deepEqual(await runPack(pack, validMesh()), []);
    assert.equal((await runPack(pack, broken(), { stackIsSeen: false })).length, 0);
    assert.deepEqual(await runPack(pack, validMesh()), []);
  });
});

describe("a first preview, in which nothing inside the cluster has outputs", () => {
  it("finds nothing in a valid mesh and leaves nothing unchecked", async () => {
    assert.deepEqual(await report(POLICIES, validMesh().withoutOutputs()), []);
  });

  it("is judged by its inputs by each policy alone, whichever others are disabled", async () => {
    const stack = validMesh().set("reviews-routes", "spec.http[1].route[0].destination.subset", "v4").withoutOutputs();
    const config = Object.fromEntries(
      [...POLICIES.map(({ name }) => name), CHECKED_POLICY, EXCEPTIONS_POLICY].map((name) => [
        name,
        { enforcementLevel: name === subsetsAreDeclared.name ? "mandatory" : "disabled" },
      ]),
    );
    assert.deepEqual(
      (await report(POLICIES, stack, { config })).map(({ policy, resource }) => [policy, resource]),
      [[subsetsAreDeclared.name, "reviews-routes"]],
    );
  });

  it("leaves nothing of it unsaid when not even the inputs were seen", async () => {
    const reported = await report(POLICIES, validMesh().withoutOutputs(), { inputsAreSeen: false });
    const unchecked = reported.filter(({ policy }) => policy === CHECKED_POLICY);
    assert.ok(unchecked.length > 20, `${unchecked.length}`);
    // The one thing that is known without any properties: what waits for what.
    assert.deepEqual(
      reported.filter(({ policy }) => policy !== CHECKED_POLICY),
      [],
    );
  });
});

describe("any stack", () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(null, true, 0, 100, -1, 0.5, "", "v1", "reviews", "*", "mesh", "STRICT", unknownValue),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom("host", "hosts", "http", "route", "destination", "subset", "weight", "match", "name", "labels"),
        tie("value"),
        { maxKeys: 3 },
      ),
    ),
  })).value;
  const names = validMesh().all.map(({ name }) => name);
  const paths = [
    "spec",
    "metadata",
    "spec.http",
    "spec.http[0]",
    "spec.subsets",
    "spec.template",
    "spec.servers",
    "values",
  ];

  it("is judged without a fault, whatever its properties are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.constantFrom(...paths), json, async (name, path, value) => {
        const stack = validMesh().set(name, path, value as string);
        const reported = await report(POLICIES, stack);
        assert.deepEqual(
          reported.filter(({ message }) => message.includes("the policy itself failed")),
          [],
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("secrets", () => {
  it("of Secrets and releases are in no message", async () => {
    const secret = "hunter2-hunter2-hunter2";
    const values = {
      password: secret,
      name: secret,
      labels: { istio: secret },
      service: { annotations: { a: secret } },
    };
    const stack = validMesh()
      .set("istio-gateway", "values", values)
      .set("istiod", "values", values)
      .set("istio-gateway", "version", ">=1")
      .with("credentials", "kubernetes:core/v1:Secret", {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "credentials", namespace: "default" },
        stringData: { key: secret },
        data: { key: secret },
      })
      .set("reviews-v1", "spec.template.spec.containers[0].env", [{ name: "PASSWORD", value: secret }])
      .set("reviews-v1", "spec.template.spec.containers[0].image", "reviews");
    const reported = await report(POLICIES, stack);
    assert.ok(reported.length >= 3, "the stack breaks a few policies");
    assert.deepEqual(
      reported.filter(({ text }) => text.includes(secret)),
      [],
    );
  });
});
